/* Gauss-Newton on the residuals of some 800 points. */
#include "vision/registration.h"

#include <string.h>

static const int iterations[PL_LEVELS] = {12, 10, 10};

/* Residuals of neighbouring points are not independent: so many pixels count as one. The same at every
 * level, because more at the coarse ones lets the belief drag the start away (chair rolls were lost). */
#define PIXELS_PER_WITNESS 20.0
/* Contrast units: no picture fits better, and how far an outlier is. */
#define LEAST_SIGMA 0.12
#define OUTLIER_SIGMAS 2.5
/* What a residual's variance is taken as when starts are compared. */
#define ENERGY_VARIANCE 0.06
#define ENOUGH_POINTS 20
#define NEAREST_CM 10.0
/* Rotation is compared with shift at the radius of a head or half a trunk. */
#define RADIUS_CM 20.0
#define LONGEST_STEP_CM 4.0
#define STEP_DONE_CM 0.01

struct task {
    const struct pl_patch *patch;
    const struct pl_levels *levels;
    struct pl_camera camera;
    const struct pl_expectation *expected;
    struct pl_registration_scratch *s;
};

/* The motion while it is being found. */
struct motion {
    struct pl_mat3 rotation;
    struct pl_vec3 shift;
};

static struct pl_vec6 as_vector(const struct motion *m)
{
    return pl_vec6_join(pl_rotation_to_vector(m->rotation), m->shift);
}

static struct pl_vec3 point_from_pivot(const struct pl_template *shape, int i)
{
    const float *x = shape->place_cm[i];

    return pl_vec3_sub(pl_vec3(x[0], x[1], x[2]), shape->pivot);
}

/* One point's residual and its derivative by the motion. False: outside the picture. */
static bool look_at(const struct task *t, int level, struct pl_camera c, const struct motion *m,
                    int i)
{
    const struct pl_template *shape = &t->patch->shape;
    struct pl_vec3 y = pl_mat3_apply(m->rotation, point_from_pivot(shape, i));
    struct pl_vec3 x = pl_vec3_add(pl_vec3_add(y, shape->pivot), m->shift);
    struct pl_contrast now;
    double k, gx, gy, gz;
    float *row = t->s->row[i];

    if (x.v[2] < NEAREST_CM)
        return false;
    k = c.focal_px / x.v[2];
    if (!pl_level_sample(&t->levels->level[level], k * x.v[0] + c.cx, k * x.v[1] + c.cy, &now))
        return false;
    gx = now.dx * k;
    gy = now.dy * k;
    gz = -(gx * x.v[0] + gy * x.v[1]) / x.v[2];
    t->s->residual[i] = now.value - t->patch->look[level][i];
    row[0] = (float)(y.v[1] * gz - y.v[2] * gy);
    row[1] = (float)(y.v[2] * gx - y.v[0] * gz);
    row[2] = (float)(y.v[0] * gy - y.v[1] * gx);
    row[3] = (float)gx;
    row[4] = (float)gy;
    row[5] = (float)gz;
    return true;
}

/* The k-th smallest, by Hoare's selection; reorders. */
static float selected(float *v, int n, int k)
{
    for (int low = 0, high = n - 1; low < high;) {
        float pivot = v[k];
        int i = low, j = high;

        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j) {
                float swap = v[i];

                v[i++] = v[j];
                v[j--] = swap;
            }
        }
        if (j < k)
            low = i;
        if (k < i)
            high = j;
    }
    return v[k];
}

/* Looks at all points. Returns the robust spread of the residuals. */
static double residuals(const struct task *t, int level, const struct motion *m)
{
    struct pl_camera c = pl_level_camera(t->camera, level);
    int n = 0;

    for (int i = 0; i < t->patch->shape.n; i++) {
        t->s->seen[i] = look_at(t, level, c, m, i);
        if (t->s->seen[i])
            t->s->sorted[n++] = fabsf(t->s->residual[i]);
    }
    return n > ENOUGH_POINTS ? fmax(LEAST_SIGMA, 1.4826 * selected(t->s->sorted, n, n / 2)) : 1;
}

/* Geman and McClure's weight. */
static double agreement(double residual, double sigma)
{
    return pl_square(1 / (1 + pl_square(residual / (OUTLIER_SIGMAS * sigma))));
}

static void add_point(const float row[6], double weight, double residual, struct pl_mat6 *h,
                      struct pl_vec6 *g)
{
    for (int a = 0; a < 6; a++) {
        double q = weight * row[a];

        g->v[a] -= q * residual;
        for (int b = 0; b <= a; b++)
            h->m[a][b] += q * row[b];
    }
}

static void equations(const struct task *t, double sigma, const struct motion *m, struct pl_mat6 *h,
                      struct pl_vec6 *g)
{
    const double k = 1 / (sigma * sigma * PIXELS_PER_WITNESS);
    struct pl_vec6 off = as_vector(m), pull;

    memset(h, 0, sizeof(*h));
    memset(g, 0, sizeof(*g));
    for (int i = 0; i < t->patch->shape.n; i++)
        if (t->s->seen[i])
            add_point(t->s->row[i], k * agreement(t->s->residual[i], sigma), t->s->residual[i], h,
                      g);
    for (int a = 0; a < 6; a++)
        off.v[a] -= t->expected->mean.v[a];
    pull = pl_mat6_apply(&t->expected->information, off);
    for (int a = 0; a < 6; a++) {
        g->v[a] -= pull.v[a];
        for (int b = 0; b <= a; b++)
            h->m[b][a] = h->m[a][b] += t->expected->information.m[a][b];
    }
}

/* Takes the step, shortened if it is long. Returns how long it wanted to be, in cm. */
static double take_step(struct motion *m, struct pl_vec6 d)
{
    double length = 0, k;

    for (int a = 0; a < 6; a++)
        length = fmax(length, fabs(d.v[a]) * (a < 3 ? RADIUS_CM : 1));
    k = length > LONGEST_STEP_CM ? LONGEST_STEP_CM / length : 1;
    m->rotation =
        pl_mat3_mul(pl_rotation_from_vector(pl_vec3_scale(pl_vec6_rotation(d), k)), m->rotation);
    m->shift = pl_vec3_add(m->shift, pl_vec3_scale(pl_vec6_shift(d), k));
    return length;
}

/* Sums over the points seen at the finest level. */
struct quality {
    double seen, agree, energy;
    double a, b, aa, bb, ab; /* then and now */
};

static struct quality quality_of(const struct task *t, double sigma)
{
    const float *look = t->patch->look[PL_LEVELS - 1];
    struct quality q = {0};

    for (int i = 0; i < t->patch->shape.n; i++) {
        double r = t->s->residual[i], a = look[i], b = a + r;

        if (!t->s->seen[i])
            continue;
        q.seen++;
        q.agree += agreement(r, sigma);
        q.energy += r * r / (1 + r * r);
        q.a += a;
        q.b += b;
        q.aa += a * a;
        q.bb += b * b;
        q.ab += a * b;
    }
    return q;
}

static double correlation(const struct quality *q)
{
    double n = q->seen;

    return (q->ab - q->a * q->b / n) /
           sqrt((q->aa - q->a * q->a / n) * (q->bb - q->b * q->b / n) + 1e-9);
}

/* How much the motion surprises the belief, in the unit of the residuals' energy. */
static double surprise(const struct task *t, struct pl_vec6 motion)
{
    struct pl_vec6 pull;
    double sum = 0;

    for (int a = 0; a < 6; a++)
        motion.v[a] -= t->expected->mean.v[a];
    pull = pl_mat6_apply(&t->expected->information, motion);
    for (int a = 0; a < 6; a++)
        sum += motion.v[a] * pull.v[a];
    return sum;
}

/* Points outside the picture are not charged: a nearer chair pushes many out. */
static void judge(const struct task *t, double sigma, struct pl_patch_fit *fit)
{
    struct quality q = quality_of(t, sigma);
    double n = t->patch->shape.n, share = q.seen / n;
    double residual = share > 0.15 ? q.energy / fmax(share, 0.3) : n;

    fit->seen = share;
    fit->score = q.seen > ENOUGH_POINTS ? correlation(&q) * q.agree / n : 0;
    fit->energy = residual / (ENERGY_VARIANCE * PIXELS_PER_WITNESS) + surprise(t, fit->motion);
}

static bool converge(const struct task *t, struct motion *m, struct pl_mat6 *ret_information,
                     double *ret_sigma)
{
    for (int level = 0; level < PL_LEVELS; level++) {
        double length = INFINITY;

        for (int i = 0; i < iterations[level] && length >= STEP_DONE_CM; i++) {
            struct pl_vec6 g, d;

            *ret_sigma = residuals(t, level, m);
            equations(t, *ret_sigma, m, ret_information, &g);
            if (!pl_mat6_solve(ret_information, g, &d))
                return false;
            length = take_step(m, d);
        }
    }
    return true;
}

int pl_register_from(const struct pl_patch *patch, const struct pl_levels *levels,
                     struct pl_camera camera, const struct pl_expectation *expected,
                     struct pl_vec6 start, struct pl_registration_scratch *scratch,
                     struct pl_patch_fit *ret)
{
    struct task t = {patch, levels, camera, expected, scratch};
    struct motion m = {pl_rotation_from_vector(pl_vec6_rotation(start)), pl_vec6_shift(start)};
    struct pl_mat6 information, covariance;
    struct pl_patch_fit fit = {.tried = true};
    double sigma = 1;

    if (patch->shape.n <= ENOUGH_POINTS || !converge(&t, &m, &information, &sigma))
        return 1;
    if (!pl_mat6_inverse(&information, &covariance))
        return 1;
    fit.motion = as_vector(&m);
    fit.rotation_covariance = pl_mat6_block(&covariance, 0);
    fit.shift_covariance = pl_mat6_block(&covariance, 3);
    judge(&t, sigma, &fit);
    *ret = fit;
    return 0;
}

static bool better(const struct pl_patch_fit *a, const struct pl_patch_fit *b,
                   enum pl_choice choice)
{
    if (!b->tried)
        return true;
    return choice == PL_CHOOSE_SCORE ? a->score > b->score : a->energy < b->energy;
}

struct pl_patch_fit pl_register(const struct pl_patch *patch, const struct pl_levels *levels,
                                struct pl_camera camera, const struct pl_expectation *expected,
                                enum pl_choice choice, struct pl_registration_scratch *scratch)
{
    struct pl_patch_fit best = {.tried = false}, fit;

    for (int i = 0; i < expected->starts; i++)
        if (pl_register_from(patch, levels, camera, expected, expected->start[i], scratch, &fit) ==
                0 &&
            better(&fit, &best, choice))
            best = fit;
    return best;
}
