/* The picture as registration sees it: local contrast at three scales, with its slopes.
 *
 * Local contrast (a pixel against its surroundings, by the surroundings' spread) does not change with
 * light, gain or slow shadows. Each level is the same filter on a picture half as large as the next.
 * Memory is taken once, by create; filling allocates nothing. One thread at a time. */
#pragma once

#include "capture/frame.h"
#include "posture/camera.h"

#define PL_LEVELS 3
#define PL_LEVELS_WIDTH 320      /* px of the finest level */
#define PL_LEVELS_MAX_HEIGHT 576 /* taller pictures are made narrower */

/* One pixel of a level: as long as a vector register, so that its numbers are fetched and mixed together. */
struct pl_contrast {
    float value, dx, dy; /* slopes per pixel of this level */
    float unused;
};

struct pl_contrast_level {
    int width, height; /* px of this level */
    struct pl_contrast *pixel;
};

/* level[0] is the coarsest. */
struct pl_levels {
    int width, height; /* px of the finest level */
    double scale;      /* px of the finest level per px of the picture */
    float *grey;       /* the small picture itself, width x height, 0..255 */
    struct pl_contrast_level level[PL_LEVELS];
    float *scratch;
};

/* 0, or -ENOMEM. */
int pl_levels_create(struct pl_levels **ret);

/* NULL is fine. */
void pl_levels_destroy(struct pl_levels *levels);

/* Fills all levels from one frame. */
void pl_levels_fill(struct pl_levels *levels, const struct pl_frame *frame,
                    struct pl_mounting mounting);

/* The same from `grey` as it is, after its size was set: for a picture that was kept. */
void pl_levels_filter(struct pl_levels *levels);

/* The camera of a level, from the finest level's. Pixels are addressed by their middles. */
struct pl_camera pl_level_camera(struct pl_camera finest, int level);

/* Where a point of the finest level lies on another. */
struct pl_point pl_level_point(struct pl_point finest, int level);
