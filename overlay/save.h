/* The canvas as a file or a frame. Private to overlay/. */
#pragma once

#include "base/message.h"
#include "capture/frame.h"

#include <cairo/cairo.h>

/* Copies the canvas into bgr[width * height * 3] and returns it as a frame. */
struct pl_frame pl_bgr_of_canvas(cairo_surface_t *canvas, uint8_t *bgr);

/* PNG, or JPEG when the name ends in .jpg or .jpeg. 0, or negative errno with a sentence. */
int pl_save_canvas(cairo_surface_t *canvas, const char *path, struct pl_message *reterr);
