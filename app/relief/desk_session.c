/* Guided sessions of the desk: orders in, sounds and a practice out. */
#include "app/relief/desk_private.h"

#include <cjson/cJSON.h>
#include <string.h>

#define PAIN_PATIENCE (2 * PL_USEC_PER_MIN) /* nobody has to answer */
#define STIFF_OF_BEST 0.8
#define SIGHT_PATIENCE (3 * PL_USEC_PER_SEC) /* without samples for longer, no camera looks */

/* A check of movement that found one side well short of its own best. */
static bool found_stiffness(const struct pl_relief_desk *desk)
{
    const struct pl_verify_view view = pl_verify_view(&desk->verify);

    if (desk->guide.entry->kind != PL_KIND_SELF_TEST)
        return false;
    for (int side = PL_SIDE_RIGHT; side <= PL_SIDE_LEFT; side++)
        if (view.furthest_deg[side] > 0 &&
            view.furthest_deg[side] < STIFF_OF_BEST * desk->verify.own_best_deg[side])
            return true;
    return false;
}

static void apply_practice(struct pl_relief *relief, void *context)
{
    struct pl_desk_change *what = context;

    pl_relief_turned(relief, pl_verify_view(&what->desk->verify).furthest_deg);
    pl_relief_practise(relief, what->desk->catalogue,
                       pl_guide_practice(&what->desk->guide, what->now));
}

bool pl_relief_desk_exercising(const struct pl_relief_desk *desk)
{
    return pl_guide_running(&desk->guide);
}

/* A session that is over is logged once, with what the camera saw. */
static int end_session(struct pl_relief_desk *desk, struct pl_when now)
{
    struct pl_desk_change what = {.now = now};

    desk->guide.seen = pl_verify_view(&desk->verify).seen;
    desk->suggested = NULL;
    desk->stiff = found_stiffness(desk);
    return pl_relief_desk_change(desk, apply_practice, &what);
}

static int start(struct pl_relief_desk *desk, const char *id, pl_usec t, struct pl_when now)
{
    const struct pl_entry *entry = id ? pl_catalogue_find(desk->catalogue, id) : desk->suggested;
    struct pl_dose dose;

    pl_relief_desk_refresh(desk);
    if (!entry || !entry->step_count || pl_relief_lock(&desk->relief, desk->catalogue, entry, now))
        return 1;
    if (pl_guide_running(&desk->guide)) {
        pl_guide_stop(&desk->guide, false); /* one thing at a time */
        end_session(desk, now);
    }
    dose = pl_relief_dose(&desk->relief, entry, now);
    desk->suggested = entry;
    if (id)
        desk->because = PL_TRIGGER_PLAN; /* their own wish */
    desk->sampled = t;
    pl_guide_start(&desk->guide, entry, dose, t);
    pl_verify_start(&desk->verify, entry, dose, desk->relief.turn_best_deg, t);
    return 0;
}

/* The one member of the object is the command; anything else is not understood. */
static int obey(struct pl_relief_desk *desk, const cJSON *command, pl_usec t, struct pl_when now)
{
    const char *word = command->string;

    if (!strcmp(word, "start"))
        return start(desk, cJSON_GetStringValue(command), t, now);
    if (!pl_guide_running(&desk->guide))
        return 1;
    if (!strcmp(word, "skip"))
        pl_guide_skip(&desk->guide);
    else if (!strcmp(word, "pause"))
        pl_guide_pause(&desk->guide, cJSON_IsTrue(command));
    else if (!strcmp(word, "done"))
        pl_guide_done(&desk->guide);
    else if (!strcmp(word, "stop"))
        pl_guide_stop(&desk->guide, false);
    else if (!strcmp(word, "hurts"))
        pl_guide_stop(&desk->guide, true);
    else if (!strcmp(word, "pain") && cJSON_IsNumber(command) && command->valuedouble >= 0 &&
             command->valuedouble <= 10)
        pl_guide_pain(&desk->guide, (int)command->valuedouble);
    else
        return 1;
    return 0;
}

int pl_relief_desk_exercise(struct pl_relief_desk *desk, const char *text, pl_usec t,
                            struct pl_when now)
{
    cJSON *json = cJSON_Parse(text);
    int r =
        cJSON_IsObject(json) && cJSON_GetArraySize(json) == 1 ? obey(desk, json->child, t, now) : 1;

    cJSON_Delete(json);
    if (!r && desk->guide.stage == PL_GUIDE_OVER)
        r = end_session(desk, now);
    return r;
}

bool pl_relief_desk_guide(struct pl_relief_desk *desk, const struct pl_verify_sample *sample,
                          pl_usec t, struct pl_when now, enum pl_tune *ret_tune)
{
    static const enum pl_tune tune_of[] = {
        [PL_GUIDE_SOUND_NONE] = PL_TUNE_NONE,
        [PL_GUIDE_SOUND_GO] = PL_TUNE_GO,
        [PL_GUIDE_SOUND_RELEASE] = PL_TUNE_RELEASE,
        [PL_GUIDE_SOUND_END] = PL_TUNE_END,
    };

    *ret_tune = PL_TUNE_NONE;
    if (!pl_guide_running(&desk->guide))
        return false;
    if (sample)
        desk->sampled = t;
    if (sample && !desk->guide.paused && desk->guide.stage != PL_GUIDE_ASK_PAIN)
        pl_verify_step(&desk->verify, sample);
    *ret_tune = tune_of[pl_guide_tick(&desk->guide, t)];
    if (desk->guide.stage == PL_GUIDE_ASK_PAIN && desk->guide.spent > PAIN_PATIENCE)
        pl_guide_finish(&desk->guide);
    return desk->guide.stage == PL_GUIDE_OVER && (end_session(desk, now), true);
}

int pl_relief_desk_session_done(struct pl_relief_desk *desk, struct pl_when now)
{
    pl_guide_done(&desk->guide);
    pl_guide_finish(&desk->guide);
    return end_session(desk, now);
}

void pl_relief_desk_live(const struct pl_relief_desk *desk, struct pl_relief_live *ret)
{
    *ret = pl_relief_live_of(&desk->guide, &desk->verify,
                             desk->guide.now - desk->sampled < SIGHT_PATIENCE);
}
