/* Where a patch of the key frame went, as a rigid body: six numbers from pixels.
 *
 * Direct alignment of local contrast, coarse to fine; Gauss-Newton with robust weights and the belief of
 * posture/expectation.h. Method and constants: docs/measurement.md. Allocates nothing; the scratch belongs
 * to the caller and to one thread. */
#pragma once

#include "posture/expectation.h"
#include "vision/points.h"

struct pl_registration_scratch {
    struct pl_points points[PL_LEVELS];
    struct pl_glances glances;
};

enum pl_choice {
    PL_CHOOSE_SCORE,  /* the head: the best correlation */
    PL_CHOOSE_ENERGY, /* the trunk: the least residual and surprise */
};

/* From all starts of the expectation. `camera` is the finest level's. The best is returned (a poor score is a result);
 * `tried` false: the patch has no points, or no start gave a solution. */
struct pl_patch_fit pl_register(const struct pl_patch *patch, const struct pl_levels *levels,
                                struct pl_camera camera, const struct pl_expectation *expected,
                                enum pl_choice choice, struct pl_registration_scratch *scratch);
