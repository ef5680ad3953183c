/* Why a posture cannot be judged. */
#pragma once

#include "posture/measurement.h"
#include "posture/observation.h"

/* The first reason that applies, or PL_REASON_NONE. `ref` NULL: no baseline. `m` holds the numbers, of
 * which an absurd change is itself a reason. */
enum pl_reason pl_reason_for(const struct pl_reference *ref, const struct pl_observation *seen,
                             const struct pl_measurement *m);

/* True when the numbers of posture would be a guess. camera_moved leaves them, with twice the sd;
 * baseline_stale leaves them, with the sd of the tie; both hold back alerts. */
bool pl_reason_hides_posture(enum pl_reason reason);

/* The background says that the camera is not where it was at the key frame. */
bool pl_camera_has_moved(const struct pl_reference *ref, const struct pl_observation *seen);
