/* One observation against its reference: the measurement. */
#pragma once

#include "posture/measurement.h"
#include "posture/observation.h"
#include "posture/posture_class.h"

/* Measures. `ref` NULL: no baseline, so only what needs none. Never fails: what cannot be known is
 * unknown, and `reason` says why. */
struct pl_measurement pl_measure(const struct pl_reference *ref, const struct pl_observation *seen,
                                 const struct pl_fitted *fitted, const struct pl_posture_limits *limits);
