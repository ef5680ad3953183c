/* Which of a camera's formats, sizes and rates comes nearest to the wish. */
#pragma once

#include "capture/frame.h"
#include "capture/source.h"
#include "capture/v4l2_calls.h"

/* A pixel format that we read. The order of the table is the order of preference. */
struct pl_v4l2_format {
    uint32_t fourcc;
    const char *name;
    enum pl_pixel_format pixels;
    bool compressed;
    /* Bytes of a whole frame are lines of `bytesperline` times height times this by two. */
    uint8_t halves_per_line;
    uint8_t bytes_per_pixel; /* of plane 0; 0: compressed */
};

struct pl_v4l2_mode {
    const struct pl_v4l2_format *format;
    int width, height;
    double rate_hz; /* 0: the driver does not say */
};

/* The table's entry, or NULL for a format that we do not read. */
const struct pl_v4l2_format *pl_v4l2_format_find(uint32_t fourcc);

/* Whether `a` serves the wish better than `b`: the size first (the smallest that is large enough, else the
 * largest), then a rate that is high enough, then the format, then the lower rate. Pure. */
bool pl_v4l2_mode_is_better(const struct pl_v4l2_mode *a, const struct pl_v4l2_mode *b,
                            const struct pl_source_wish *wish);

/* Asks the driver for everything it offers and keeps the best. 0; PL_SOURCE_WRONG_FORMAT when it offers
 * nothing that we read; negative errno. *ret_offered: how many modes were compared. */
int pl_v4l2_mode_choose(const struct pl_v4l2_calls *calls, int fd,
                        const struct pl_source_wish *wish, struct pl_v4l2_mode *ret,
                        int *ret_offered);
