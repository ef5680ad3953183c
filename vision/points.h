/* The points of a patch as registration works on them: which way each pulls a motion. Loops over all points at once,
 * laid out so that compilers vectorise them; single precision, because a residual is no better than that. */
#pragma once

#include "vision/patch.h"

/* The points of one level, cm from the patch's pivot, and how they looked. */
struct pl_points {
    int n;
    float x[PL_TEMPLATE_POINTS], y[PL_TEMPLATE_POINTS], z[PL_TEMPLATE_POINTS];
    float look[PL_TEMPLATE_POINTS];
};

/* What is seen of them under one motion. Where a point is outside the picture, everything is 0. */
struct pl_glances {
    float seen[PL_TEMPLATE_POINTS]; /* 1 or 0 */
    float residual[PL_TEMPLATE_POINTS];
    float x[PL_TEMPLATE_POINTS], y[PL_TEMPLATE_POINTS],
        z[PL_TEMPLATE_POINTS];                                 /* turned, from the pivot */
    float nearness[PL_TEMPLATE_POINTS];                        /* 1 / depth */
    float right[PL_TEMPLATE_POINTS], down[PL_TEMPLATE_POINTS]; /* px from a pixel's middle */
    int pixel[PL_TEMPLATE_POINTS];
    struct pl_contrast contrast[PL_TEMPLATE_POINTS];
};

/* Takes a patch's points with their looks at a level; those whose place is no number are left out. */
void pl_points_take(const struct pl_patch *patch, int level, struct pl_points *ret);

/* Looks at the points where `rotation` and then `place` (of the pivot, cm) put them. `camera` is the level's. */
void pl_points_look(const struct pl_points *points, const struct pl_contrast_level *level,
                    struct pl_camera camera, const struct pl_mat3 *rotation, struct pl_vec3 place,
                    struct pl_glances *ret);

/* The middle of the absolute residuals of the points seen, to a hundredth. -1: fewer than `enough` were seen. */
double pl_glances_median(const struct pl_glances *glances, int n, int enough);

/* Sums over the points, weighed by Geman and McClure's function for residuals of `outlier`: half of the symmetric
 * matrix (its lower triangle, row by row) of the derivatives by rotation and shift, and their product with residuals. */
struct pl_pull {
    double normal[21], gradient[6];
};
struct pl_pull pl_glances_pull(const struct pl_glances *glances, int n, struct pl_camera camera,
                               struct pl_vec3 place, double outlier);

/* Sums over the points seen that say how well they agree. */
struct pl_agreement {
    double seen, agree, energy;
    double a, b, aa, bb, ab; /* then and now */
};
struct pl_agreement pl_glances_agreement(const struct pl_points *points,
                                         const struct pl_glances *glances, double outlier);
