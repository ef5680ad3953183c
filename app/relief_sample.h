/* From what sight found to what relief verifies: one struct filled from two. Pure. */
#pragma once

#include "posture/landmarks.h"
#include "posture/measurement.h"
#include "protocol/verify.h"

/* `standing` is the sitting session's word. Unknown numbers stay unknown. */
struct pl_verify_sample pl_relief_sample(const struct pl_landmarks *landmarks,
                                         const struct pl_measurement *measurement, bool standing);
