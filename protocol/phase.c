#include "protocol/phase.h"

#include <assert.h>
#include <string.h>

#define WEEK_DAYS 7

void pl_phase_answer(struct pl_phases *phases, const struct pl_entry *gate, int day, bool yes)
{
    struct pl_green_light *light;

    assert(gate->kind == PL_KIND_GATE && strlen(gate->id) < PL_CATALOGUE_ID_BYTES);
    if (phases->count == PL_LIGHTS) {
        memmove(phases->light, phases->light + 1, sizeof(phases->light) - sizeof(phases->light[0]));
        phases->count--;
    }
    light = &phases->light[phases->count++];
    *light = (struct pl_green_light){.day = day, .yes = yes};
    memcpy(light->id, gate->id, strlen(gate->id) + 1);
}

/* The last answer of that day: 1 yes, 0 no, -1 none. */
static int answer_on(const struct pl_phases *phases, const char *id, int day)
{
    for (int i = phases->count - 1; i >= 0; i--)
        if (phases->light[i].day == day && !strcmp(phases->light[i].id, id))
            return phases->light[i].yes;
    return -1;
}

static bool enough_good_days(const struct pl_phases *phases, const struct pl_entry *gate, int day)
{
    int good = 0;

    for (int d = day; d > day - gate->of_days && d > phases->since_day; d--)
        good += answer_on(phases, gate->id, d) == 1;
    return good >= gate->yes_days;
}

bool pl_phase_light(const struct pl_phases *phases, const struct pl_entry *gate, int day)
{
    if (gate->of_days)
        return enough_good_days(phases, gate, day);
    for (int d = day; d > day - WEEK_DAYS && d > phases->since_day; d--)
        if (answer_on(phases, gate->id, d) >= 0)
            return answer_on(phases, gate->id, d) == 1;
    return false;
}

int pl_phase_week(const struct pl_phases *phases, int day)
{
    return phases->reached == PL_PHASE_ANY || day < phases->started_day
               ? 0
               : (day - phases->started_day) / WEEK_DAYS + 1;
}

static bool all_lights(const struct pl_phases *phases, const struct pl_catalogue *catalogue,
                       int day)
{
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_GATE &&
            !pl_phase_light(phases, &catalogue->entry[i], day))
            return false;
    return true;
}

/* A phase without an entry cannot be reached. */
static bool week_has_come(const struct pl_phases *phases, const struct pl_catalogue *catalogue,
                          enum pl_phase phase, int day)
{
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_PHASE && catalogue->entry[i].phase == phase)
            return pl_phase_week(phases, day) >= catalogue->entry[i].from_week;
    return false;
}

static void enter(struct pl_phases *phases, enum pl_phase phase, int day)
{
    if (phase == PL_PHASE_GENTLE)
        phases->started_day = day;
    phases->reached = phase;
    phases->since_day = day;
}

bool pl_phase_step(struct pl_phases *phases, const struct pl_catalogue *catalogue,
                   enum pl_gate_level level, int day)
{
    const enum pl_phase before = phases->reached;
    const enum pl_phase next = (enum pl_phase)(before + 1);

    if (level == PL_GATE_RED && before > PL_PHASE_ANY)
        enter(phases, PL_PHASE_GENTLE, day);
    else if (before == PL_PHASE_ANY && (level == PL_GATE_GREEN || level == PL_GATE_AMBER))
        enter(phases, PL_PHASE_GENTLE, day);
    else if (before > PL_PHASE_ANY && next < PL_PHASE_COUNT && level == PL_GATE_GREEN &&
             week_has_come(phases, catalogue, next, day) && all_lights(phases, catalogue, day))
        enter(phases, next, day);
    return phases->reached != before;
}

enum pl_phase pl_phase_now(const struct pl_phases *phases)
{
    return phases->wanted != PL_PHASE_ANY && phases->wanted < phases->reached ? phases->wanted
                                                                              : phases->reached;
}

bool pl_phase_choose(struct pl_phases *phases, enum pl_phase wanted)
{
    if (wanted > phases->reached)
        return false;
    phases->wanted = wanted;
    return true;
}
