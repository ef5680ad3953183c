/* A frame as an upright cairo picture. Private to overlay/. */
#pragma once

#include "capture/frame.h"

#include <cairo/cairo.h>

/* A new surface of the upright picture's size in CAIRO_FORMAT_RGB24; check cairo_surface_status().
 * The caller destroys it. */
cairo_surface_t *pl_upright_surface(const struct pl_frame *frame, struct pl_mounting mounting);
