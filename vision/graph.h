/* A plan as an XNNPACK graph: one node for each operator that is needed. */
#pragma once

#include "vision/plan.h"

#include <xnnpack.h>

/* Constants of the plan in single precision, one after the other, as XNNPACK wants them: it may read
 * XNN_EXTRA_BYTES beyond the end of each. Weights of convolutions come first, because they need not stay. */
struct pl_constants {
    float *data;       /* a mapping of its own; NULL when there is none */
    size_t bytes;      /* of the mapping */
    size_t gone_bytes; /* given back at its beginning */
    size_t weights;    /* elements that are weights of convolutions */
    size_t *
        at; /* by tensor: where it begins; meaningful for the constants that the plan's operators use */
};

/* 0, or -ENOMEM. The caller owns *ret. */
int pl_constants_make(const struct pl_plan *plan, struct pl_constants *ret);

/* Gives the convolutions' weights back to the system, once the runtime is made: XNNPACK's header asks that all
 * constants outlive the runtime, but every version rearranges these into memory of its own when it makes the
 * operators and does not look back, and twice the weights is a third of the daemon. They are unmapped, so a version
 * that does look crashes at its first picture, in the tests, and never computes with rubbish. */
void pl_constants_forget_weights(struct pl_constants *constants);

void pl_constants_done(struct pl_constants *constants);

/* Builds the graph. Its external values are: 0 the input, 1 + i piece i of the plan. 0 and the caller owns *ret
 * (xnn_delete_subgraph); -ENOMEM or -ENOTSUP with a sentence when XNNPACK refuses an operator. */
int pl_graph_make(const struct pl_plan *plan, const struct pl_constants *constants,
                  xnn_subgraph_t *ret, struct pl_message *reterr);

/* "out of memory" and the like. */
const char *pl_xnn_status_name(enum xnn_status status);
