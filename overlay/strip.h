/* The strip chart of the last minute. Private to overlay/. */
#pragma once

#include "posture/measurement.h"

#include <cairo/cairo.h>

#define PL_STRIP_MOMENTS \
    2048 /* a minute at 34 frames a second; of faster videos the newest are kept */

struct pl_strip_moment {
    pl_usec t;
    bool present;
    struct pl_number value;
};

struct pl_strip {
    struct pl_strip_moment moment[PL_STRIP_MOMENTS]; /* a ring */
    int count, next;
    bool against_baseline; /* the values are changes, so the thresholds mean something */
};

/* Remembers a moment; time that steps back (a new video) starts the strip anew. */
void pl_strip_add(struct pl_strip *strip, const struct pl_measurement *measurement);

/* Draws the minute that ends at the newest moment into a box: left, top, width, height in units. */
void pl_strip_draw(cairo_t *cr, const struct pl_strip *strip, double x, double y, double width,
                   double height, double soft_cm, double strong_cm);
