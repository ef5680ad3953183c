/* Samples of a captured picture as numbers for a network: R G B, in the units of the caller's scale.
 *
 * Luma and RGB are bilinear with weights in 1/256, chroma is the nearest sample. Positions are pixels of
 * the captured picture with the middle of the top left pixel at (0, 0). Nothing here allocates, keeps
 * state or fails; any thread may call. */
#pragma once

#include "capture/frame.h"

#include <stdbool.h>
#include <stdint.h>

/* Where a picture keeps its bytes. A sample of chroma belongs to two columns, and to one row or two. */
struct pl_bytes {
    bool
        is_colour; /* red, green and blue side by side; otherwise luma, and perhaps chroma elsewhere */
    const uint8_t *channel[3]; /* the bytes of the top left pixel: three colours, or luma alone */
    uint32_t stride, step;     /* to the next row and to the next pixel */
    const uint8_t *u, *v;      /* of the top left pixel; NULL without chroma */
    uint32_t chroma_stride, chroma_step;
    int chroma_row; /* how many bits of a walk's y lie below a row of chroma: 16 or 17 */
};

/* A picture, which is lent, and what its numbers mean to the caller. Made by pl_sampler_make(). */
struct pl_sampler {
    int width, height;
    struct pl_bytes bytes;
    float luma; /* per 1/65536 of luma, as the weights count; of a colour for RGB */
    float red, red_v;
    float green, green_u, green_v;
    float blue, blue_u;
    float low, high; /* what 0 and 255 become; a negative scale leaves them in order */
};

/* A straight way through the picture in 1/65536 px: the first sample and the step to the next. */
struct pl_walk {
    uint32_t x, y, dx, dy; /* steps back are two's complements */
};

/* For samples of value 0..255 times `scale`. The frame must outlive the sampler. */
struct pl_sampler pl_sampler_make(const struct pl_frame *frame, float scale);

/* Sums of samples, a colour after the other, so that they can be added without shuffling. */
#define PL_SUMS_MAX 1024
struct pl_sums {
    float of[3][PL_SUMS_MAX];
};

/* Adds the `count` samples along the walk to the sums `at` and after. All four neighbours of each must lie
 * inside the picture, and at + count be at most PL_SUMS_MAX. */
void pl_sampler_add(const struct pl_sampler *sampler, struct pl_walk walk, int count, int at,
                    struct pl_sums *ret);

/* Adds the sample at (x, y), px, to the sum `at`: neighbours outside the picture are black. */
void pl_sampler_add_at_edge(const struct pl_sampler *sampler, double x, double y, int at,
                            struct pl_sums *ret);
