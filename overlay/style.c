#include "overlay/style.h"

const struct pl_colour pl_colour_ground = {0.075, 0.094, 0.122};
const struct pl_colour pl_colour_line = {0.24, 0.28, 0.34};
const struct pl_colour pl_colour_ink = {0.94, 0.95, 0.96};
const struct pl_colour pl_colour_faint = {0.60, 0.65, 0.71};
const struct pl_colour pl_colour_good = {0.40, 0.79, 0.92};
const struct pl_colour pl_colour_warn = {0.96, 0.72, 0.22};
const struct pl_colour pl_colour_strong = {0.95, 0.46, 0.25};

void pl_set_colour(cairo_t *cr, struct pl_colour colour, double alpha)
{
    cairo_set_source_rgba(cr, colour.red, colour.green, colour.blue, alpha);
}

struct pl_colour pl_colour_of_change(double change_cm, double soft_cm, double strong_cm)
{
    if (change_cm >= strong_cm)
        return pl_colour_strong;
    return change_cm >= soft_cm ? pl_colour_warn : pl_colour_good;
}

/* Sets the font and returns where text must start to be aligned at x. */
static double aligned(cairo_t *cr, double x, double size, bool bold, enum pl_align align,
                      const char *text, double *ret_width)
{
    cairo_text_extents_t extents;

    cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, size);
    cairo_text_extents(cr, text, &extents);
    *ret_width = extents.x_advance;
    if (align == PL_ALIGN_LEFT)
        return x;
    return align == PL_ALIGN_CENTRE ? x - extents.x_advance / 2 : x - extents.x_advance;
}

double pl_text(cairo_t *cr, double x, double y, double size, bool bold, enum pl_align align,
               struct pl_colour colour, const char *text)
{
    double width, from = aligned(cr, x, size, bold, align, text, &width);

    pl_set_colour(cr, colour, 1.0);
    cairo_move_to(cr, from, y);
    cairo_show_text(cr, text);
    cairo_new_path(cr);
    return width;
}

void pl_text_on_picture(cairo_t *cr, double x, double y, double size, enum pl_align align,
                        struct pl_colour colour, const char *text)
{
    double width, from = aligned(cr, x, size, true, align, text, &width);

    cairo_move_to(cr, from, y);
    cairo_text_path(cr, text);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, size * 0.28);
    pl_set_colour(cr, pl_colour_ground, 0.85);
    cairo_stroke_preserve(cr);
    pl_set_colour(cr, colour, 1.0);
    cairo_fill(cr);
}

void pl_stroke_on_picture(cairo_t *cr, struct pl_colour colour, double width)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, width + 2.2);
    pl_set_colour(cr, pl_colour_ground, 0.55);
    cairo_stroke_preserve(cr);
    cairo_set_line_width(cr, width);
    pl_set_colour(cr, colour, 1.0);
    cairo_stroke(cr);
}
