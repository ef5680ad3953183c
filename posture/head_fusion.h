/* The head's movement since the key frame, from three witnesses weighed by how good each is there. */
#pragma once

#include "posture/camera_moved.h"

struct pl_moved {
    struct pl_vec3 shift_cm;
    struct pl_mat3 covariance; /* cm^2 */
};

/* Which witnesses may speak; all of them but for ablations. */
struct pl_head_witnesses {
    bool face, patch;
};

#define PL_ALL_WITNESSES ((struct pl_head_witnesses){true, true})

/* The face fit speaks while the mesh sees a face in both frames, the patch while its score is good, the
 * pose model's ears when the patch is not. */
struct pl_moved pl_head_fusion(const struct pl_reference *ref, const struct pl_observation *seen,
                               struct pl_head_witnesses witnesses);

/* True when the face fit gives the head's place in both frames. */
bool pl_head_by_face(const struct pl_reference *ref, const struct pl_observation *seen);

/* Movement of the head by the face fit alone, and by the ears at the head's old distance. */
struct pl_vec3 pl_head_shift_by_face(const struct pl_reference *ref,
                                     const struct pl_observation *seen);
struct pl_vec3 pl_head_shift_by_ears(const struct pl_reference *ref,
                                     const struct pl_observation *seen);
