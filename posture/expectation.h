/* Where a patch is expected in this frame, before its pixels are looked at: a belief and the starts from
 * which registration searches. */
#pragma once

#include "posture/head_fusion.h"
#include "posture/motion_prior.h"

#define PL_STARTS_MAX 2

struct pl_expectation {
    struct pl_vec6 mean;
    struct pl_mat6 information; /* inverse covariance about the mean */
    int starts;
    struct pl_vec6 start[PL_STARTS_MAX];
};

/* The head, from face fit or ears. `before` is the last frame's result in a video that is being
 * followed, else NULL. */
struct pl_expectation pl_expect_head(const struct pl_reference *ref,
                                     const struct pl_observation *seen,
                                     const struct pl_camera_motion *camera,
                                     const struct pl_patch_fit *before);

/* The trunk: how people move, where the head went, and, weakly, the pose model's shoulders. */
struct pl_expectation pl_expect_trunk(const struct pl_reference *ref,
                                      const struct pl_observation *seen,
                                      const struct pl_camera_motion *camera,
                                      const struct pl_moved *head,
                                      const struct pl_patch_fit *before);
