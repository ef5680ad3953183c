/* Measures recorded lines again, with today's program and thresholds. Pure. */
#pragma once

#include "base/message.h"
#include "record/record.h"

struct pl_remeasure {
    struct pl_posture_limits limits;
    bool has_reference; /* the one that was read last */
    struct pl_reference reference;
};

/* Puts a new measurement into the record in place of the one that was read, and the reference into its basis.
 * 0; -EINVAL with a sentence: the line, or those before it, lack what is needed, and *record is untouched. */
int pl_remeasure_step(struct pl_remeasure *remeasure, struct pl_record *record,
                      struct pl_message *reterr);
