/* One picture as the camera gave it: lent, never converted as a whole.
 *
 * Planes point into memory of the source (a driver's buffer, a decoded picture). A frame is valid
 * from pl_source_next() until pl_source_release() of the same frame. */
#pragma once

#include "base/time.h"

#include <stdint.h>

enum pl_pixel_format {
    PL_PIXEL_GREY,   /* plane 0: 8-bit luma */
    PL_PIXEL_YUYV,   /* plane 0: Y U Y V, two pixels in four bytes */
    PL_PIXEL_NV12,   /* plane 0: luma; plane 1: U V pairs at half resolution */
    PL_PIXEL_YUV420, /* planes 0, 1, 2: luma, U, V; the last two at half resolution, of one stride */
    PL_PIXEL_RGB,    /* plane 0: R G B bytes */
    PL_PIXEL_BGR,    /* plane 0: B G R bytes (OpenCV's order) */
};

/* Camera pictures are BT.601, studio (16..235) or full range (JPEG). */
struct pl_frame {
    pl_usec t;         /* capture time, CLOCK_BOOTTIME; position in the file for replay */
    uint32_t sequence; /* counts frames of this source, dropped ones included */
    enum pl_pixel_format format;
    int width, height; /* px as captured, before rotation */
    const uint8_t *plane[3];
    int stride[3];      /* bytes from one row to the next */
    uint8_t full_range; /* 1: luma is 0..255 (JPEG), 0: 16..235 */
};

/* How the camera is mounted: undone while cropping, so nothing after sight knows of it. */
struct pl_mounting {
    int rotation_deg; /* 0, 90, 180, 270: how far the picture must be turned clockwise to be upright */
    uint8_t
        mirror; /* 1: the picture is mirrored left to right (after turning) and is mirrored back */
};
