#include "overlay/body.h"

#include "overlay/style.h"
#include "overlay/words.h"

/* A point of the picture in units. */
struct spot {
    double x, y;
};

struct body {
    cairo_t *cr;
    const struct pl_pose *pose;
    double scale, height;
};

/* Half the distance of the ears by half that of the shoulders: where an ear is above its shoulder line. */
#define EAR_BY_SHOULDER 0.42

/* What the plumb line is about: the ear that is measured and the line's foot on the shoulders. */
struct plumb {
    struct spot ear, foot;
};

/* Hidden and guessed points are not drawn: what the eye cannot check would only look wrong. */
static bool is_seen(const struct body *b, enum pl_pose_point i)
{
    return b->pose->visibility[i] > 0.5f && b->pose->presence_of[i] > 0.5f;
}

static struct spot spot_of(const struct body *b, enum pl_pose_point i)
{
    return (struct spot){(double)b->pose->point[i].x * b->scale,
                         (double)b->pose->point[i].y * b->scale};
}

static struct spot middle(struct spot a, struct spot b)
{
    return (struct spot){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static struct spot between(struct spot a, struct spot b, double share)
{
    return (struct spot){a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

/* By the networks' points. From the side (1; in front 0) the ear that is seen and the point of the shoulder line below it,
 * so that what lies between them in the picture is the way forward alone; from the front, where both ears are seen, the
 * middles. */
static struct plumb plumb_seen(const struct body *b, bool left, double side)
{
    struct spot ear = spot_of(b, left ? PL_POSE_LEFT_EAR : PL_POSE_RIGHT_EAR);
    struct spot other_ear = spot_of(b, left ? PL_POSE_RIGHT_EAR : PL_POSE_LEFT_EAR);
    struct spot shoulder = spot_of(b, left ? PL_POSE_LEFT_SHOULDER : PL_POSE_RIGHT_SHOULDER);
    struct spot other = spot_of(b, left ? PL_POSE_RIGHT_SHOULDER : PL_POSE_LEFT_SHOULDER);

    return (struct plumb){
        .ear = between(middle(ear, other_ear), ear, side),
        .foot = between(middle(shoulder, other), shoulder, EAR_BY_SHOULDER * side),
    };
}

/* By the measurement, which is right where the networks' points are not, as in profile, and to scale. Both points are
 * in the middle of the body, and move over to the ear that is seen. */
static struct plumb plumb_measured(const struct body *b, const struct pl_measurement *m, bool left,
                                   double side)
{
    struct spot ear = spot_of(b, left ? PL_POSE_LEFT_EAR : PL_POSE_RIGHT_EAR);
    struct spot other = spot_of(b, left ? PL_POSE_RIGHT_EAR : PL_POSE_LEFT_EAR);
    struct spot inside = middle(ear, other), over = between(inside, ear, side);
    double dx = over.x - inside.x, dy = over.y - inside.y;

    return (struct plumb){
        .ear = {(double)m->ears_px.x * b->scale + dx, (double)m->ears_px.y * b->scale + dy},
        .foot = {(double)m->plumb_px.x * b->scale + dx, (double)m->plumb_px.y * b->scale},
    };
}

static struct plumb plumb_of(const struct body *b, const struct pl_measurement *m)
{
    bool left = b->pose->visibility[PL_POSE_LEFT_EAR] >= b->pose->visibility[PL_POSE_RIGHT_EAR];
    double side = pl_is_known(m->view_deg) ? fmin(fabs(m->view_deg.value) / 30, 1) : 0;

    return pl_is_known(m->forward_head_cm) ? plumb_measured(b, m, left, side)
                                           : plumb_seen(b, left, side);
}

static const enum pl_pose_point bones[][2] = {
    {PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER},
    {PL_POSE_LEFT_SHOULDER, PL_POSE_LEFT_ELBOW},
    {PL_POSE_RIGHT_SHOULDER, PL_POSE_RIGHT_ELBOW},
    {PL_POSE_LEFT_ELBOW, PL_POSE_LEFT_WRIST},
    {PL_POSE_RIGHT_ELBOW, PL_POSE_RIGHT_WRIST},
    {PL_POSE_LEFT_EAR, PL_POSE_LEFT_EYE},
    {PL_POSE_RIGHT_EAR, PL_POSE_RIGHT_EYE},
    {PL_POSE_LEFT_EYE, PL_POSE_NOSE},
    {PL_POSE_RIGHT_EYE, PL_POSE_NOSE},
};

static const enum pl_pose_point joints[] = {
    PL_POSE_NOSE,           PL_POSE_LEFT_EYE,   PL_POSE_RIGHT_EYE,   PL_POSE_LEFT_SHOULDER,
    PL_POSE_RIGHT_SHOULDER, PL_POSE_LEFT_ELBOW, PL_POSE_RIGHT_ELBOW,
};

static void draw_bones(const struct body *b)
{
    for (size_t i = 0; i < sizeof bones / sizeof *bones; i++) {
        struct spot from = spot_of(b, bones[i][0]), to = spot_of(b, bones[i][1]);
        if (!is_seen(b, bones[i][0]) || !is_seen(b, bones[i][1]))
            continue;
        cairo_move_to(b->cr, from.x, from.y);
        cairo_line_to(b->cr, to.x, to.y);
    }
    pl_stroke_on_picture(b->cr, pl_colour_ink, 2.0);
}

static void draw_joints(const struct body *b)
{
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        struct spot at = spot_of(b, joints[i]);
        if (!is_seen(b, joints[i]))
            continue;
        cairo_new_sub_path(b->cr);
        cairo_arc(b->cr, at.x, at.y, 3.2, 0, 2 * M_PI);
    }
    pl_set_colour(b->cr, pl_colour_ink, 1.0);
    cairo_fill(b->cr);
}

/* A plumb bob hanging at (x, y): a collar and a point. */
static void draw_bob(cairo_t *cr, double x, double y)
{
    cairo_move_to(cr, x - 3, y);
    cairo_line_to(cr, x + 3, y);
    cairo_line_to(cr, x + 3, y + 3);
    cairo_line_to(cr, x + 6.5, y + 7);
    cairo_curve_to(cr, x + 6.5, y + 13, x + 1.5, y + 19, x, y + 24);
    cairo_curve_to(cr, x - 1.5, y + 19, x - 6.5, y + 13, x - 6.5, y + 7);
    cairo_line_to(cr, x - 3, y + 3);
    cairo_close_path(cr);
    cairo_set_line_width(cr, 2.0);
    pl_set_colour(cr, pl_colour_ground, 0.6);
    cairo_stroke_preserve(cr);
    pl_set_colour(cr, pl_colour_ink, 1.0);
    cairo_fill(cr);
}

static void draw_plumb_line(const struct body *b, struct plumb p)
{
    double reach = fabs(p.foot.y - p.ear.y) + 20;
    double top = fmax(p.ear.y - 0.9 * reach, 8);
    double bottom = fmax(fmin(p.foot.y + reach, b->height - 34), p.foot.y);

    cairo_move_to(b->cr, p.foot.x, top);
    cairo_line_to(b->cr, p.foot.x, bottom);
    pl_stroke_on_picture(b->cr, pl_colour_ink, 1.4);
    draw_bob(b->cr, p.foot.x, bottom);
}

/* The ear's way to the plumb line as the camera sees it: the number itself from the side, shorter from
 * the front. */
static void draw_distance(const struct body *b, struct plumb p, struct pl_colour colour)
{
    if (fabs(p.ear.x - p.foot.x) <= 6)
        return;
    cairo_move_to(b->cr, p.foot.x, p.ear.y);
    cairo_line_to(b->cr, p.ear.x, p.ear.y);
    cairo_move_to(b->cr, p.foot.x, p.ear.y - 5);
    cairo_line_to(b->cr, p.foot.x, p.ear.y + 5);
    pl_stroke_on_picture(b->cr, colour, 3.0);
}

static void draw_ear(const struct body *b, struct spot ear, struct pl_colour colour)
{
    cairo_new_sub_path(b->cr);
    cairo_arc(b->cr, ear.x, ear.y, 6, 0, 2 * M_PI);
    pl_stroke_on_picture(b->cr, colour, 2.4);
}

/* The distance that is drawn, or where only its change is known, that. */
static void label_of(const struct pl_measurement *m, char *ret, size_t size)
{
    if (pl_is_known(m->forward_head_cm))
        pl_number_text(m->forward_head_cm, " cm", false, ret, size);
    else if (pl_is_known(m->forward_head_delta_cm))
        pl_number_text(m->forward_head_delta_cm, " cm", true, ret, size);
    else
        *ret = '\0';
}

void pl_draw_body(cairo_t *cr, const struct pl_landmarks *landmarks,
                  const struct pl_measurement *measurement, struct pl_colour colour, double scale,
                  double height)
{
    struct body b = {cr, &landmarks->pose, scale, height};
    struct plumb plumb;
    char label[64];

    if (!landmarks->present)
        return;
    plumb = plumb_of(&b, measurement);
    label_of(measurement, label, sizeof label);
    draw_bones(&b);
    draw_joints(&b);
    draw_plumb_line(&b, plumb);
    draw_distance(&b, plumb, colour);
    draw_ear(&b, plumb.ear, colour);
    /* Behind the line, where the face is not. */
    if (plumb.ear.x < plumb.foot.x)
        pl_text_on_picture(cr, plumb.foot.x + 10, plumb.ear.y + 6, 16, PL_ALIGN_LEFT, colour,
                           label);
    else
        pl_text_on_picture(cr, plumb.foot.x - 10, plumb.ear.y + 6, 16, PL_ALIGN_RIGHT, colour,
                           label);
}
