/* Which operators of a model are needed for the outputs somebody wants, and whether their shapes fit each other.
 *
 * The pose model also computes a person mask and heat maps; leaving out what only they need halves its work.
 * Everything a runner relies on is checked here, so that a hostile model can be refused before any memory
 * is touched: each operator is one we run, its tensors exist when it needs them, and the shape it declares for
 * its result is the shape it computes. */
#pragma once

#include "vision/tflite.h"

#define PL_PLAN_MAX_OUTPUTS 4
#define PL_PLAN_MAX_PIECES 8

/* One tensor that the runner writes straight into (a part of) an output's buffer. */
struct pl_plan_piece {
    int tensor;
    int output;    /* which wanted output */
    size_t offset; /* elements from the beginning of that output */
};

struct pl_plan {
    const struct pl_tflite *model;
    bool needed[PL_TFLITE_MAX_PARTS]; /* by operator */
    /* By tensor: the tensor whose data it has, perhaps in half precision; -1: computed at run time. */
    int constant[PL_TFLITE_MAX_PARTS];
    struct pl_plan_piece piece[PL_PLAN_MAX_PIECES];
    int pieces;
    int operators; /* how many are needed */
};

/* Plans for the `count` tensors `wanted` (1..PL_PLAN_MAX_OUTPUTS tensor numbers). A wanted tensor that is a
 * concatenation is given by its pieces, written side by side. `model` is borrowed by *ret.
 * 0; -EBADMSG or, for an operator we do not run, -ENOTSUP, with a sentence in *reterr. */
int pl_plan_make(const struct pl_tflite *model, const int *wanted, int count, struct pl_plan *ret,
                 struct pl_message *reterr);
