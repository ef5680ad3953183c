#include "app/watch/lived.h"

#include "alerts/event_json.h"

#include <assert.h>
#include <stdio.h>

_Static_assert(PL_EVENT_JSON_SIZE <= PL_HISTORY_JSON_MAX, "every event fits in the history");

void pl_lived_init(struct pl_lived *lived, struct pl_history *history)
{
    *lived = (struct pl_lived){.history = history};
}

static enum pl_presence presence_of(enum pl_session_state state)
{
    static const enum pl_presence presences[PL_SESSION_COUNT] = {
        [PL_SESSION_UNKNOWN] = PL_PRESENCE_MISSING,
        [PL_SESSION_SITTING] = PL_PRESENCE_SEATED,
        [PL_SESSION_STANDING] = PL_PRESENCE_STANDING,
        [PL_SESSION_AWAY] = PL_PRESENCE_AWAY,
    };

    assert(state < PL_SESSION_COUNT);
    return presences[state];
}

static enum pl_judgement judgement_of(enum pl_posture posture)
{
    if (posture == PL_POSTURE_UNKNOWN)
        return PL_JUDGED_UNKNOWN;
    return pl_is_good_posture(posture) ? PL_JUDGED_GOOD : PL_JUDGED_POOR;
}

static pl_usec *sum_of(struct pl_session_sums *sums, enum pl_session_state state)
{
    switch (state) {
    case PL_SESSION_SITTING:
        return &sums->seated;
    case PL_SESSION_STANDING:
        return &sums->standing;
    case PL_SESSION_AWAY:
        return &sums->away;
    case PL_SESSION_UNKNOWN:
    case PL_SESSION_COUNT:
        break;
    }
    return &sums->missing;
}

static double trusted(struct pl_number n)
{
    return pl_is_trusted_cm(n) ? n.value : NAN;
}

static void keep(struct pl_lived *lived, struct pl_moment *moment)
{
    struct pl_span minute;

    while (pl_minute_add(&lived->minute, moment, &minute))
        pl_history_add_span(lived->history, &minute);
}

void pl_lived_step(struct pl_lived *lived, const struct pl_judge *judge, pl_wall_usec wall,
                   const char *missing_because)
{
    struct pl_session_sums sums = judge->session.sums;
    pl_usec settled = judge->session.counted - judge->session.open;
    /* Within a step time is settled in this order. */
    const enum pl_session_state order[] = {lived->before, PL_SESSION_UNKNOWN, judge->session.state};
    pl_usec length[3], at = settled;

    for (int i = 0; i < 3; i++) {
        pl_usec *kept = sum_of(&lived->kept, order[i]);

        length[i] = *sum_of(&sums, order[i]) - *kept;
        *kept += length[i];
        at -= length[i];
    }
    for (int i = 0; i < 3; at += length[i++]) {
        struct pl_moment moment = {
            .from_us = wall - (judge->now.t - at),
            .to_us = wall - (judge->now.t - at) + length[i],
            .tick = at,
            .presence = presence_of(order[i]),
            .judgement = judgement_of(judge->now.posture),
            .posture = pl_posture_name(judge->now.posture),
            .missing_because = missing_because,
            .sit_s = pl_seconds(judge->session.seated),
            .forward_head_cm = trusted(judge->now.forward_head_delta_cm),
            .head_drop_cm = trusted(judge->now.head_drop_cm),
            .screen_distance_cm = judge->now.screen_distance_cm.value,
        };

        if (length[i] > 0)
            keep(lived, &moment);
    }
    lived->before = judge->session.state;
}

void pl_lived_event(struct pl_lived *lived, const struct pl_event *event, pl_wall_usec wall)
{
    struct pl_history_event row = {.wall_us = wall, .tick = event->t};

    if (event->kind == PL_EVENT_SUMMARY)
        return;
    snprintf(row.kind, sizeof row.kind, "%s", pl_event_name(event->kind));
    pl_event_to_json(event, wall, row.json);
    pl_history_add_event(lived->history, &row);
}

void pl_lived_finish(struct pl_lived *lived)
{
    struct pl_span minute;

    if (pl_minute_finish(&lived->minute, &minute))
        pl_history_add_span(lived->history, &minute);
}
