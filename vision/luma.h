/* The whole upright picture in grey, made smaller: input of level images and of the scene check.
 *
 * Allocates nothing, cannot fail, any thread may call. */
#pragma once

#include "capture/frame.h"

#include <stdint.h>

#define PL_LUMA_MAX_SIDE 1024 /* px of output; what the sums on the stack allow */

/* Area average of the upright picture into ret[height][width], grey in 0..255 (studio range expanded;
 * BT.601 weights for RGB). Each output pixel is the mean of the part of the picture it covers, fractions
 * of pixels included, as OpenCV's INTER_AREA; when the output is larger than the picture, pixels repeat.
 * `width` and `height` are 1..PL_LUMA_MAX_SIDE, and no output pixel covers more than 1300 captured columns (asserted). */
void pl_luma_picture(const struct pl_frame *frame, struct pl_mounting mounting, int width,
                     int height, float *ret);

/* The same in rounded bytes. */
void pl_luma_picture_u8(const struct pl_frame *frame, struct pl_mounting mounting, int width,
                        int height, uint8_t *ret);
