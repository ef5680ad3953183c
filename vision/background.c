/* Normalised correlation of two pictures with holes. */
#include "vision/background.h"

#include "posture/linear.h"

#include <stdlib.h>

/* Below this correlation at rest a shift is searched; the same threshold as posture/camera_moved.c. */
#define SEARCH_BELOW 0.25
/* The search looks at every second pixel and shift. */
#define STEP 2
/* Shares of the picture: overlap needed, and pixels with structure. */
#define LEAST_OVERLAP 0.06
#define LEAST_STRUCTURE 0.02
#define STRUCTURE 0.5f
/* Correlation that a shift must add for each pixel that it is longer. */
#define SHIFT_COST 0.004
/* A zoom that explains the picture this well, against the best shift, is what happened. */
#define ROLLED_SHARE 0.85

/* The silhouette has a wide margin, so its edge need not be finer than this. */
#define BLOCK 2

static void blank(struct pl_background *b, int x, int y)
{
    for (int v = y; v < y + BLOCK && v < b->height; v++)
        for (int u = x; u < x + BLOCK && u < b->width; u++)
            b->contrast[v * b->width + u] = NAN;
}

void pl_background_take(struct pl_background *background, const struct pl_levels *levels,
                        const struct pl_silhouette *person)
{
    const struct pl_contrast_level *level = &levels->level[PL_LEVELS - 2];

    background->width = level->width;
    background->height = level->height;
    for (int i = 0; i < level->width * level->height; i++)
        background->contrast[i] = level->pixel[i].value;
    for (int y = 0; y < level->height; y += BLOCK)
        for (int x = 0; x < level->width; x += BLOCK) {
            struct pl_point p = {(float)(2 * x + BLOCK) - 0.5f, (float)(2 * y + BLOCK) - 0.5f};

            if (pl_silhouette_wide(person, p))
                blank(background, x, y);
        }
}

struct shift {
    int dx, dy;
};

/* -1: too little overlap to tell. */
static double correlation(const struct pl_background *a, const struct pl_background *b,
                          struct shift s)
{
    double ab = 0, aa = 0, bb = 0;
    int n = 0, w = a->width, h = a->height;

    for (int y = s.dy < 0 ? -s.dy : 0; y < h && y + s.dy < h; y += STEP)
        for (int x = s.dx < 0 ? -s.dx : 0; x < w && x + s.dx < w; x += STEP) {
            float p = a->contrast[y * w + x], q = b->contrast[(y + s.dy) * w + x + s.dx];

            if (isnan(p) || isnan(q))
                continue;
            n++;
            ab += (double)p * q;
            aa += (double)p * p;
            bb += (double)q * q;
        }
    return n * STEP * STEP < LEAST_OVERLAP * w * h ? -1 : ab / sqrt(aa * bb + 1e-6);
}

static bool has_structure(const struct pl_background *b)
{
    int n = 0;

    for (int i = 0; i < b->width * b->height; i++)
        n += fabsf(b->contrast[i]) > STRUCTURE; /* NaN does not count */
    return n > LEAST_STRUCTURE * b->width * b->height;
}

/* A dollied camera's background fits nowhere well, so chance decides; small shifts are likelier. */
static double likelihood(const struct pl_background *then, const struct pl_background *now,
                         struct shift s)
{
    return correlation(then, now, s) - SHIFT_COST * abs(s.dy);
}

static double search(const struct pl_background *then, const struct pl_background *now,
                     struct shift *ret)
{
    double best = -INFINITY;

    for (int dy = -then->height / 2; dy <= then->height / 2; dy += STEP)
        for (int dx = -then->width / 8; dx <= then->width / 8; dx += STEP) {
            double c = likelihood(then, now, (struct shift){dx, dy});

            if (c <= best)
                continue;
            best = c;
            *ret = (struct shift){dx, dy};
        }
    return correlation(then, now, *ret);
}

/* Correlation when `now` is seen from nearer or farther: its pixels lie `zoom` times as far from the middle. */
static double zoomed_correlation(const struct pl_background *then, const struct pl_background *now,
                                 double zoom)
{
    double ab = 0, aa = 0, bb = 0, cx = then->width / 2.0, cy = then->height / 2.0;
    int n = 0;

    for (int y = 0; y < then->height; y += STEP)
        for (int x = 0; x < then->width; x += STEP) {
            int u = (int)lround(cx + zoom * (x - cx)), v = (int)lround(cy + zoom * (y - cy));
            float p = then->contrast[y * then->width + x], q;

            if (u < 0 || v < 0 || u >= now->width || v >= now->height)
                continue;
            q = now->contrast[v * now->width + u];
            if (isnan(p) || isnan(q))
                continue;
            n++;
            ab += (double)p * q;
            aa += (double)p * p;
            bb += (double)q * q;
        }
    return n * STEP * STEP < LEAST_OVERLAP * then->width * then->height ? -1
                                                                        : ab / sqrt(aa * bb + 1e-6);
}

/* The camera rolled along its axis: nothing turned. */
static bool rolled(const struct pl_background *then, const struct pl_background *now,
                   double best_shift)
{
    static const double zooms[] = {0.88, 0.91, 0.94, 0.97, 1.03, 1.06, 1.09, 1.12};

    for (size_t i = 0; i < sizeof(zooms) / sizeof(zooms[0]); i++)
        if (zoomed_correlation(then, now, zooms[i]) > ROLLED_SHARE * best_shift)
            return true;
    return false;
}

struct pl_background_match pl_background_compare(const struct pl_background *then,
                                                 const struct pl_background *now,
                                                 struct pl_camera camera)
{
    struct pl_background_match m = {.judged = false};
    struct shift s = {0, 0};

    if (then->width != now->width || then->height != now->height || !has_structure(then) ||
        !has_structure(now))
        return m;
    m.at_rest = m.best = correlation(then, now, s);
    m.judged = m.at_rest > -1;
    if (!m.judged || m.at_rest > SEARCH_BELOW)
        return m;
    m.best = search(then, now, &s);
    if (rolled(then, now, m.best))
        return m;
    m.tilt_deg = -pl_degrees(atan(s.dy / (camera.focal_px / 2)));
    return m;
}
