/* One observation against its reference: the measurement. */
#pragma once

#include "posture/measurement.h"
#include "posture/observation.h"
#include "posture/posture_class.h"

/* A moved camera multiplies the sd by this: its tilt is taken from a wall at a distance that is assumed. */
#define PL_MOVED_SD_FACTOR 2.0

/* Measures. `ref` NULL: no baseline, so only what needs none. Never fails: what cannot be known is
 * unknown, and `reason` says why. */
struct pl_measurement pl_measure(const struct pl_reference *ref, const struct pl_observation *seen,
                                 const struct pl_fitted *fitted,
                                 const struct pl_posture_limits *limits);

/* All that a measurement came from: with the same settings, the same again. */
struct pl_basis {
    struct pl_observation seen;
    bool has_reference; /* there was a baseline */
    struct pl_reference reference;
};
