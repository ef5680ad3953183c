/* What is drawn onto the person: skeleton and plumb line. Private to overlay/. */
#pragma once

#include "posture/landmarks.h"
#include "posture/measurement.h"

#include "overlay/style.h"

/* Draws onto the picture; the context's units are 1/640 of the canvas width and `scale` is units a picture
 * pixel. `height` is the picture's, in units; `colour` says how the posture is. Nothing is drawn when nobody
 * is there. */
void pl_draw_body(cairo_t *cr, const struct pl_landmarks *landmarks,
                  const struct pl_measurement *measurement, struct pl_colour colour, double scale,
                  double height);
