#include "alerts/due.h"

#define SNOOZE_MEANS_BREAK_WITHIN (5 * PL_USEC_PER_MIN)

static pl_usec due_at_stage(int stage, pl_usec soft, pl_usec firm)
{
    if (stage == 0)
        return soft < firm ? soft : firm;
    return firm * stage;
}

pl_usec pl_due_at(const struct pl_due *due, pl_usec soft, pl_usec firm)
{
    return due_at_stage(due->stage, soft, firm);
}

static void start_anew(struct pl_due *due)
{
    due->stage = 0;
    due->snoozes = 0;
}

bool pl_due_tick(struct pl_due *due, pl_usec soft, pl_usec firm, pl_usec seated, pl_usec t)
{
    bool anew = seated < due->seated;

    due->seated = seated;
    for (int i = 0; i < PL_DUE_PER_HOUR; i++)
        if (due->said[i] > t)
            due->said[i] = t; /* the clock jumped back */
    if (anew)
        start_anew(due);
    while (seated >= due_at_stage(due->stage + 1, soft, firm)) {
        due->stage++;
        due->snoozes = 0;
    }
    return anew;
}

enum pl_hold pl_due_check(const struct pl_due *due, pl_usec t)
{
    if (due->count < PL_DUE_PER_HOUR)
        return PL_HOLD_NONE;
    /* The ring's next place holds the oldest of those that count. */
    return t - due->said[due->count % PL_DUE_PER_HOUR] < PL_USEC_PER_HOUR ? PL_HOLD_HOURLY_BUDGET
                                                                          : PL_HOLD_NONE;
}

void pl_due_spend(struct pl_due *due, pl_usec t)
{
    due->said[due->count++ % PL_DUE_PER_HOUR] = t;
    due->stage++;
}

void pl_due_snooze(struct pl_due *due, pl_usec t)
{
    pl_usec last;

    if (due->count == 0 || due->stage == 0 || due->snoozes >= PL_DUE_SNOOZES)
        return;
    last = due->said[(due->count - 1) % PL_DUE_PER_HOUR];
    if (t - last > SNOOZE_MEANS_BREAK_WITHIN)
        return;
    due->stage--;
    due->snoozes++;
}
