/* Which pixels are the person: the pose model's segmentation, as a value.
 *
 * The mask lies on the square that the pose model looked at. pl_square_point(mask->square,
 * PL_MASK_SIDE, u, v) says where mask pixel (u, v) lies in the upright picture, and
 * pl_mask_at() asks the other way round. */
#pragma once

#include "vision/crop.h"

#include <stdint.h>

#define PL_MASK_SIDE 256

struct pl_mask {
    struct pl_square square; /* px of the upright picture */
    uint8_t
        value[PL_MASK_SIDE *
              PL_MASK_SIDE]; /* rows from the top; 0: certainly not, 255: certainly the person */
};

/* The mask's value at a point of the upright picture, bilinear; 0 outside the square. Pure. */
float pl_mask_at(const struct pl_mask *mask, struct pl_point point);
