/* When a break is due: soft, firm, and firm again every hour of a sitting that goes on.
 *
 * Stage 0 is due at `soft` seated, stage n at n times `firm`; a stage that could not be said before the next
 * one came is left out. At most two an hour are said. Pure. */
#pragma once

#include "alerts/hold.h"
#include "base/time.h"

#include <stdbool.h>

#define PL_DUE_PER_HOUR 2
#define PL_DUE_SNOOZES 2 /* of one stage; then it is left out */

struct pl_due {
    int stage;
    int snoozes;
    pl_usec seated; /* at the last tick, to see it start anew */
    pl_usec said[PL_DUE_PER_HOUR];
    int count; /* said in all */
};

/* Takes the sitting time. Returns true when it started anew: nothing is due any more. */
bool pl_due_tick(struct pl_due *due, pl_usec soft, pl_usec firm, pl_usec seated, pl_usec t);

/* The seated time at which the present stage is due. */
pl_usec pl_due_at(const struct pl_due *due, pl_usec soft, pl_usec firm);

/* hourly_budget when two were said within the hour, else none. */
enum pl_hold pl_due_check(const struct pl_due *due, pl_usec t);

/* The present stage was said; the next one is awaited. */
void pl_due_spend(struct pl_due *due, pl_usec t);

/* The stage said last is to be said again, when it was said less than five minutes ago. */
void pl_due_snooze(struct pl_due *due, pl_usec t);
