/* What is behind the person, and whether it is still where it was: numbers for posture/camera_moved.h. */
#pragma once

#include "posture/observation.h"
#include "posture/silhouette.h"
#include "vision/levels.h"

#define PL_BACKGROUND_WIDTH (PL_LEVELS_WIDTH / 2)
#define PL_BACKGROUND_MAX_HEIGHT (PL_LEVELS_MAX_HEIGHT / 2)

/* Local contrast outside the person; NaN inside. About 180 kB; whoever declares one owns it. */
struct pl_background {
    int width, height;
    float contrast[PL_BACKGROUND_WIDTH * PL_BACKGROUND_MAX_HEIGHT];
};

/* Takes the background of the picture that `levels` holds. `person` is in the finest level's pixels. */
void pl_background_take(struct pl_background *background, const struct pl_levels *levels,
                        const struct pl_silhouette *person);

/* Compares: at rest, and, when that fails, over shifts of half a picture up and down. `camera` is the
 * finest level's. */
struct pl_background_match pl_background_compare(const struct pl_background *then,
                                                 const struct pl_background *now,
                                                 struct pl_camera camera);
