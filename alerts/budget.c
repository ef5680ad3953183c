#include "alerts/budget.h"

#define IGNORED_TO_BACK_OFF 3

static pl_usec last_nudge(const struct pl_budget *budget)
{
    return budget->nudge[(budget->nudges - 1) % PL_BUDGET_PER_HOUR_MAX];
}

static int remembered(const struct pl_budget *budget)
{
    return budget->nudges < PL_BUDGET_PER_HOUR_MAX ? budget->nudges : PL_BUDGET_PER_HOUR_MAX;
}

/* After a jump back, what lies in the future counts as just now: rather silent for too long. */
static void survive_jump(struct pl_budget *budget, pl_usec t)
{
    for (int i = 0; i < remembered(budget); i++)
        if (budget->nudge[i] > t)
            budget->nudge[i] = t;
}

void pl_budget_tick(struct pl_budget *budget, int32_t day, pl_usec t)
{
    survive_jump(budget, t);
    if (day > budget->day) {
        budget->today = 0;
        budget->ignored = 0;
    }
    budget->day = day; /* set back: yesterday's alerts still count */
    if (budget->awaiting && t - last_nudge(budget) > PL_BUDGET_HEED_WITHIN) {
        budget->awaiting = false;
        budget->ignored++;
    }
}

int pl_budget_in_hour(const struct pl_budget *budget, pl_usec t)
{
    int count = 0;

    for (int i = 0; i < remembered(budget); i++)
        if (t - budget->nudge[i] < PL_USEC_PER_HOUR)
            count++;
    return count;
}

static pl_usec backed_off(const struct pl_budget *budget, pl_usec cooldown)
{
    pl_usec longer = cooldown;

    if (budget->ignored >= IGNORED_TO_BACK_OFF)
        longer = cooldown * (budget->ignored > IGNORED_TO_BACK_OFF ? 4 : 2);
    if (longer > PL_BUDGET_LONGEST_COOLDOWN)
        longer = PL_BUDGET_LONGEST_COOLDOWN;
    return longer > cooldown ? longer : cooldown;
}

enum pl_hold pl_budget_check(const struct pl_budget *budget, const struct pl_budget_limits *limits,
                             pl_usec t)
{
    pl_usec since;

    if (budget->today >= limits->per_day)
        return PL_HOLD_DAILY_BUDGET;
    if (pl_budget_in_hour(budget, t) >= limits->per_hour)
        return PL_HOLD_HOURLY_BUDGET;
    if (budget->nudges == 0)
        return PL_HOLD_NONE;
    since = t - last_nudge(budget);
    if (since < limits->cooldown)
        return PL_HOLD_COOLDOWN;
    return since < backed_off(budget, limits->cooldown) ? PL_HOLD_BACKED_OFF : PL_HOLD_NONE;
}

void pl_budget_spend(struct pl_budget *budget, pl_usec t)
{
    if (budget->awaiting)
        budget->ignored++;
    budget->nudge[budget->nudges++ % PL_BUDGET_PER_HOUR_MAX] = t;
    budget->today++;
    budget->awaiting = true;
}

void pl_budget_heeded(struct pl_budget *budget)
{
    if (budget->awaiting)
        budget->ignored = 0;
    budget->awaiting = false;
}
