/* Where a patch of the key frame went, as a rigid body: six numbers from pixels.
 *
 * Direct alignment of local contrast, coarse to fine; Gauss-Newton with robust weights and the belief of
 * posture/expectation.h. Method and constants: docs/measurement.md. Allocates nothing; the scratch belongs
 * to the caller and to one thread. */
#pragma once

#include "posture/expectation.h"
#include "vision/patch.h"

struct pl_registration_scratch {
    bool seen[PL_TEMPLATE_POINTS];
    float residual[PL_TEMPLATE_POINTS];
    float sorted[PL_TEMPLATE_POINTS];
    float row[PL_TEMPLATE_POINTS][6];
};

/* From one start. `camera` is the finest level's. 0: *ret is filled (a poor score is a result).
 * 1: the equations have no solution, or the patch has no points. */
int pl_register_from(const struct pl_patch *patch, const struct pl_levels *levels,
                     struct pl_camera camera, const struct pl_expectation *expected,
                     struct pl_vec6 start, struct pl_registration_scratch *scratch,
                     struct pl_patch_fit *ret);

enum pl_choice {
    PL_CHOOSE_SCORE,  /* the head: the best correlation */
    PL_CHOOSE_ENERGY, /* the trunk: the least residual and surprise */
};

/* From all starts of the expectation; the best is returned, `tried` false when none gave a solution. */
struct pl_patch_fit pl_register(const struct pl_patch *patch, const struct pl_levels *levels,
                                struct pl_camera camera, const struct pl_expectation *expected,
                                enum pl_choice choice, struct pl_registration_scratch *scratch);
