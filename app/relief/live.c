#include "app/relief/live.h"

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static bool needs_camera(enum pl_verifiable what)
{
    return what != PL_CAMERA_NOTHING && what != PL_CAMERA_TIMER;
}

static enum pl_relief_sight sight_of(const struct pl_verify *verify,
                                     const struct pl_verify_view *view, bool looking)
{
    if (!needs_camera(verify->what))
        return PL_SIGHT_NOTHING;
    if (!looking)
        return PL_SIGHT_NONE;
    if (pl_verify_learning(verify))
        return PL_SIGHT_LEARNING;
    return view->can_see ? PL_SIGHT_SEES : PL_SIGHT_BLIND;
}

struct pl_relief_live pl_relief_live_of(const struct pl_guide *guide,
                                        const struct pl_verify *verify, bool looking)
{
    const struct pl_guide_view now = pl_guide_view(guide);
    const struct pl_verify_view seen = pl_verify_view(verify);

    struct pl_relief_live live = {
        .stage = now.stage,
        .paused = now.paused,
        .set = now.set,
        .sets = now.sets,
        .rep = now.rep,
        .reps = now.reps,
        .side = now.side,
        .left_s = now.left_s,
        .fraction = now.fraction,
        .progress = now.progress,
        .sight = sight_of(verify, &seen, looking),
        .seen = seen.seen,
        .seen_right = seen.reps[PL_SIDE_RIGHT],
        .seen_left = seen.reps[PL_SIDE_LEFT],
        .seen_reps = seen.reps[PL_SIDE_NONE],
        .holding_s = seen.holding_s,
        .turned_right_deg = seen.furthest_deg[PL_SIDE_RIGHT],
        .turned_left_deg = seen.furthest_deg[PL_SIDE_LEFT],
        .best_right_deg = verify->own_best_deg[PL_SIDE_RIGHT],
        .best_left_deg = verify->own_best_deg[PL_SIDE_LEFT],
        .shrugged = seen.shrugged,
        .outcome = guide->outcome,
        .ease_off = guide->ease_off,
    };

    snprintf(live.id, sizeof(live.id), "%s", guide->entry ? guide->entry->id : "");
    return live;
}

/* ---- text ------------------------------------------------------------------------------------------ */

static const char *const sides[] = {"none", "right", "left"};
static const char *const sights[] = {"nothing", "none", "learning", "blind", "sees"};

static const char *side_name(int value)
{
    return sides[value];
}

static const char *sight_name(int value)
{
    return sights[value];
}

static const char *stage_name(int value)
{
    return pl_guide_stage_name((enum pl_guide_stage)value);
}

static const char *seen_name(int value)
{
    return pl_seen_name((enum pl_seen)value);
}

static const char *outcome_name(int value)
{
    return pl_outcome_name((enum pl_outcome)value);
}

/* Every member, once for both ways. */
enum kind { REAL, WHOLE, FLAG, WORD, TEXT };

#define MEMBER(name, kind, ...)                                         \
    {                                                                   \
#name, offsetof(struct pl_relief_live, name), kind, __VA_ARGS__ \
    }

static const struct member {
    const char *name;
    size_t at;
    enum kind kind;
    const char *(*word)(int value); /* of WORD: names from 0 to `count` - 1 */
    int count;
} members[] = {
    MEMBER(id, TEXT, NULL, 0),
    MEMBER(stage, WORD, stage_name, PL_GUIDE_STAGE_COUNT),
    MEMBER(paused, FLAG, NULL, 0),
    MEMBER(set, WHOLE, NULL, 0),
    MEMBER(sets, WHOLE, NULL, 0),
    MEMBER(rep, WHOLE, NULL, 0),
    MEMBER(reps, WHOLE, NULL, 0),
    MEMBER(side, WORD, side_name, PL_SIDE_LEFT + 1),
    MEMBER(left_s, REAL, NULL, 0),
    MEMBER(fraction, REAL, NULL, 0),
    MEMBER(progress, REAL, NULL, 0),
    MEMBER(sight, WORD, sight_name, PL_SIGHT_COUNT),
    MEMBER(seen, WORD, seen_name, PL_SEEN_COUNT),
    MEMBER(seen_right, WHOLE, NULL, 0),
    MEMBER(seen_left, WHOLE, NULL, 0),
    MEMBER(seen_reps, WHOLE, NULL, 0),
    MEMBER(holding_s, REAL, NULL, 0),
    MEMBER(turned_right_deg, REAL, NULL, 0),
    MEMBER(turned_left_deg, REAL, NULL, 0),
    MEMBER(best_right_deg, REAL, NULL, 0),
    MEMBER(best_left_deg, REAL, NULL, 0),
    MEMBER(shrugged, FLAG, NULL, 0),
    MEMBER(outcome, WORD, outcome_name, PL_OUTCOME_COUNT),
    MEMBER(ease_off, FLAG, NULL, 0),
    MEMBER(answers, FLAG, NULL, 0),
    MEMBER(refused, FLAG, NULL, 0),
};

#define MEMBERS (sizeof(members) / sizeof(members[0]))

static void put(cJSON *json, const struct member *m, const char *at)
{
    double real;
    int whole;
    bool flag;

    switch (m->kind) {
    case REAL:
        memcpy(&real, at, sizeof(real));
        cJSON_AddNumberToObject(json, m->name, real);
        break;
    case FLAG:
        memcpy(&flag, at, sizeof(flag));
        cJSON_AddBoolToObject(json, m->name, flag);
        break;
    case WHOLE:
        memcpy(&whole, at, sizeof(whole));
        cJSON_AddNumberToObject(json, m->name, whole);
        break;
    case WORD:
        memcpy(&whole, at, sizeof(whole));
        cJSON_AddStringToObject(json, m->name, m->word(whole));
        break;
    case TEXT:
        cJSON_AddStringToObject(json, m->name, at);
        break;
    }
}

static bool take_word(const struct member *m, const char *word, char *at)
{
    for (int i = 0; word && i < m->count; i++)
        if (!strcmp(word, m->word(i))) {
            memcpy(at, &i, sizeof(i));
            return true;
        }
    return false;
}

static bool take_text(const char *text, char *at)
{
    if (!text || strlen(text) >= PL_CATALOGUE_ID_BYTES)
        return false;
    memcpy(at, text, strlen(text) + 1);
    return true;
}

static bool take(const cJSON *item, const struct member *m, char *at)
{
    const bool flag = cJSON_IsTrue(item);

    switch (m->kind) {
    case WORD:
        return take_word(m, cJSON_GetStringValue(item), at);
    case TEXT:
        return take_text(cJSON_GetStringValue(item), at);
    case FLAG:
        memcpy(at, &flag, sizeof(flag));
        return cJSON_IsBool(item);
    case REAL:
        if (cJSON_IsNumber(item))
            memcpy(at, &item->valuedouble, sizeof(item->valuedouble));
        return cJSON_IsNumber(item);
    case WHOLE:
        if (cJSON_IsNumber(item))
            memcpy(at, &item->valueint, sizeof(item->valueint));
        return cJSON_IsNumber(item);
    }
    return false;
}

void pl_relief_live_format(const struct pl_relief_live *live, char ret[PL_RELIEF_LIVE_BYTES])
{
    cJSON *json = cJSON_CreateObject();

    for (size_t i = 0; i < MEMBERS; i++)
        put(json, &members[i], (const char *)live + members[i].at);
    if (!json || !cJSON_PrintPreallocated(json, ret, PL_RELIEF_LIVE_BYTES, false))
        ret[0] = 0;
    cJSON_Delete(json);
}

bool pl_relief_live_parse(const char *text, struct pl_relief_live *ret)
{
    cJSON *json = cJSON_Parse(text);
    struct pl_relief_live live = {.stage = PL_GUIDE_IDLE};
    bool understood = json != NULL;

    for (size_t i = 0; understood && i < MEMBERS; i++)
        understood = take(cJSON_GetObjectItemCaseSensitive(json, members[i].name), &members[i],
                          (char *)&live + members[i].at);
    cJSON_Delete(json);
    if (understood)
        *ret = live;
    return understood;
}
