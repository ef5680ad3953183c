#include "app/bench/stages.h"

#include "app/bench/instructions.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

const char *pl_stage_name(enum pl_stage stage)
{
    static const char *const names[PL_STAGES] = {"decode", "detect", "crop", "pose",
                                                 "face",   "fit",    "whole"};

    assert(stage < PL_STAGES);
    return names[stage];
}

struct pl_spent pl_spent_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (struct pl_spent){1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec,
                             (double)pl_instructions()};
}

void pl_stage_note(struct pl_stage_costs *costs, struct pl_spent since)
{
    struct pl_spent now = pl_spent_now();

    if (costs->count == PL_STAGE_SAMPLES_MAX)
        return;
    costs->ms[costs->count] = now.ms - since.ms;
    costs->instructions[costs->count] = now.instructions - since.instructions;
    costs->count++;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double pl_quantile(double *values, int count, double share)
{
    if (!count)
        return 0;
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[(int)(share * (count - 1) + 0.5)];
}
