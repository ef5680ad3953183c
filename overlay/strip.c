#include "overlay/strip.h"

#include "overlay/style.h"

#include <stdio.h>

#define SPAN (60 * PL_USEC_PER_SEC)
#define LONGEST_STEP (3 * PL_USEC_PER_SEC) /* a longer silence is a gap, not a straight line */

/* Where values and times land. */
struct axes {
    double x, y, width, height;
    double low, high; /* cm at the lower and the upper edge */
    pl_usec end;
};

void pl_strip_add(struct pl_strip *strip, const struct pl_measurement *measurement)
{
    bool is_change = pl_is_known(measurement->forward_head_delta_cm);
    int last = (strip->next + PL_STRIP_MOMENTS - 1) % PL_STRIP_MOMENTS;

    if (strip->count && measurement->t < strip->moment[last].t)
        strip->count = 0;
    if (is_change && !strip->against_baseline)
        strip->count = 0; /* distances and changes do not share an axis */
    strip->against_baseline |= is_change;
    strip->moment[strip->next] = (struct pl_strip_moment){
        .t = measurement->t,
        .present = measurement->present,
        .value = strip->against_baseline ? measurement->forward_head_delta_cm
                                         : measurement->forward_head_cm,
    };
    strip->next = (strip->next + 1) % PL_STRIP_MOMENTS;
    strip->count += strip->count < PL_STRIP_MOMENTS;
}

/* The i-th moment from the oldest. */
static const struct pl_strip_moment *moment_at(const struct pl_strip *strip, int i)
{
    return &strip->moment[(strip->next - strip->count + i + PL_STRIP_MOMENTS) % PL_STRIP_MOMENTS];
}

static double x_of(const struct axes *a, pl_usec t)
{
    return a->x + a->width * (1.0 - (double)(a->end - t) / (double)SPAN);
}

static double y_of(const struct axes *a, double cm)
{
    double part = (cm - a->low) / (a->high - a->low);

    return a->y + a->height * (1.0 - fmin(fmax(part, 0.0), 1.0));
}

static void draw_level(cairo_t *cr, const struct axes *a, double cm, struct pl_colour colour,
                       bool dashed)
{
    static const double dashes[] = {4, 3};
    double y = y_of(a, cm);
    char label[16];

    snprintf(label, sizeof label, "%g", cm);
    cairo_set_line_width(cr, 1);
    cairo_set_dash(cr, dashes, dashed ? 2 : 0, 0);
    pl_set_colour(cr, colour, dashed ? 0.8 : 0.5);
    cairo_move_to(cr, a->x, y);
    cairo_line_to(cr, a->x + a->width, y);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    pl_text(cr, a->x - 5, y + 3.5, 10, false, PL_ALIGN_RIGHT, colour, label);
}

/* Upper edge of the chart, cm: room for the thresholds, or for the highest value when that needs more. */
static double highest(const struct pl_strip *strip)
{
    double high = strip->against_baseline ? 8 : 12;

    for (int i = 0; i < strip->count; i++)
        if (moment_at(strip, i)->value.value > high - 0.5) /* false for NaN */
            high = fmin(moment_at(strip, i)->value.value + 1, 30);
    return high;
}

static bool is_joined(const struct pl_strip_moment *a, const struct pl_strip_moment *b)
{
    return pl_is_known(a->value) && pl_is_known(b->value) && b->t - a->t <= LONGEST_STEP;
}

/* The uncertainty as a soft ribbon behind the line. */
static void draw_ribbon(cairo_t *cr, const struct axes *a, const struct pl_strip_moment *from,
                        const struct pl_strip_moment *to)
{
    double x0 = x_of(a, from->t), x1 = x_of(a, to->t);

    if (!isfinite(from->value.sd) || !isfinite(to->value.sd))
        return;
    cairo_move_to(cr, x0, y_of(a, from->value.value + from->value.sd));
    cairo_line_to(cr, x1, y_of(a, to->value.value + to->value.sd));
    cairo_line_to(cr, x1, y_of(a, to->value.value - to->value.sd));
    cairo_line_to(cr, x0, y_of(a, from->value.value - from->value.sd));
    cairo_close_path(cr);
}

static void draw_ribbons(cairo_t *cr, const struct axes *a, const struct pl_strip *strip)
{
    for (int i = 1; i < strip->count; i++)
        if (is_joined(moment_at(strip, i - 1), moment_at(strip, i)))
            draw_ribbon(cr, a, moment_at(strip, i - 1), moment_at(strip, i));
    pl_set_colour(cr, pl_colour_ink, 0.13);
    cairo_fill(cr);
}

static void draw_line(cairo_t *cr, const struct axes *a, const struct pl_strip *strip,
                      double soft_cm, double strong_cm)
{
    cairo_set_line_width(cr, 2);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (int i = 1; i < strip->count; i++) {
        const struct pl_strip_moment *from = moment_at(strip, i - 1), *to = moment_at(strip, i);
        if (!is_joined(from, to))
            continue;
        pl_set_colour(cr,
                      strip->against_baseline
                          ? pl_colour_of_change(to->value.value, soft_cm, strong_cm)
                          : pl_colour_ink,
                      1.0);
        cairo_move_to(cr, x_of(a, from->t), y_of(a, from->value.value));
        cairo_line_to(cr, x_of(a, to->t), y_of(a, to->value.value));
        cairo_stroke(cr);
    }
}

/* A gap that is wide enough says why it is there. */
static void name_gap(cairo_t *cr, const struct axes *a, pl_usec from, pl_usec to, bool present)
{
    if (x_of(a, to) - x_of(a, from) < 46)
        return;
    pl_text(cr, x_of(a, from + (to - from) / 2), a->y + a->height / 2 + 3, 10, false,
            PL_ALIGN_CENTRE, pl_colour_faint, present ? "not known" : "away");
}

static void name_gaps(cairo_t *cr, const struct axes *a, const struct pl_strip *strip)
{
    const struct pl_strip_moment *first = NULL;

    for (int i = 0; i < strip->count; i++) {
        const struct pl_strip_moment *m = moment_at(strip, i);
        bool ends = first && (pl_is_known(m->value) || m->present != first->present);
        if (ends)
            name_gap(cr, a, first->t, m->t, first->present);
        if (pl_is_known(m->value))
            first = NULL;
        else if (!first || ends)
            first = m;
    }
    if (first)
        name_gap(cr, a, first->t, a->end, first->present);
}

static void draw_axes(cairo_t *cr, const struct axes *a, const struct pl_strip *strip,
                      double soft_cm, double strong_cm)
{
    draw_level(cr, a, 0, pl_colour_faint, false);
    if (strip->against_baseline) {
        draw_level(cr, a, soft_cm, pl_colour_warn, true);
        draw_level(cr, a, strong_cm, pl_colour_strong, true);
    } else {
        draw_level(cr, a, 5, pl_colour_faint, false);
        draw_level(cr, a, 10, pl_colour_faint, false);
    }
    pl_text(cr, a->x, a->y - 5, 10, false, PL_ALIGN_LEFT, pl_colour_faint,
            strip->against_baseline ? "head forward of upright, cm" : "ear ahead of shoulders, cm");
    pl_text(cr, a->x, a->y + a->height + 12, 10, false, PL_ALIGN_LEFT, pl_colour_faint,
            "\u221260 s");
    pl_text(cr, a->x + a->width, a->y + a->height + 12, 10, false, PL_ALIGN_RIGHT, pl_colour_faint,
            "now");
}

static void mark_newest(cairo_t *cr, const struct axes *a, const struct pl_strip_moment *newest)
{
    if (!pl_is_known(newest->value))
        return;
    cairo_arc(cr, x_of(a, newest->t), y_of(a, newest->value.value), 3.2, 0, 2 * M_PI);
    pl_set_colour(cr, pl_colour_ink, 1.0);
    cairo_fill(cr);
}

void pl_strip_draw(cairo_t *cr, const struct pl_strip *strip, double x, double y, double width,
                   double height, double soft_cm, double strong_cm)
{
    struct axes a = {x, y, width, height, -2.5, highest(strip), 0};

    draw_axes(cr, &a, strip, soft_cm, strong_cm);
    if (!strip->count)
        return;
    a.end = moment_at(strip, strip->count - 1)->t;
    cairo_save(cr);
    cairo_rectangle(cr, x, y - 4, width + 4, height + 8);
    cairo_clip(cr);
    draw_ribbons(cr, &a, strip);
    draw_line(cr, &a, strip, soft_cm, strong_cm);
    name_gaps(cr, &a, strip);
    mark_newest(cr, &a, moment_at(strip, strip->count - 1));
    cairo_restore(cr);
}
