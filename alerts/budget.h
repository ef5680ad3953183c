/* How often a person may be nudged about posture: cool-down, so many an hour and a day, back-off.
 *
 * Prompts wear out: people who get many follow none (science of it: docs/alerts.md). A nudge that is not
 * followed within five minutes is ignored; from the third in a row the cool-down doubles, from the fourth it
 * is four times as long, up to an hour. The next day forgives. Pure. */
#pragma once

#include "alerts/hold.h"
#include "base/time.h"

#include <stdbool.h>
#include <stdint.h>

#define PL_BUDGET_PER_HOUR_MAX 32
#define PL_BUDGET_HEED_WITHIN (5 * PL_USEC_PER_MIN)
#define PL_BUDGET_LONGEST_COOLDOWN PL_USEC_PER_HOUR /* of the back-off; a longer setting stays */

struct pl_budget {
    pl_usec nudge[PL_BUDGET_PER_HOUR_MAX]; /* when, a ring */
    int nudges;                            /* in all; the newest is nudge[(nudges - 1) % MAX] */
    int32_t day;
    int today;
    int ignored;   /* in a row */
    bool awaiting; /* the last nudge is neither followed nor ignored yet */
};

struct pl_budget_limits {
    pl_usec cooldown;
    int per_hour; /* at most PL_BUDGET_PER_HOUR_MAX */
    int per_day;
};

/* Time passes: a nudge becomes ignored, a new day begins, a clock that jumped back is survived. */
void pl_budget_tick(struct pl_budget *budget, int32_t day, pl_usec t);

/* PL_HOLD_NONE when there may be a nudge now, else why not: daily_budget, hourly_budget, backed_off, cooldown. */
enum pl_hold pl_budget_check(const struct pl_budget *budget, const struct pl_budget_limits *limits,
                             pl_usec t);

/* A nudge is given. */
void pl_budget_spend(struct pl_budget *budget, pl_usec t);

/* The person sat up, or left the seat. */
void pl_budget_heeded(struct pl_budget *budget);

/* Nudges in the hour before t. */
int pl_budget_in_hour(const struct pl_budget *budget, pl_usec t);
