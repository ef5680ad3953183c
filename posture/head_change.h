/* The head against the trunk: the heart of the measurement.
 *
 * head moved - trunk moved = how the head moved on its neck; its part along the person's own forward axis
 * is the change of forward head. */
#pragma once

#include "posture/head_fusion.h"
#include "posture/measurement.h"

/* What to leave out, for the evaluation's ablations; all false in the product. */
struct pl_ablation {
    bool trunk_still, trunk_by_width, no_face, no_head_patch, no_tilt;
};

/* The head's movement against the trunk since the key frame, in camera axes. */
struct pl_head_change {
    struct pl_vec3 change_cm; /* of the head, against the trunk, in the trunk's own frame */
    struct pl_mat3 covariance;
    struct pl_vec3 head_cm, trunk_cm; /* each against the key frame */
};

struct pl_head_change pl_head_change_from(const struct pl_reference *ref,
                                          const struct pl_observation *seen,
                                          const struct pl_ablation *ablation);

/* The change of forward head and its sd before gain, rest and reasons: what fitting needs. */
struct pl_number pl_raw_forward_change(const struct pl_reference *ref,
                                       const struct pl_head_change *change);
