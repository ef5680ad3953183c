/* Squares cut straight out of the camera's own pixels, as input for a network.
 *
 * The frame is never converted as a whole: each output pixel reads the few bytes it needs. Nothing here
 * allocates, keeps state or fails; any thread may call.
 *
 * Coordinates are pixels of the upright picture (the mounting undone) with the middle of the top left
 * pixel at (0, 0), OpenCV's convention for warps. Output pixel (u, v) of a crop `n` pixels wide shows
 *     centre + (side / n) R(angle) (u - n/2, v - n/2),
 * so a network's answer (u, v) goes back through the same formula: pl_square_point(). To see exactly
 * what an area-averaging resize shows, move the centre by ((side / n) - 1) / 2 in x and y. */
#pragma once

#include "capture/frame.h"
#include "posture/landmarks.h"

/* A turned square; angle_rad turns clockwise as seen (x right, y down). */
struct pl_square {
    float cx, cy, side, angle_rad;
};

#define PL_CROP_MAX_SIDE \
    1024 /* px of output; what fixed-point stepping allows (vision/sampler.h) */
#define PL_CROP_MAX_PICTURE 32767 /* px of width and height; the same reason */

/* Size of the upright picture, px. */
int pl_upright_width(const struct pl_frame *frame, struct pl_mounting mounting);
int pl_upright_height(const struct pl_frame *frame, struct pl_mounting mounting);

/* Samples `square` into ret[n][n][3], R G B, each `value * scale + offset` with value in 0..255 and 0
 * outside the picture. Luma and RGB are bilinear, chroma is the nearest sample; from 3 picture pixels
 * per output pixel on, several such samples are averaged, so that little aliases.
 *
 * `n` is 1..PL_CROP_MAX_SIDE, `ret` holds 3*n*n floats, the picture is at most PL_CROP_MAX_PICTURE wide
 * and high and the square's numbers are finite with side > 0 (asserted). */
void pl_crop_rgb(const struct pl_frame *frame, struct pl_mounting mounting, struct pl_square square,
                 int n, float scale, float offset, float *ret);

/* Where point (u, v) of the crop lies in the upright picture. */
struct pl_point pl_square_point(struct pl_square square, int n, float u, float v);
