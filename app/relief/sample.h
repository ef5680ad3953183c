/* From what sight found to what relief verifies. Pure. */
#pragma once

#include "posture/landmarks.h"
#include "posture/measurement.h"
#include "protocol/verify.h"

/* The few points that exercises need; all zero without somebody. */
struct pl_body pl_relief_body(const struct pl_landmarks *landmarks);

/* `standing` is the sitting session's word. Unknown numbers stay unknown. */
struct pl_verify_sample pl_relief_sample(const struct pl_body *body,
                                         const struct pl_measurement *measurement, bool standing);
