/* The panel below the picture. Private to overlay/. */
#pragma once

#include "overlay/strip.h"
#include "overlay/style.h"

struct pl_panel {
    const struct pl_measurement *measurement;
    const struct pl_strip *strip; /* NULL: a table of numbers in its place */
    double soft_cm, strong_cm;
};

/* How the posture is, as a colour. */
struct pl_colour pl_colour_of_posture(const struct pl_measurement *measurement, double soft_cm,
                                      double strong_cm);

/* Draws PL_PANEL_HEIGHT units below (0, 0), 640 wide. */
void pl_draw_panel(cairo_t *cr, const struct pl_panel *panel);
