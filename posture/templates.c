/* Rays against quadrics. Half axes in cm are an average adult's; measurement.md §4 has their proof. */
#include "posture/templates.h"

#define BORDER_PX 2.0
#define MIN_STEP_PX 2.0

/* Head: ellipsoid, its centre forward of and above the still point. */
#define HEAD_AHEAD_CM 1.5
#define HEAD_ABOVE_CM 2.0
static const double head_half[3] = {10, 7.5, 12}; /* forward, left, up */
/* Trunk: upright ellipse, as wide as shoulders, growing deeper downward. */
#define TRUNK_LATERAL_CM 20.0
#define TRUNK_DEPTH_TOP_CM 5.0
#define TRUNK_DEPTH_MAX_CM 14.5
#define TRUNK_DEPTH_GROWS 0.5
#define TRUNK_ROUNDS 4

/* A patch in the picture, in cm about the place's pixel. */
struct window {
    double left, right, above, below, step;
};

/* Centre and scale of a window, and the solid behind it. */
struct scene {
    const struct pl_reference *ref;
    struct pl_axes axes;
    struct pl_camera camera;
    bool (*depth)(const struct scene *s, struct pl_vec3 ray, double *ret_z);
};

/* Nearest root of a t^2 + 2 b t + c = 0. */
static bool near_root(double a, double b, double c, double *ret)
{
    double d = b * b - a * c;

    if (d <= 0)
        return false;
    *ret = (-b - sqrt(d)) / a;
    return true;
}

static bool head_depth(const struct scene *s, struct pl_vec3 ray, double *ret_z)
{
    const struct pl_vec3 axis[3] = {s->axes.forward, s->axes.left, s->axes.up};
    struct pl_vec3 centre =
        pl_vec3_add(s->ref->head, pl_vec3_add(pl_vec3_scale(axis[0], HEAD_AHEAD_CM),
                                              pl_vec3_scale(axis[2], HEAD_ABOVE_CM)));
    double a = 0, b = 0, c = -1;

    for (int i = 0; i < 3; i++) {
        double r = pl_vec3_dot(ray, axis[i]), o = pl_vec3_dot(centre, axis[i]),
               q = pl_square(head_half[i]);

        a += r * r / q;
        b -= r * o / q;
        c += o * o / q;
    }
    return near_root(a, b, c, ret_z);
}

/* The depth of the ellipse follows from how far below the shoulders the pixel is, which follows from its
 * depth: a few rounds settle it. A grazing ray takes the nearest approach. */
static bool trunk_depth(const struct scene *s, struct pl_vec3 ray, double *ret_z)
{
    double rf = pl_vec3_dot(ray, s->axes.forward), rl = pl_vec3_dot(ray, s->axes.left);
    double of = -pl_vec3_dot(s->ref->shoulders, s->axes.forward),
           ol = -pl_vec3_dot(s->ref->shoulders, s->axes.left);
    double z = s->ref->shoulders.v[2];

    for (int i = 0; i < TRUNK_ROUNDS; i++) {
        struct pl_vec3 from = pl_vec3_sub(pl_vec3_scale(ray, z), s->ref->shoulders);
        double below = -pl_vec3_dot(from, s->axes.up);
        double half = pl_clamp(TRUNK_DEPTH_TOP_CM + TRUNK_DEPTH_GROWS * below, TRUNK_DEPTH_TOP_CM,
                               TRUNK_DEPTH_MAX_CM);
        double p = 1 / pl_square(half), q = 1 / pl_square(TRUNK_LATERAL_CM);
        double a = rf * rf * p + rl * rl * q, b = rf * of * p + rl * ol * q;

        if (!near_root(a, b, of * of * p + ol * ol * q - 1, &z))
            z = -b / a;
    }
    *ret_z = z;
    return true;
}

static void add_point(const struct scene *s, double x, double y, struct pl_template *t)
{
    struct pl_vec3 ray = pl_camera_ray(s->camera, x, y);
    double z;

    if (t->n == PL_TEMPLATE_POINTS || !s->depth(s, ray, &z) || !(z > 10))
        return;
    t->pixel[t->n] = (struct pl_point){(float)x, (float)y};
    for (int i = 0; i < 3; i++)
        t->place_cm[t->n][i] = (float)(ray.v[i] * z);
    t->n++;
}

static void fill(const struct scene *s, struct window w, int width, int height,
                 struct pl_template *t)
{
    struct pl_point c = pl_camera_project(s->camera, t->pivot);
    double px_per_cm = s->camera.focal_px / t->pivot.v[2],
           step = fmax(MIN_STEP_PX, w.step * px_per_cm);

    for (double y = c.y - w.above * px_per_cm; y < c.y + w.below * px_per_cm; y += step)
        for (double x = c.x - w.left * px_per_cm; x < c.x + w.right * px_per_cm; x += step)
            if (x > BORDER_PX && x < width - 1 - BORDER_PX && y > BORDER_PX &&
                y < height - 1 - BORDER_PX)
                add_point(s, x, y, t);
}

void pl_template_head(const struct pl_reference *ref, struct pl_camera camera, int width,
                      int height, struct pl_template *ret)
{
    struct scene s = {ref, pl_reference_axes(ref), camera, head_depth};

    ret->n = 0;
    ret->pivot = ref->head;
    fill(&s, (struct window){13, 13, 14, 9, 0.7}, width, height, ret);
}

void pl_template_trunk(const struct pl_reference *ref, struct pl_camera camera, int width,
                       int height, struct pl_template *ret)
{
    struct scene s = {ref, pl_reference_axes(ref), camera, trunk_depth};
    double a = pl_radians(ref->reading.azimuth_deg), half = 16 * fabs(cos(a)) + 11 * fabs(sin(a));

    ret->n = 0;
    ret->pivot = ref->shoulders;
    fill(&s, (struct window){half, half, 2, 26, 0.9}, width, height, ret);
}

void pl_template_keep(struct pl_template *t,
                      bool (*keep)(struct pl_point pixel, const void *context), const void *context)
{
    int kept = 0;

    for (int i = 0; i < t->n; i++) {
        if (!keep(t->pixel[i], context))
            continue;
        t->pixel[kept] = t->pixel[i];
        for (int k = 0; k < 3; k++)
            t->place_cm[kept][k] = t->place_cm[i][k];
        kept++;
    }
    t->n = kept;
}
