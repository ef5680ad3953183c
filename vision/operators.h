/* The operators that we run: for each, what must hold for its tensors. Pure. */
#pragma once

#include "vision/tflite.h"

/* One operator with its tensors at hand. */
struct pl_operator_view {
    const struct pl_operator *op;
    const struct pl_tensor *in[PL_OPERATOR_MAX_INPUTS]; /* NULL: left out */
    const struct pl_tensor *out;
};

/* NULL when the operator can be run as its tensors are; otherwise what was expected, a constant string.
 * Asserts that the operator is one of enum pl_operator_code. */
const char *pl_operator_check(const struct pl_operator_view *view);

/* Is this an operator that we run? */
bool pl_operator_is_known(int code);
