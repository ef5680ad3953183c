/* What the stages of a frame cost: processor time and, where the processor counts them, instructions. */
#pragma once

#include <stdint.h>

#define PL_STAGE_SAMPLES_MAX 2000

enum pl_stage {
    PL_STAGE_DECODE,
    PL_STAGE_DETECT,
    PL_STAGE_CROP,
    PL_STAGE_POSE,
    PL_STAGE_FACE,
    PL_STAGE_FIT,
    PL_STAGE_WHOLE,
    PL_STAGES,
};

/* A moment in what the process has spent. */
struct pl_spent {
    double ms; /* of all threads' processor time */
    double instructions;
};

struct pl_stage_costs {
    int count;
    double ms[PL_STAGE_SAMPLES_MAX];
    double instructions[PL_STAGE_SAMPLES_MAX];
};

/* "decode", "detect"... Never fails. */
const char *pl_stage_name(enum pl_stage stage);

struct pl_spent pl_spent_now(void);

/* One more sample: all that was spent since `since`. Beyond the most it is left out. */
void pl_stage_note(struct pl_stage_costs *costs, struct pl_spent since);

/* The value that a share of `values` does not exceed; sorts them. 0 without any. */
double pl_quantile(double *values, int count, double share);
