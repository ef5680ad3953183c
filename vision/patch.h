/* A piece of the key frame: where its points lie in space, and how they looked.
 *
 * A patch shows a person. It stays in memory, or in the baseline's file (0600) when the user wants that. */
#pragma once

#include "posture/templates.h"
#include "vision/levels.h"

struct pl_patch {
    struct pl_template shape;                  /* pixels at the finest level */
    float look[PL_LEVELS][PL_TEMPLATE_POINTS]; /* local contrast */
};

/* Reads a level between pixels. False: outside. */
bool pl_level_sample(const struct pl_contrast_level *level, double x, double y,
                     struct pl_contrast *ret);

/* Fills `look` from the key frame's levels for `shape`, which lies inside them. */
void pl_patch_take(struct pl_patch *patch, const struct pl_levels *levels);
