/* Points outside the picture are not branched around: they become zeros, which add nothing. */
#include "vision/points.h"

#include <string.h>

#define NEAREST_CM 10.0f
#define FARTHEST_CM 1e4f /* from the pivot; a kept baseline may hold anything */
/* Of absolute residuals, in units of contrast. */
#define BINS 256
#define BINS_PER_UNIT 64.0f

void pl_points_take(const struct pl_patch *patch, int level, struct pl_points *ret)
{
    const struct pl_template *shape = &patch->shape;
    float from_pivot[3];
    int n = 0;

    for (int i = 0; i < shape->n; i++) {
        for (int k = 0; k < 3; k++)
            from_pivot[k] = (float)(shape->place_cm[i][k] - shape->pivot.v[k]);
        if (!(fabsf(from_pivot[0]) + fabsf(from_pivot[1]) + fabsf(from_pivot[2]) < FARTHEST_CM))
            continue;
        ret->x[n] = from_pivot[0];
        ret->y[n] = from_pivot[1];
        ret->z[n] = from_pivot[2];
        ret->look[n++] = patch->look[level][i];
    }
    ret->n = n;
}

/* NaN becomes the least. */
static inline float at_least(float v, float least)
{
    return v >= least ? v : least;
}

static inline float at_most(float v, float most)
{
    return v < most ? v : most;
}

/* 1 or 0; NaN is not inside. */
static inline float inside(float v, float to)
{
    return (v >= 0 ? 1.0f : 0.0f) * (v < to ? 1.0f : 0.0f);
}

/* Turns and moves the points; their places in the picture go to `right` and `down` for now. */
static void project(const struct pl_points *p, struct pl_camera camera,
                    const struct pl_mat3 *rotation, struct pl_vec3 place,
                    struct pl_glances *restrict ret)
{
    float r[9], px = (float)place.v[0], py = (float)place.v[1], pz = (float)place.v[2];
    float f = (float)camera.focal_px, cx = (float)camera.cx, cy = (float)camera.cy;

    for (int i = 0; i < 9; i++)
        r[i] = (float)rotation->m[i / 3][i % 3];
    for (int i = 0; i < p->n; i++) {
        float x = r[0] * p->x[i] + r[1] * p->y[i] + r[2] * p->z[i];
        float y = r[3] * p->x[i] + r[4] * p->y[i] + r[5] * p->z[i];
        float z = r[6] * p->x[i] + r[7] * p->y[i] + r[8] * p->z[i];
        float nearness = 1 / at_least(z + pz, NEAREST_CM);

        ret->x[i] = x;
        ret->y[i] = y;
        ret->z[i] = z;
        ret->nearness[i] = nearness;
        ret->right[i] = f * (x + px) * nearness + cx;
        ret->down[i] = f * (y + py) * nearness + cy;
        ret->seen[i] = z + pz >= NEAREST_CM ? 1.0f : 0.0f;
    }
}

/* Between the last two pixels, just before the last. */
#define LAST 1.001f

/* Places in the picture become a pixel and what is left of it; those outside, the nearest. */
static void find_pixels(const struct pl_contrast_level *level, int n, struct pl_glances *restrict g)
{
    const float right = (float)level->width - LAST, bottom = (float)level->height - LAST;
    const int width = level->width;

    for (int i = 0; i < n; i++)
        g->seen[i] *= inside(g->right[i], right) * inside(g->down[i], bottom);
    for (int i = 0; i < n; i++) {
        float u = at_most(at_least(g->right[i], 0), right);
        float v = at_most(at_least(g->down[i], 0), bottom);
        int column = (int)u, row = (int)v;

        g->right[i] = u - (float)column;
        g->down[i] = v - (float)row;
        g->pixel[i] = row * width + column;
    }
}

static inline struct pl_contrast mixed(struct pl_contrast p, struct pl_contrast q, float k)
{
    return (struct pl_contrast){p.value + k * (q.value - p.value), p.dx + k * (q.dx - p.dx),
                                p.dy + k * (q.dy - p.dy), p.unused + k * (q.unused - p.unused)};
}

/* Between four pixels, each of which is one vector. */
static void fetch(const struct pl_contrast_level *level, int n, struct pl_glances *restrict g)
{
    for (int i = 0; i < n; i++) {
        const struct pl_contrast *p = level->pixel + g->pixel[i], *q = p + level->width;

        g->contrast[i] =
            mixed(mixed(p[0], p[1], g->right[i]), mixed(q[0], q[1], g->right[i]), g->down[i]);
    }
}

void pl_points_look(const struct pl_points *points, const struct pl_contrast_level *level,
                    struct pl_camera camera, const struct pl_mat3 *rotation, struct pl_vec3 place,
                    struct pl_glances *ret)
{
    project(points, camera, rotation, place, ret);
    find_pixels(level, points->n, ret);
    fetch(level, points->n, ret);
    for (int i = 0; i < points->n; i++)
        ret->residual[i] = ret->seen[i] * (ret->contrast[i].value - points->look[i]);
}

double pl_glances_median(const struct pl_glances *glances, int n, int enough)
{
    uint16_t count[BINS + 1] = {0}; /* the last: not seen */
    uint16_t bin[PL_TEMPLATE_POINTS];
    int seen, below = 0, i = 0;

    for (int k = 0; k < n; k++) {
        float at = at_most(fabsf(glances->residual[k]) * BINS_PER_UNIT, BINS - 1);

        bin[k] = glances->seen[k] > 0 ? (uint16_t)(int)at : BINS;
    }
    for (int k = 0; k < n; k++)
        count[bin[k]]++;
    seen = n - count[BINS];
    if (seen < enough)
        return -1;
    while (below + count[i] <= seen / 2)
        below += count[i++];
    return (i + (seen / 2 + 0.5 - below) / count[i]) / BINS_PER_UNIT;
}

/* Written out, because compilers vectorise no sums that live in an indexed array. */
struct pl_pull pl_glances_pull(const struct pl_glances *glances, int n, struct pl_camera camera,
                               struct pl_vec3 place, double outlier)
{
    const struct pl_glances *p = glances;
    float px = (float)place.v[0], py = (float)place.v[1];
    float f = (float)camera.focal_px, k = (float)(1 / outlier);
    float h[21] = {0}, g[6] = {0};
    struct pl_pull sums;

    for (int i = 0; i < n; i++) {
        float x = p->x[i], y = p->y[i], z = p->z[i], r = p->residual[i];
        float scale = p->seen[i] * f * p->nearness[i];
        float gx = p->contrast[i].dx * scale, gy = p->contrast[i].dy * scale;
        float gz = -(gx * (x + px) + gy * (y + py)) * p->nearness[i];
        float off = r * k, agreement = 1 / (1 + off * off), w = agreement * agreement;
        float j0 = y * gz - z * gy, j1 = z * gx - x * gz, j2 = x * gy - y * gx;
        float q0 = w * j0, q1 = w * j1, q2 = w * j2, q3 = w * gx, q4 = w * gy, q5 = w * gz;

        h[0] += q0 * j0;
        h[1] += q1 * j0;
        h[2] += q1 * j1;
        h[3] += q2 * j0;
        h[4] += q2 * j1;
        h[5] += q2 * j2;
        h[6] += q3 * j0;
        h[7] += q3 * j1;
        h[8] += q3 * j2;
        h[9] += q3 * gx;
        h[10] += q4 * j0;
        h[11] += q4 * j1;
        h[12] += q4 * j2;
        h[13] += q4 * gx;
        h[14] += q4 * gy;
        h[15] += q5 * j0;
        h[16] += q5 * j1;
        h[17] += q5 * j2;
        h[18] += q5 * gx;
        h[19] += q5 * gy;
        h[20] += q5 * gz;
        g[0] += q0 * r;
        g[1] += q1 * r;
        g[2] += q2 * r;
        g[3] += q3 * r;
        g[4] += q4 * r;
        g[5] += q5 * r;
    }
    for (int i = 0; i < 21; i++)
        sums.normal[i] = h[i];
    for (int i = 0; i < 6; i++)
        sums.gradient[i] = g[i];
    return sums;
}

struct pl_agreement pl_glances_agreement(const struct pl_points *points,
                                         const struct pl_glances *glances, double outlier)
{
    float seen = 0, agree = 0, energy = 0, sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
    float k = (float)(1 / outlier);

    for (int i = 0; i < points->n; i++) {
        float s = glances->seen[i], r = glances->residual[i];
        float a = s * points->look[i], b = a + r;
        float off = r * k, agreement = 1 / (1 + off * off);

        seen += s;
        agree += s * agreement * agreement;
        energy += r * r / (1 + r * r);
        sa += a;
        sb += b;
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    return (struct pl_agreement){seen, agree, energy, sa, sb, aa, bb, ab};
}
