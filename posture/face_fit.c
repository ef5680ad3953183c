/* Perspective-n-point for one known face: 936 residuals, six unknowns. */
#include "posture/face_fit.h"

#define ITERATIONS 30
#define STEP_DONE 1e-4

struct problem {
    const struct pl_canonical_face *face;
    const struct pl_point *mesh;
    struct pl_camera camera;
};

struct pose {
    struct pl_mat3 rotation;
    struct pl_vec3 shift;
};

/* The canonical face is y up and z towards the viewer; the camera is y down and z away. */
static struct pl_vec3 model_point(const struct pl_canonical_face *face, int i)
{
    const float *p = face->point_cm[i];

    return pl_vec3(p[0], -p[1], -p[2]);
}

static struct pl_vec3 placed(const struct problem *q, const struct pose *pose, int i)
{
    return pl_vec3_add(pl_mat3_apply(pose->rotation, model_point(q->face, i)), pose->shift);
}

struct equations {
    struct pl_mat6 normal;
    struct pl_vec6 gradient;
    double cost; /* px^2, summed */
};

/* One coordinate's row: g is the derivative of the picture coordinate by the place, y the turned point. */
static void add_row(struct equations *e, struct pl_vec3 y, struct pl_vec3 g, double residual)
{
    struct pl_vec6 row = pl_vec6_join(pl_vec3_cross(y, g), g);

    for (int a = 0; a < 6; a++) {
        e->gradient.v[a] += row.v[a] * residual;
        for (int b = 0; b <= a; b++)
            e->normal.m[a][b] += row.v[a] * row.v[b];
    }
    e->cost += residual * residual;
}

static struct equations linearised(const struct problem *q, const struct pose *pose)
{
    struct equations e = {.cost = 0};
    double f = q->camera.focal_px;

    for (int i = 0; i < PL_FACE_POINTS; i++) {
        struct pl_vec3 x = placed(q, pose, i), y = pl_vec3_sub(x, pose->shift);
        double k = f / x.v[2], u = k * x.v[0], v = k * x.v[1];

        add_row(&e, y, pl_vec3(k, 0, -u / x.v[2]), u + q->camera.cx - q->mesh[i].x);
        add_row(&e, y, pl_vec3(0, k, -v / x.v[2]), v + q->camera.cy - q->mesh[i].y);
    }
    for (int a = 0; a < 6; a++)
        for (int b = 0; b < a; b++)
            e.normal.m[b][a] = e.normal.m[a][b];
    return e;
}

static double cost_at(const struct problem *q, const struct pose *pose)
{
    double cost = 0;

    for (int i = 0; i < PL_FACE_POINTS; i++) {
        struct pl_vec3 x = placed(q, pose, i);

        if (!(x.v[2] > 1))
            return INFINITY;
        cost += pl_square(q->camera.focal_px * x.v[0] / x.v[2] + q->camera.cx - q->mesh[i].x) +
                pl_square(q->camera.focal_px * x.v[1] / x.v[2] + q->camera.cy - q->mesh[i].y);
    }
    return cost;
}

static struct pose stepped(const struct pose *pose, struct pl_vec6 d)
{
    return (struct pose){
        pl_mat3_mul(pl_rotation_from_vector(pl_vec6_rotation(d)), pose->rotation),
        pl_vec3_add(pose->shift, pl_vec6_shift(d)),
    };
}

/* Means of model and picture points, and the moments between them. */
struct moments {
    struct pl_vec3 model_mean;
    double picture_mean[2];
    struct pl_mat3 model;    /* sum of m m^T */
    struct pl_vec3 cross[2]; /* sum of picture coordinate times m */
};

static struct moments moments_of(const struct problem *q)
{
    struct moments s = {.model_mean = pl_vec3(0, 0, 0)};

    for (int i = 0; i < PL_FACE_POINTS; i++) {
        s.model_mean = pl_vec3_add(s.model_mean, model_point(q->face, i));
        s.picture_mean[0] += q->mesh[i].x / PL_FACE_POINTS;
        s.picture_mean[1] += q->mesh[i].y / PL_FACE_POINTS;
    }
    s.model_mean = pl_vec3_scale(s.model_mean, 1.0 / PL_FACE_POINTS);
    for (int i = 0; i < PL_FACE_POINTS; i++) {
        struct pl_vec3 m = pl_vec3_sub(model_point(q->face, i), s.model_mean);

        s.model = pl_mat3_add(s.model, pl_mat3_outer(m, m));
        s.cross[0] = pl_vec3_add(s.cross[0], pl_vec3_scale(m, q->mesh[i].x - s.picture_mean[0]));
        s.cross[1] = pl_vec3_add(s.cross[1], pl_vec3_scale(m, q->mesh[i].y - s.picture_mean[1]));
    }
    return s;
}

/* Weak perspective: the best affine map from model to picture, its two rows made orthogonal; their
 * length is pixels per centimetre. False: the picture points have no extent. */
static bool weak_perspective(const struct problem *q, struct pose *ret)
{
    struct moments s = moments_of(q);
    struct pl_mat3 inverse = pl_mat3_inverse(s.model);
    struct pl_vec3 a = pl_mat3_apply(inverse, s.cross[0]), b = pl_mat3_apply(inverse, s.cross[1]),
                   c;
    double px_per_cm = (pl_vec3_norm(a) + pl_vec3_norm(b)) / 2, z;

    if (!(px_per_cm > 1e-3) || !isfinite(px_per_cm))
        return false;
    a = pl_vec3_scale(a, 1 / pl_vec3_norm(a));
    b = pl_vec3_sub(b, pl_vec3_scale(a, pl_vec3_dot(a, b)));
    if (!(pl_vec3_norm(b) > 1e-6))
        return false;
    b = pl_vec3_scale(b, 1 / pl_vec3_norm(b));
    c = pl_vec3_cross(a, b);
    for (int j = 0; j < 3; j++) {
        ret->rotation.m[0][j] = a.v[j];
        ret->rotation.m[1][j] = b.v[j];
        ret->rotation.m[2][j] = c.v[j];
    }
    z = q->camera.focal_px / px_per_cm;
    ret->shift = pl_vec3_sub(
        pl_vec3_scale(pl_camera_ray(q->camera, s.picture_mean[0], s.picture_mean[1]), z),
        pl_mat3_apply(ret->rotation, s.model_mean));
    return true;
}

/* One damped step that lowers the cost; raises the damping until one does. False: none does. */
static bool descend(const struct problem *q, struct pose *pose, double *damping, double *ret_length)
{
    struct equations e = linearised(q, pose);

    for (; *damping < 1e9; *damping *= 10) {
        struct pl_mat6 damped = e.normal;
        struct pl_vec6 d;
        struct pose next;

        for (int a = 0; a < 6; a++)
            damped.m[a][a] *= 1 + *damping;
        if (!pl_mat6_solve(&damped, e.gradient, &d))
            continue;
        for (int a = 0; a < 6; a++)
            d.v[a] = -d.v[a];
        next = stepped(pose, d);
        if (cost_at(q, &next) > e.cost)
            continue;
        *pose = next;
        *damping = fmax(*damping / 10, 1e-9);
        *ret_length = 20 * pl_vec3_norm(pl_vec6_rotation(d)) + pl_vec3_norm(pl_vec6_shift(d));
        return true;
    }
    return false;
}

static double eye_ratio(const struct problem *q, const struct pose *pose)
{
    struct pl_point a = pl_camera_project(q->camera, placed(q, pose, PL_FACE_RIGHT_EYE_OUTER));
    struct pl_point b = pl_camera_project(q->camera, placed(q, pose, PL_FACE_LEFT_EYE_OUTER));
    struct pl_point c = q->mesh[PL_FACE_RIGHT_EYE_OUTER], d = q->mesh[PL_FACE_LEFT_EYE_OUTER];

    return hypot((double)c.x - d.x, (double)c.y - d.y) /
           hypot((double)a.x - b.x, (double)a.y - b.y);
}

int pl_face_fit_solve(const struct pl_canonical_face *face,
                      const struct pl_point mesh[PL_FACE_POINTS], struct pl_camera camera,
                      struct pl_face_fit *ret)
{
    struct problem q = {face, mesh, camera};
    struct pose pose;
    double damping = 1e-3, length = 1, cost;

    if (!weak_perspective(&q, &pose) || !isfinite(cost_at(&q, &pose)))
        return 1;
    for (int i = 0; i < ITERATIONS && length > STEP_DONE; i++)
        if (!descend(&q, &pose, &damping, &length))
            break;
    cost = cost_at(&q, &pose);
    if (!isfinite(cost))
        return 1;
    *ret = (struct pl_face_fit){pose.rotation, pose.shift, sqrt(cost / PL_FACE_POINTS),
                                eye_ratio(&q, &pose)};
    return isfinite(ret->eye_ratio) ? 0 : 1;
}

/* Where the face looks, in camera axes. */
static struct pl_vec3 gaze(const struct pl_face_fit *fit)
{
    return pl_mat3_apply(fit->rotation, pl_vec3(0, 0, -1));
}

double pl_face_fit_yaw_deg(const struct pl_face_fit *fit)
{
    struct pl_vec3 z = gaze(fit);

    return pl_degrees(atan2(-z.v[0], -z.v[2]));
}

double pl_face_fit_pitch_deg(const struct pl_face_fit *fit)
{
    return pl_degrees(asin(pl_clamp(gaze(fit).v[1], -1, 1)));
}

double pl_face_fit_roll_deg(const struct pl_face_fit *fit)
{
    return pl_degrees(atan2(fit->rotation.m[1][0], fit->rotation.m[0][0]));
}
