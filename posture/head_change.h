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
    double nod_deg; /* how far the head's patch turned about other axes than its own up */
};

struct pl_head_change pl_head_change_from(const struct pl_reference *ref,
                                          const struct pl_observation *seen,
                                          const struct pl_ablation *ablation);

/* The change of forward head as the registrations tell it; what fitting begins with. */
double pl_raw_forward_cm(const struct pl_reference *ref, const struct pl_head_change *change);

/* The change of forward head against the key frame: with gain, and with the sd of registration, size and nod. */
struct pl_number pl_forward_change(const struct pl_reference *ref,
                                   const struct pl_head_change *change,
                                   const struct pl_fitted *fitted);
