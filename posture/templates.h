/* The solids on which the key frame's patches lie: an ellipsoid for the head, a tapering elliptic
 * cylinder for the trunk. They give each pixel of a patch its depth. */
#pragma once

#include "posture/reference.h"

#define PL_TEMPLATE_POINTS 1280

struct pl_template {
    int n;
    struct pl_vec3 pivot; /* the motion is about this place */
    struct pl_point
        pixel[PL_TEMPLATE_POINTS]; /* in the key frame, at the camera's resolution given */
    float place_cm[PL_TEMPLATE_POINTS][3];
};

/* Grids of pixels inside `width` x `height`, with their places. `camera` is the key frame's at that size.
 * At most PL_TEMPLATE_POINTS; the grid is coarser when the person is near. */
void pl_template_head(const struct pl_reference *ref, struct pl_camera camera, int width,
                      int height, struct pl_template *ret);
void pl_template_trunk(const struct pl_reference *ref, struct pl_camera camera, int width,
                       int height, struct pl_template *ret);

/* Keeps the points for which `keep` is true, in their order. */
void pl_template_keep(struct pl_template *t,
                      bool (*keep)(struct pl_point pixel, const void *context),
                      const void *context);
