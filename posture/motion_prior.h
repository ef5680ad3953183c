/* A Gaussian belief about a rigid motion, in information form, so that evidence is added by summing.
 *
 * The motion is six numbers (rotation vector in radians, shift in cm) about a pivot. */
#pragma once

#include "posture/view.h"

struct pl_motion_belief {
    struct pl_mat6 information; /* inverse covariance */
    struct pl_vec6 weighed;     /* information times mean */
};

/* From mean and covariance. The covariance must be positive definite (asserted). */
struct pl_motion_belief pl_motion_belief_from(struct pl_vec6 mean,
                                              const struct pl_mat6 *covariance);

/* Adds evidence about the shift alone. */
void pl_motion_belief_add_shift(struct pl_motion_belief *belief, struct pl_vec3 mean,
                                struct pl_mat3 covariance);

/* The most likely motion. */
struct pl_vec6 pl_motion_belief_mean(const struct pl_motion_belief *belief);

/* How a sitting person's trunk moves about the middle of the shoulders: the chair rolls, the trunk
 * leans from the hips, bends, twists; the sds are measurement.md's. */
struct pl_mat6 pl_motion_prior_trunk(const struct pl_axes *axes);

/* How a head moves about its centre. With `face` the face fit gives the rotation, so only what it
 * leaves open is free. */
struct pl_mat6 pl_motion_prior_head(const struct pl_axes *axes, bool face);
