/* Three columns: the person from the side and to scale, the word and the number, the last minute. */
#include "overlay/panel.h"

#include "overlay/style.h"
#include "overlay/words.h"

#include <stdio.h>

#define GAUGE_X 74.0  /* of the plumb line */
#define GAUGE_Y 106.0 /* of the shoulder */
#define UNITS_PER_CM 3.3
#define EAR_ABOVE_SHOULDER_CM 17.0 /* where the drawn ear is; only its way forward is measured */
#define WORDS_X 152.0
#define STRIP_X 366.0
#define STRIP_WIDTH 254.0

struct pl_colour pl_colour_of_posture(const struct pl_measurement *m, double soft_cm,
                                      double strong_cm)
{
    switch (m->posture) {
    case PL_POSTURE_UNKNOWN:
        return pl_colour_faint;
    case PL_POSTURE_UPRIGHT:
        return pl_colour_good;
    case PL_POSTURE_FORWARD_HEAD:
        if (pl_is_known(m->forward_head_delta_cm) &&
            m->forward_head_delta_cm.value >= fmax(soft_cm, strong_cm))
            return pl_colour_strong;
        break;
    case PL_POSTURE_SLOUCHED:
    case PL_POSTURE_LEANING_LEFT:
    case PL_POSTURE_LEANING_RIGHT:
    case PL_POSTURE_TOO_CLOSE:
    case PL_POSTURE_RECLINED:
    case PL_POSTURE_COUNT:
        break;
    }
    return pl_colour_warn;
}

/* The change against the baseline, or without one the distance itself. */
static struct pl_number shown_number(const struct pl_measurement *m)
{
    return pl_is_known(m->forward_head_delta_cm) ? m->forward_head_delta_cm : m->forward_head_cm;
}

/* A head in profile that looks to +x, its ear at the origin; units are centimetres. */
static void head_path(cairo_t *cr)
{
    cairo_move_to(cr, -2, 5);
    cairo_curve_to(cr, -8, 3, -9.5, -4, -8, -7.5);
    cairo_curve_to(cr, -6, -12.5, 1, -14, 6, -11.5);
    cairo_curve_to(cr, 8.6, -10, 9.4, -6.5, 9.2, -4);
    cairo_line_to(cr, 11, 0.2);
    cairo_line_to(cr, 9.3, 1.2);
    cairo_curve_to(cr, 9.8, 4, 9.2, 6.5, 7.4, 7.6);
    cairo_curve_to(cr, 5.5, 8.6, 3.4, 7.6, 1.6, 6.4);
}

static void draw_figure(cairo_t *cr, double forward, double facing, struct pl_colour colour)
{
    cairo_save(cr);
    cairo_translate(cr, GAUGE_X, GAUGE_Y);
    cairo_scale(cr, facing * UNITS_PER_CM, UNITS_PER_CM);
    cairo_set_line_width(cr, 0.55);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    pl_set_colour(cr, pl_colour_faint, 0.9);
    cairo_move_to(cr, -7, 5.4); /* back, shoulder, chest */
    cairo_curve_to(cr, -7.5, 0, -6, -3, -3.5 + 0.3 * forward, -7);
    cairo_curve_to(cr, -2.5 + 0.8 * forward, -9, -2.4 + forward, -10.5, -2 + forward,
                   -EAR_ABOVE_SHOULDER_CM + 5);
    cairo_move_to(cr, 6.5, 5.4);
    cairo_curve_to(cr, 7, 1, 4.5, -3, 3 + 0.5 * forward, -6);
    cairo_curve_to(cr, 2.2 + 0.9 * forward, -8, 2 + forward, -9.5, 1.6 + forward,
                   -EAR_ABOVE_SHOULDER_CM + 6.4);
    cairo_stroke(cr);
    cairo_translate(cr, forward, -EAR_ABOVE_SHOULDER_CM);
    head_path(cr);
    pl_set_colour(cr, colour, 0.9);
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void draw_gauge_line(cairo_t *cr)
{
    cairo_set_line_width(cr, 1.2);
    pl_set_colour(cr, pl_colour_ink, 0.9);
    cairo_move_to(cr, GAUGE_X, 6);
    cairo_line_to(cr, GAUGE_X, GAUGE_Y + 6);
    cairo_stroke(cr);
    cairo_move_to(cr, GAUGE_X - 4, GAUGE_Y + 5);
    cairo_line_to(cr, GAUGE_X + 4, GAUGE_Y + 5);
    cairo_line_to(cr, GAUGE_X, GAUGE_Y + 15);
    cairo_close_path(cr);
    cairo_fill(cr);
    cairo_arc(cr, GAUGE_X, GAUGE_Y - 9, 3, 0, 2 * M_PI); /* the shoulder */
    cairo_fill(cr);
}

/* The ear with its distance from the line, and how sure that is. */
static void draw_gauge_ear(cairo_t *cr, double ear_x, double sd_units, struct pl_colour colour)
{
    double y = GAUGE_Y - EAR_ABOVE_SHOULDER_CM * UNITS_PER_CM;

    if (isfinite(sd_units)) {
        cairo_rectangle(cr, ear_x - sd_units, y - 5, 2 * sd_units, 10);
        pl_set_colour(cr, colour, 0.3);
        cairo_fill(cr);
    }
    cairo_set_line_width(cr, 2.6);
    pl_set_colour(cr, colour, 1.0);
    cairo_move_to(cr, GAUGE_X, y);
    cairo_line_to(cr, ear_x, y);
    cairo_stroke(cr);
    cairo_arc(cr, ear_x, y, 3.6, 0, 2 * M_PI);
    cairo_fill(cr);
}

static void draw_gauge(cairo_t *cr, const struct pl_panel *panel, struct pl_colour colour)
{
    const struct pl_measurement *m = panel->measurement;
    struct pl_number n = shown_number(m);
    double facing =
        pl_is_known(m->view_deg) && m->view_deg.value > 0 ? -1 : 1; /* as in the picture */
    double forward = pl_is_known(n) ? fmin(fmax(n.value, -8), 13) : 0;

    draw_figure(cr, forward, facing, pl_is_known(n) ? colour : pl_colour_line);
    draw_gauge_line(cr);
    if (pl_is_known(n))
        draw_gauge_ear(cr, GAUGE_X + facing * forward * UNITS_PER_CM, n.sd * UNITS_PER_CM, colour);
}

static const char *what_the_number_is(const struct pl_measurement *m)
{
    if (pl_is_known(m->forward_head_delta_cm))
        return "head forward of your upright";
    return pl_is_known(m->forward_head_cm) ? "ear ahead of the shoulders" : "";
}

/* View and distance in one line, whatever of them is known. */
static void circumstances(const struct pl_measurement *m, char *ret, size_t size)
{
    char view[40] = "", away[40] = "", people[40] = "";

    if (pl_is_known(m->view_deg))
        snprintf(view, sizeof view, "seen from %.0f\u00b0", fabs(m->view_deg.value));
    if (pl_is_known(m->screen_distance_cm))
        snprintf(away, sizeof away, "%s%.0f cm away", *view ? " \u00b7 " : "",
                 m->screen_distance_cm.value);
    if (m->people > 1)
        snprintf(people, sizeof people, "%s%d people", *view || *away ? " \u00b7 " : "", m->people);
    snprintf(ret, size, "%s%s%s", view, away, people);
}

static void draw_words(cairo_t *cr, const struct pl_measurement *m, struct pl_colour colour)
{
    struct pl_number n = shown_number(m);
    const char *title = m->present ? pl_posture_title(m->posture) : "Nobody here";
    const char *reason = m->present ? pl_reason_sentence(m->reason) : "";
    char text[128];

    pl_text(cr, WORDS_X, 32, 23, true, PL_ALIGN_LEFT, colour, title);
    if (pl_is_known(n)) {
        pl_number_text(n, " cm", pl_is_known(m->forward_head_delta_cm), text, sizeof text);
        pl_text(cr, WORDS_X, 57, 18, true, PL_ALIGN_LEFT, pl_colour_ink, text);
    }
    pl_text(cr, WORDS_X, 75, 11, false, PL_ALIGN_LEFT, pl_colour_faint, what_the_number_is(m));
    circumstances(m, text, sizeof text);
    pl_text(cr, WORDS_X, 93, 11, false, PL_ALIGN_LEFT, pl_colour_faint, text);
    pl_text(cr, WORDS_X, 111, 11, false, PL_ALIGN_LEFT, pl_colour_warn, reason);
}

/* One number of the table that stands in for the strip chart. */
static void draw_entry(cairo_t *cr, int place, const char *name, struct pl_number n,
                       const char *unit)
{
    double x = STRIP_X - 10 + place % 2 * 140, y = 28 + place / 2 * 26;
    char text[64];

    pl_number_text((struct pl_number){n.value, NAN}, unit, false, text, sizeof text);
    pl_text(cr, x, y, 11, false, PL_ALIGN_LEFT, pl_colour_faint, name);
    pl_text(cr, x + 124, y, 13, true, PL_ALIGN_RIGHT,
            pl_is_known(n) ? pl_colour_ink : pl_colour_faint, text);
}

static void draw_table(cairo_t *cr, const struct pl_measurement *m)
{
    draw_entry(cr, 0, "neck", m->neck_angle_deg, "\u00b0");
    draw_entry(cr, 1, "head down", m->head_pitch_deg, "\u00b0");
    draw_entry(cr, 2, "head turn", m->head_yaw_deg, "\u00b0");
    draw_entry(cr, 3, "head tilt", m->head_roll_deg, "\u00b0");
    draw_entry(cr, 4, "shoulders", m->shoulder_tilt_deg, "\u00b0");
    draw_entry(cr, 5, "trunk lean", m->torso_lean_deg, "\u00b0");
    draw_entry(cr, 6, "head drop", m->head_drop_cm, " cm");
    draw_entry(cr, 7, "trunk drop", m->trunk_drop_cm, " cm");
}

void pl_draw_panel(cairo_t *cr, const struct pl_panel *panel)
{
    struct pl_colour colour =
        pl_colour_of_posture(panel->measurement, panel->soft_cm, panel->strong_cm);

    pl_set_colour(cr, pl_colour_ground, 1.0);
    cairo_rectangle(cr, 0, 0, PL_OVERLAY_WIDTH, PL_PANEL_HEIGHT);
    cairo_fill(cr);
    draw_gauge(cr, panel, colour);
    draw_words(cr, panel->measurement, colour);
    if (panel->strip)
        pl_strip_draw(cr, panel->strip, STRIP_X, 22, STRIP_WIDTH, 78, panel->soft_cm,
                      panel->strong_cm);
    else
        draw_table(cr, panel->measurement);
}
