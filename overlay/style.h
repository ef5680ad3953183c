/* Colours and type of the overlay, in one place. Private to overlay/.
 *
 * Everything is drawn in units of 1/640 of the canvas's width. The colours are told apart by people with any
 * kind of colour vision (Okabe and Ito's scheme, lightened for a dark ground), and none says anything that a
 * word or a position does not say as well. */
#pragma once

#include "posture/measurement.h"

#include <cairo/cairo.h>

#define PL_OVERLAY_WIDTH 640.0
#define PL_PANEL_HEIGHT 124.0

struct pl_colour {
    double red, green, blue;
};

extern const struct pl_colour pl_colour_ground; /* of the panel */
extern const struct pl_colour pl_colour_line;   /* fine lines on it */
extern const struct pl_colour pl_colour_ink;    /* text */
extern const struct pl_colour pl_colour_faint;  /* small text, things not known */
extern const struct pl_colour pl_colour_good, pl_colour_warn, pl_colour_strong;

void pl_set_colour(cairo_t *cr, struct pl_colour colour, double alpha);

/* The colour of a change of forward head against both thresholds. */
struct pl_colour pl_colour_of_change(double change_cm, double soft_cm, double strong_cm);

enum pl_align { PL_ALIGN_LEFT, PL_ALIGN_CENTRE, PL_ALIGN_RIGHT };

/* Text on the panel: baseline at (x, y). Returns its width. */
double pl_text(cairo_t *cr, double x, double y, double size, bool bold, enum pl_align align,
               struct pl_colour colour, const char *text);

/* Text on a picture: with a dark rim, legible on anything. */
void pl_text_on_picture(cairo_t *cr, double x, double y, double size, enum pl_align align,
                        struct pl_colour colour, const char *text);

/* Strokes the current path as a line with a dark rim, and clears it. */
void pl_stroke_on_picture(cairo_t *cr, struct pl_colour colour, double width);
