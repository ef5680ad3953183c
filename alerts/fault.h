/* What can be wrong with how somebody sits, and what each looks like in a measurement. Pure. */
#pragma once

#include "alerts/episode.h"
#include "alerts/event.h"
#include "alerts/thresholds.h"

/* What can be wrong for long enough to be said. */
enum pl_fault {
    PL_FAULT_FORWARD_STRONG = 0,
    PL_FAULT_FORWARD,
    PL_FAULT_SLOUCH,
    PL_FAULT_LEAN, /* trunk leaning or one shoulder up, to either side */
    PL_FAULT_TOO_CLOSE,
    PL_FAULT_COUNT,
};

/* What a measurement of a seated person says about the fault. Its threshold is a setting; its clear
 * level lies as far below (in proportion) as that of the forward head, of the strong one as far in centimetres,
 * and of the distance a tenth above. */
struct pl_fault_sign pl_fault_sight(enum pl_fault fault, const struct pl_measurement *m,
                                    const struct pl_thresholds *thresholds);

/* The alert that speaks of it: PL_EVENT_POSTURE_ALERT or PL_EVENT_TOO_CLOSE. */
enum pl_event_kind pl_fault_kind(enum pl_fault fault);

/* Fills the alert's kind and fields; the fault has been there for `held`. */
void pl_fault_describe(enum pl_fault fault, const struct pl_measurement *m,
                       const struct pl_thresholds *thresholds, pl_usec held,
                       struct pl_event *event);
