/* Lists are arrays of short arrays, oldest first; enums are their words, so that a person can read it. */
#include "app/relief/codec.h"

#include "protocol/guide.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1

static cJSON *row(cJSON *list)
{
    cJSON *added = cJSON_CreateArray();

    cJSON_AddItemToArray(list, added);
    return added;
}

static void put_number(cJSON *to, double number)
{
    cJSON_AddItemToArray(to, cJSON_CreateNumber(number));
}

static void put_word(cJSON *to, const char *word)
{
    cJSON_AddItemToArray(to, cJSON_CreateString(word));
}

static void put_when(cJSON *to, struct pl_when when)
{
    put_number(to, (double)when.t);
    put_number(to, when.day);
}

static void encode_ids(cJSON *to, const char *name, const struct pl_ids *ids)
{
    cJSON *list = cJSON_AddArrayToObject(to, name);

    for (int i = 0; i < ids->count; i++)
        put_word(list, ids->id[i]);
}

static void encode_gate(cJSON *root, const struct pl_gate *gate)
{
    cJSON *to = cJSON_AddObjectToObject(root, "gate");

    cJSON_AddNumberToObject(to, "checked_at", (double)gate->checked_at);
    cJSON_AddNumberToObject(to, "asked", gate->asked);
    cJSON_AddBoolToObject(to, "recheck", gate->recheck);
    cJSON_AddBoolToObject(to, "moderate", gate->moderate);
    encode_ids(to, "flags", &gate->flags);
    encode_ids(to, "conditions", &gate->conditions);
}

static void encode_phases(cJSON *root, const struct pl_phases *phases)
{
    cJSON *to = cJSON_AddObjectToObject(root, "phases");
    cJSON *lights = cJSON_AddArrayToObject(to, "lights");

    cJSON_AddNumberToObject(to, "reached", phases->reached);
    cJSON_AddNumberToObject(to, "wanted", phases->wanted);
    cJSON_AddNumberToObject(to, "started_day", phases->started_day);
    cJSON_AddNumberToObject(to, "since_day", phases->since_day);
    for (int i = 0; i < phases->count; i++) {
        cJSON *light = row(lights);

        put_word(light, phases->light[i].id);
        put_number(light, phases->light[i].day);
        put_number(light, phases->light[i].yes);
    }
}

static void encode_pain(cJSON *root, const struct pl_pain_log *log)
{
    cJSON *list = cJSON_AddArrayToObject(root, "pain");

    for (int i = 0; i < log->count; i++) {
        cJSON *entry = row(list);

        put_when(entry, log->entry[i].when);
        put_number(entry, log->entry[i].pain);
        put_number(entry, log->entry[i].spread);
    }
}

static void encode_practices(cJSON *root, const struct pl_practice_log *log)
{
    cJSON *list = cJSON_AddArrayToObject(root, "practices");

    for (int i = 0; i < log->count; i++) {
        cJSON *item = row(list);

        put_when(item, log->item[i].when);
        put_word(item, log->item[i].id);
        put_number(item, log->item[i].outcome);
        put_number(item, log->item[i].seen);
        put_number(item, log->item[i].length_s);
        put_number(item, log->item[i].pain_after);
    }
}

static void encode_suggested(cJSON *root, const struct pl_relief *relief)
{
    cJSON *list = cJSON_AddArrayToObject(root, "suggested");

    for (int i = 0; i < relief->suggested_count; i++) {
        cJSON *item = row(list);

        put_when(item, relief->suggested[i].when);
        put_word(item, relief->suggested[i].id);
    }
}

static void encode_turns(cJSON *root, const struct pl_relief *relief)
{
    cJSON *to = cJSON_AddObjectToObject(root, "turn_best_deg");

    cJSON_AddNumberToObject(to, "right", relief->turn_best_deg[PL_SIDE_RIGHT]);
    cJSON_AddNumberToObject(to, "left", relief->turn_best_deg[PL_SIDE_LEFT]);
}

char *pl_relief_encode(const struct pl_relief *relief)
{
    cJSON *root = cJSON_CreateObject();
    char *text;

    cJSON_AddNumberToObject(root, "version", VERSION);
    cJSON_AddNumberToObject(root, "review", relief->review);
    encode_gate(root, &relief->gate);
    encode_phases(root, &relief->phases);
    encode_pain(root, &relief->pain);
    encode_practices(root, &relief->practices);
    encode_suggested(root, relief);
    encode_turns(root, relief);
    text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    return text;
}

/* ---- and back: every number within its bounds, every id short enough, or the whole is damaged --------- */

struct reading {
    bool damaged;
};

static double number_of(struct reading *reading, const cJSON *item, double least, double most)
{
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= least && item->valuedouble <= most)) {
        reading->damaged = true;
        return least;
    }
    return item->valuedouble;
}

static int int_of(struct reading *reading, const cJSON *item, int least, int most)
{
    return (int)number_of(reading, item, least, most);
}

static void id_of(struct reading *reading, const cJSON *item, char ret[PL_CATALOGUE_ID_BYTES])
{
    const char *text = cJSON_GetStringValue(item);

    if (text && strlen(text) < PL_CATALOGUE_ID_BYTES)
        memcpy(ret, text, strlen(text) + 1);
    else
        reading->damaged = true;
}

#define MOST_DAY 1000000
#define MOST_TIME 9e15

static struct pl_when when_of(struct reading *reading, const cJSON *row)
{
    const cJSON *t = cJSON_GetArrayItem(row, 0);
    const cJSON *day = cJSON_GetArrayItem(row, 1);

    return (struct pl_when){(pl_usec)number_of(reading, t, -MOST_TIME, MOST_TIME),
                            int_of(reading, day, -MOST_DAY, MOST_DAY)};
}

/* The list of that name, with its length no more than `most`; NULL and damage otherwise. */
static const cJSON *list_of(struct reading *reading, const cJSON *from, const char *name, int most)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(from, name);

    if (cJSON_IsArray(list) && cJSON_GetArraySize(list) <= most)
        return list;
    reading->damaged = true;
    return NULL;
}

static const cJSON *item_of(const cJSON *from, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(from, name);
}

static void decode_ids(struct reading *reading, const cJSON *from, const char *name,
                       struct pl_ids *ret)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list_of(reading, from, name, PL_GATE_FLAGS))
        id_of(reading, item, ret->id[ret->count++]);
}

static void decode_gate(struct reading *reading, const cJSON *from, struct pl_gate *ret)
{
    ret->checked_at = (pl_usec)number_of(reading, item_of(from, "checked_at"), 0, MOST_TIME);
    ret->asked = int_of(reading, item_of(from, "asked"), 0, PL_CATALOGUE_ENTRIES);
    ret->recheck = cJSON_IsTrue(item_of(from, "recheck"));
    ret->moderate = cJSON_IsTrue(item_of(from, "moderate"));
    decode_ids(reading, from, "flags", &ret->flags);
    decode_ids(reading, from, "conditions", &ret->conditions);
}

static void decode_phases(struct reading *reading, const cJSON *from, struct pl_phases *ret)
{
    const cJSON *item;
    const int last = PL_PHASE_COUNT - 1;

    ret->reached = (enum pl_phase)int_of(reading, item_of(from, "reached"), 0, last);
    ret->wanted = (enum pl_phase)int_of(reading, item_of(from, "wanted"), 0, last);
    ret->started_day = int_of(reading, item_of(from, "started_day"), -MOST_DAY, MOST_DAY);
    ret->since_day = int_of(reading, item_of(from, "since_day"), -MOST_DAY, MOST_DAY);
    cJSON_ArrayForEach(item, list_of(reading, from, "lights", PL_LIGHTS))
    {
        struct pl_green_light *light = &ret->light[ret->count++];

        id_of(reading, cJSON_GetArrayItem(item, 0), light->id);
        light->day = int_of(reading, cJSON_GetArrayItem(item, 1), -MOST_DAY, MOST_DAY);
        light->yes = int_of(reading, cJSON_GetArrayItem(item, 2), 0, 1);
    }
}

static void decode_pain(struct reading *reading, const cJSON *from, struct pl_pain_log *ret)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list_of(reading, from, "pain", PL_PAIN_ENTRIES))
    {
        struct pl_pain_entry *entry = &ret->entry[ret->count++];

        entry->when = when_of(reading, item);
        entry->pain = int_of(reading, cJSON_GetArrayItem(item, 2), 0, 10);
        entry->spread =
            (enum pl_spread)int_of(reading, cJSON_GetArrayItem(item, 3), 0, PL_SPREAD_COUNT - 1);
    }
}

static void decode_practices(struct reading *reading, const cJSON *from,
                             struct pl_practice_log *ret)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list_of(reading, from, "practices", PL_PRACTICES))
    {
        struct pl_practice *practice = &ret->item[ret->count++];
        const cJSON *outcome = cJSON_GetArrayItem(item, 3);
        const cJSON *seen = cJSON_GetArrayItem(item, 4);

        practice->when = when_of(reading, item);
        id_of(reading, cJSON_GetArrayItem(item, 2), practice->id);
        practice->outcome = (enum pl_outcome)int_of(reading, outcome, 0, PL_OUTCOME_COUNT - 1);
        practice->seen = (enum pl_seen)int_of(reading, seen, 0, PL_SEEN_COUNT - 1);
        practice->length_s = int_of(reading, cJSON_GetArrayItem(item, 5), 0, 1000000);
        practice->pain_after = int_of(reading, cJSON_GetArrayItem(item, 6), -1, 10);
    }
}

static void decode_suggested(struct reading *reading, const cJSON *from, struct pl_relief *ret)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list_of(reading, from, "suggested", PL_SUGGESTIONS_KEPT))
    {
        struct pl_suggested *suggested = &ret->suggested[ret->suggested_count++];

        suggested->when = when_of(reading, item);
        id_of(reading, cJSON_GetArrayItem(item, 2), suggested->id);
    }
}

/* Files of before it was kept have none. */
static void decode_turns(struct reading *reading, const cJSON *from, struct pl_relief *ret)
{
    const cJSON *turns = item_of(from, "turn_best_deg");

    if (!turns)
        return;
    ret->turn_best_deg[PL_SIDE_RIGHT] = number_of(reading, item_of(turns, "right"), 0, 90);
    ret->turn_best_deg[PL_SIDE_LEFT] = number_of(reading, item_of(turns, "left"), 0, 90);
}

static void decode_all(struct reading *reading, const cJSON *root, struct pl_relief *ret)
{
    ret->review = (enum pl_review)int_of(reading, item_of(root, "review"), 0, PL_REVIEW_COUNT - 1);
    decode_gate(reading, item_of(root, "gate"), &ret->gate);
    decode_phases(reading, item_of(root, "phases"), &ret->phases);
    decode_pain(reading, root, &ret->pain);
    decode_practices(reading, root, &ret->practices);
    decode_suggested(reading, root, ret);
    decode_turns(reading, root, ret);
}

int pl_relief_decode(const char *text, struct pl_relief *ret)
{
    cJSON *root = cJSON_Parse(text);
    const cJSON *version = root ? item_of(root, "version") : NULL;
    struct pl_relief *relief = calloc(1, sizeof(*relief));
    struct reading reading = {!relief || !cJSON_IsNumber(version)};
    int r = 0;

    if (version && cJSON_IsNumber(version) && version->valuedouble > VERSION)
        r = PL_RELIEF_DECODE_NEWER;
    else if (!reading.damaged)
        decode_all(&reading, root, relief);
    if (!r && reading.damaged)
        r = PL_RELIEF_DECODE_DAMAGED;
    if (!r)
        *ret = *relief;
    free(relief);
    cJSON_Delete(root);
    return r;
}
