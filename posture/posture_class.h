/* The one word for a posture: thresholds on the change, in the order in which they matter. */
#pragma once

#include "posture/measurement.h"

/* Where a posture begins to have a name; from the settings' `thresholds`. */
struct pl_posture_limits {
    double forward_head_cm, head_drop_cm, torso_lean_deg, screen_distance_min_cm;
};

extern const struct pl_posture_limits pl_posture_limits_default;

/* Unknown when the change of forward head is. A chair rolled nearer or a reclined back moves head and
 * trunk together, and is therefore no forward head. */
enum pl_posture pl_posture_class(const struct pl_measurement *m,
                                 const struct pl_posture_limits *limits);
