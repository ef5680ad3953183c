/* A plan as an XNNPACK graph: one node for each operator that is needed. */
#pragma once

#include "vision/plan.h"

#include <xnnpack.h>

/* Constants of the plan in single precision, one after the other, as XNNPACK wants them: it may read
 * XNN_EXTRA_BYTES beyond the end of each and requires that they outlive the graph's runtime. */
struct pl_constants {
    float *data;
    size_t *
        at; /* by tensor: where it begins; meaningful for the constants that the plan's operators use */
};

/* 0, or -ENOMEM. The caller owns *ret. */
int pl_constants_make(const struct pl_plan *plan, struct pl_constants *ret);
void pl_constants_done(struct pl_constants *constants);

/* Builds the graph. Its external values are: 0 the input, 1 + i piece i of the plan. 0 and the caller owns *ret
 * (xnn_delete_subgraph); -ENOMEM or -ENOTSUP with a sentence when XNNPACK refuses an operator. */
int pl_graph_make(const struct pl_plan *plan, const struct pl_constants *constants,
                  xnn_subgraph_t *ret, struct pl_message *reterr);

/* "out of memory" and the like. */
const char *pl_xnn_status_name(enum xnn_status status);
