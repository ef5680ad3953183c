/* Small vectors and matrices: plain loops, which compilers unroll. */
#include "posture/linear.h"

struct pl_mat3 pl_mat3_identity(void)
{
    return pl_mat3_diagonal(1, 1, 1);
}

struct pl_mat3 pl_mat3_diagonal(double a, double b, double c)
{
    return (struct pl_mat3){{{a, 0, 0}, {0, b, 0}, {0, 0, c}}};
}

struct pl_mat3 pl_mat3_outer(struct pl_vec3 a, struct pl_vec3 b)
{
    struct pl_mat3 r;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r.m[i][j] = a.v[i] * b.v[j];
    return r;
}

struct pl_mat3 pl_mat3_add(struct pl_mat3 a, struct pl_mat3 b)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            a.m[i][j] += b.m[i][j];
    return a;
}

struct pl_mat3 pl_mat3_scale(struct pl_mat3 a, double k)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            a.m[i][j] *= k;
    return a;
}

struct pl_mat3 pl_mat3_mul(struct pl_mat3 a, struct pl_mat3 b)
{
    struct pl_mat3 r;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r.m[i][j] = a.m[i][0] * b.m[0][j] + a.m[i][1] * b.m[1][j] + a.m[i][2] * b.m[2][j];
    return r;
}

struct pl_mat3 pl_mat3_transpose(struct pl_mat3 a)
{
    struct pl_mat3 r;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r.m[i][j] = a.m[j][i];
    return r;
}

struct pl_vec3 pl_mat3_apply(struct pl_mat3 a, struct pl_vec3 x)
{
    struct pl_vec3 r;

    for (int i = 0; i < 3; i++)
        r.v[i] = a.m[i][0] * x.v[0] + a.m[i][1] * x.v[1] + a.m[i][2] * x.v[2];
    return r;
}

static struct pl_vec3 column(const struct pl_mat3 *a, int j)
{
    return pl_vec3(a->m[0][j], a->m[1][j], a->m[2][j]);
}

struct pl_mat3 pl_mat3_inverse(struct pl_mat3 a)
{
    struct pl_vec3 row[3] = {pl_vec3_cross(column(&a, 1), column(&a, 2)),
                             pl_vec3_cross(column(&a, 2), column(&a, 0)),
                             pl_vec3_cross(column(&a, 0), column(&a, 1))};
    double determinant = pl_vec3_dot(column(&a, 0), row[0]);
    struct pl_mat3 r;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r.m[i][j] = row[i].v[j] / determinant;
    return r;
}

struct pl_mat3 pl_mat3_turned(struct pl_mat3 r, struct pl_mat3 c)
{
    return pl_mat3_mul(pl_mat3_mul(r, c), pl_mat3_transpose(r));
}

double pl_mat3_variance_along(struct pl_mat3 c, struct pl_vec3 a)
{
    return pl_vec3_dot(a, pl_mat3_apply(c, a));
}

/* Rodrigues' formula; its two coefficients by series near zero, where they are 0/0. */
struct pl_mat3 pl_rotation_from_vector(struct pl_vec3 w)
{
    double t2 = pl_vec3_dot(w, w), t = sqrt(t2);
    double a = t > 1e-6 ? sin(t) / t : 1 - t2 / 6;
    double b = t > 1e-6 ? (1 - cos(t)) / t2 : 0.5 - t2 / 24;
    struct pl_mat3 k = {{{0, -w.v[2], w.v[1]}, {w.v[2], 0, -w.v[0]}, {-w.v[1], w.v[0], 0}}};
    struct pl_mat3 r = pl_mat3_scale(pl_mat3_mul(k, k), b);

    r = pl_mat3_add(r, pl_mat3_scale(k, a));
    return pl_mat3_add(r, pl_mat3_identity());
}

/* Near half a turn the antisymmetric part vanishes and the axis comes from the largest diagonal. */
static struct pl_vec3 half_turn_vector(const struct pl_mat3 *r, double angle)
{
    int i = r->m[0][0] > r->m[1][1] ? (r->m[0][0] > r->m[2][2] ? 0 : 2)
                                    : (r->m[1][1] > r->m[2][2] ? 1 : 2);
    struct pl_vec3 axis;

    for (int j = 0; j < 3; j++)
        axis.v[j] = (r->m[i][j] + r->m[j][i]) / 2 + (i == j ? 1 : 0);
    return pl_vec3_scale(axis, angle / pl_vec3_norm(axis));
}

struct pl_vec3 pl_rotation_to_vector(struct pl_mat3 r)
{
    struct pl_vec3 s = pl_vec3(r.m[2][1] - r.m[1][2], r.m[0][2] - r.m[2][0], r.m[1][0] - r.m[0][1]);
    double sine = pl_vec3_norm(s) / 2, cosine = (r.m[0][0] + r.m[1][1] + r.m[2][2] - 1) / 2;
    double angle = atan2(sine, cosine);

    if (sine > 1e-6)
        return pl_vec3_scale(s, angle / (2 * sine));
    return cosine > 0 ? pl_vec3_scale(s, 0.5) : half_turn_vector(&r, angle);
}

double pl_rotation_angle_deg(struct pl_mat3 a, struct pl_mat3 b)
{
    return pl_degrees(pl_vec3_norm(pl_rotation_to_vector(pl_mat3_mul(a, pl_mat3_transpose(b)))));
}

struct pl_vec6 pl_mat6_apply(const struct pl_mat6 *a, struct pl_vec6 x)
{
    struct pl_vec6 r = {{0}};

    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            r.v[i] += a->m[i][j] * x.v[j];
    return r;
}

void pl_mat6_add_outer(struct pl_mat6 *a, struct pl_vec6 v, double k)
{
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            a->m[i][j] += k * v.v[i] * v.v[j];
}

void pl_mat6_add_block(struct pl_mat6 *a, int at, struct pl_mat3 block)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            a->m[at + i][at + j] += block.m[i][j];
}

struct pl_mat3 pl_mat6_block(const struct pl_mat6 *a, int at)
{
    struct pl_mat3 r;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r.m[i][j] = a->m[at + i][at + j];
    return r;
}

static bool cholesky(const struct pl_mat6 *a, struct pl_mat6 *ret_lower)
{
    struct pl_mat6 l = {{{0}}};

    for (int i = 0; i < 6; i++)
        for (int j = 0; j <= i; j++) {
            double s = a->m[i][j];

            for (int k = 0; k < j; k++)
                s -= l.m[i][k] * l.m[j][k];
            if (i == j && !(s > 0))
                return false;
            l.m[i][j] = i == j ? sqrt(s) : s / l.m[j][j];
        }
    *ret_lower = l;
    return true;
}

static struct pl_vec6 substitute(const struct pl_mat6 *l, struct pl_vec6 b)
{
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < i; k++)
            b.v[i] -= l->m[i][k] * b.v[k];
        b.v[i] /= l->m[i][i];
    }
    for (int i = 5; i >= 0; i--) {
        for (int k = i + 1; k < 6; k++)
            b.v[i] -= l->m[k][i] * b.v[k];
        b.v[i] /= l->m[i][i];
    }
    return b;
}

bool pl_mat6_solve(const struct pl_mat6 *a, struct pl_vec6 b, struct pl_vec6 *ret)
{
    struct pl_mat6 l;

    if (!cholesky(a, &l))
        return false;
    *ret = substitute(&l, b);
    return true;
}

bool pl_mat6_inverse(const struct pl_mat6 *a, struct pl_mat6 *ret)
{
    struct pl_mat6 l;

    if (!cholesky(a, &l))
        return false;
    for (int j = 0; j < 6; j++) {
        struct pl_vec6 unit = {{0}}, x;

        unit.v[j] = 1;
        x = substitute(&l, unit);
        for (int i = 0; i < 6; i++)
            ret->m[i][j] = x.v[i];
    }
    return true;
}
