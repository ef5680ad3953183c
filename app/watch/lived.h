/* What the judge saw, on its way into the history: minutes and events. What run and replay share.
 *
 * The session settles the meaning of a few seconds only afterwards (was that an absence?), so time is kept when
 * it is settled, dated back to when it was. One thread; allocates nothing. */
#pragma once

#include "app/watch/judge.h"
#include "base/wall_time.h"
#include "history/history.h"

struct pl_lived {
    struct pl_history *history; /* borrowed */
    struct pl_minute_builder minute;
    struct pl_session_sums kept; /* session sums that are in the history or in `minute` */
    enum pl_session_state before;
};

void pl_lived_init(struct pl_lived *lived, struct pl_history *history);

/* After every step of the judge, and once more after pl_judge_finish(). `wall` is the wall time of the judge's
 * last step; `missing_because` a word for time without data ("no_data", "paused", a camera's state). */
void pl_lived_step(struct pl_lived *lived, const struct pl_judge *judge, pl_wall_usec wall,
                   const char *missing_because);

/* An event that the judge said; `wall` is its wall time. A `summary` is not kept: it is made from minutes. */
void pl_lived_event(struct pl_lived *lived, const struct pl_event *event, pl_wall_usec wall);

/* Hands in the minute that has only begun. The caller writes and closes the history. */
void pl_lived_finish(struct pl_lived *lived);
