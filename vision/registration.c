/* Gauss-Newton on the residuals of some 800 points. */
#include "vision/registration.h"

#include <string.h>

/* Coarse to fine. */
static const struct {
    int iterations;
    double step_done_cm;
} plan[PL_LEVELS] = {{12, 0.1}, {10, 0.05}, {10, 0.02}};

/* Residuals of neighbouring points are not independent: so many pixels count as one. The same at every
 * level, because more at the coarse ones lets the belief drag the start away (chair rolls were lost). */
#define PIXELS_PER_WITNESS 20.0
/* Contrast units: no picture fits better, and how far an outlier is. */
#define LEAST_SIGMA 0.12
#define OUTLIER_SIGMAS 2.5
/* What a residual's variance is taken as when starts are compared. */
#define ENERGY_VARIANCE 0.06
#define ENOUGH_POINTS 20
/* Rotation is compared with shift at the radius of a head or half a trunk. */
#define RADIUS_CM 20.0
#define LONGEST_STEP_CM 4.0
#define SAME_CM 0.3

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

/* Looks at the points of a level. Returns the robust spread of the residuals. */
static double look(const struct task *t, int level, const struct motion *m)
{
    const struct pl_points *points = &t->s->points[level];
    double median;

    pl_points_look(points, &t->levels->level[level], pl_level_camera(t->camera, level),
                   &m->rotation, pl_vec3_add(t->patch->shape.pivot, m->shift), &t->s->glances);
    median = pl_glances_median(&t->s->glances, points->n, ENOUGH_POINTS);
    return median < 0 ? 1 : fmax(LEAST_SIGMA, 1.4826 * median);
}

/* What the points and the belief say after look(). */
static void equations(const struct task *t, int level, double sigma, const struct motion *m,
                      struct pl_mat6 *h, struct pl_vec6 *g)
{
    const double k = 1 / (sigma * sigma * PIXELS_PER_WITNESS);
    struct pl_vec6 off = as_vector(m), pull;
    struct pl_pull sums =
        pl_glances_pull(&t->s->glances, t->s->points[level].n, pl_level_camera(t->camera, level),
                        pl_vec3_add(t->patch->shape.pivot, m->shift), OUTLIER_SIGMAS * sigma);

    for (int a = 0; a < 6; a++)
        off.v[a] -= t->expected->mean.v[a];
    pull = pl_mat6_apply(&t->expected->information, off);
    for (int a = 0; a < 6; a++) {
        g->v[a] = -k * sums.gradient[a] - pull.v[a];
        for (int b = 0; b <= a; b++)
            h->m[b][a] = h->m[a][b] =
                k * sums.normal[a * (a + 1) / 2 + b] + t->expected->information.m[a][b];
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

static double correlation(const struct pl_agreement *q)
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
    const struct pl_points *points = &t->s->points[PL_LEVELS - 1];
    struct pl_agreement q = pl_glances_agreement(points, &t->s->glances, OUTLIER_SIGMAS * sigma);
    double n = points->n, share = q.seen / n;
    double residual = share > 0.15 ? q.energy / fmax(share, 0.3) : n;

    fit->seen = share;
    fit->score = q.seen > ENOUGH_POINTS ? correlation(&q) * q.agree / n : 0;
    fit->energy = residual / (ENERGY_VARIANCE * PIXELS_PER_WITNESS) + surprise(t, fit->motion);
}

static double distance(const struct motion *a, const struct motion *b)
{
    struct pl_mat3 turn = pl_mat3_mul(a->rotation, pl_mat3_transpose(b->rotation));

    return RADIUS_CM * pl_vec3_norm(pl_rotation_to_vector(turn)) +
           pl_vec3_norm(pl_vec3_sub(a->shift, b->shift));
}

/* False: the equations have no solution. */
static bool converge(const struct task *t, int level, struct motion *m,
                     struct pl_mat6 *ret_information, double *ret_sigma)
{
    double length = INFINITY;

    for (int i = 0; i < plan[level].iterations && length >= plan[level].step_done_cm; i++) {
        struct pl_vec6 g, d;

        *ret_sigma = look(t, level, m);
        equations(t, level, *ret_sigma, m, ret_information, &g);
        if (!pl_mat6_solve(ret_information, g, &d))
            return false;
        length = take_step(m, d);
    }
    return true;
}

/* The finer levels, from where the coarsest led. */
static bool finish(const struct task *t, struct motion m, struct pl_patch_fit *ret)
{
    struct pl_mat6 information, covariance;
    double sigma = 1;

    for (int level = 1; level < PL_LEVELS; level++)
        if (!converge(t, level, &m, &information, &sigma))
            return false;
    if (!pl_mat6_inverse(&information, &covariance))
        return false;
    *ret = (struct pl_patch_fit){.tried = true,
                                 .motion = as_vector(&m),
                                 .rotation_covariance = pl_mat6_block(&covariance, 0),
                                 .shift_covariance = pl_mat6_block(&covariance, 3)};
    judge(t, sigma, ret);
    return true;
}

static bool better(const struct pl_patch_fit *a, const struct pl_patch_fit *b,
                   enum pl_choice choice)
{
    if (!b->tried)
        return true;
    return choice == PL_CHOOSE_SCORE ? a->score > b->score : a->energy < b->energy;
}

/* Starts often meet at the coarsest level; what comes after is then the same. */
static bool was_there(const struct motion *m, const struct motion *others, int n)
{
    for (int i = 0; i < n; i++)
        if (distance(m, &others[i]) < SAME_CM)
            return true;
    return false;
}

static struct pl_patch_fit best_of_starts(const struct task *t, enum pl_choice choice)
{
    struct pl_patch_fit best = {.tried = false}, fit;
    struct motion led[PL_STARTS_MAX];
    int n = 0;

    for (int i = 0; i < t->expected->starts; i++) {
        struct pl_vec6 start = t->expected->start[i];
        struct pl_mat6 information;
        double sigma;

        led[n] =
            (struct motion){pl_rotation_from_vector(pl_vec6_rotation(start)), pl_vec6_shift(start)};
        if (!converge(t, 0, &led[n], &information, &sigma) || was_there(&led[n], led, n))
            continue;
        if (finish(t, led[n++], &fit) && better(&fit, &best, choice))
            best = fit;
    }
    return best;
}

struct pl_patch_fit pl_register(const struct pl_patch *patch, const struct pl_levels *levels,
                                struct pl_camera camera, const struct pl_expectation *expected,
                                enum pl_choice choice, struct pl_registration_scratch *scratch)
{
    struct task t = {patch, levels, camera, expected, scratch};

    if (patch->shape.n <= ENOUGH_POINTS || levels->level[0].width < 2 ||
        levels->level[0].height < 2)
        return (struct pl_patch_fit){.tried = false};
    for (int i = 0; i < PL_LEVELS; i++)
        pl_points_take(patch, i, &scratch->points[i]);
    return best_of_starts(&t, choice);
}
