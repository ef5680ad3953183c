/* Small vectors and matrices by value: three for places and directions, six for rigid motions.
 *
 * Camera coordinates everywhere: x right, y down, z away from the camera, centimetres. A rotation
 * vector's direction is the axis and its length the angle in radians. A rigid motion of six numbers is
 * the rotation vector, then the shift. Nothing here fails, except where a return value says so. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define PL_DEG_PER_RAD 57.295779513082321

struct pl_vec3 {
    double v[3];
};

struct pl_mat3 {
    double m[3][3];
};

struct pl_vec6 {
    double v[6];
};

struct pl_mat6 {
    double m[6][6];
};

static inline double pl_radians(double deg)
{
    return deg / PL_DEG_PER_RAD;
}

static inline double pl_degrees(double rad)
{
    return rad * PL_DEG_PER_RAD;
}

static inline double pl_square(double x)
{
    return x * x;
}

static inline double pl_clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static inline struct pl_vec3 pl_vec3(double x, double y, double z)
{
    return (struct pl_vec3){{x, y, z}};
}

static inline struct pl_vec3 pl_vec3_add(struct pl_vec3 a, struct pl_vec3 b)
{
    return pl_vec3(a.v[0] + b.v[0], a.v[1] + b.v[1], a.v[2] + b.v[2]);
}

static inline struct pl_vec3 pl_vec3_sub(struct pl_vec3 a, struct pl_vec3 b)
{
    return pl_vec3(a.v[0] - b.v[0], a.v[1] - b.v[1], a.v[2] - b.v[2]);
}

static inline struct pl_vec3 pl_vec3_scale(struct pl_vec3 a, double k)
{
    return pl_vec3(a.v[0] * k, a.v[1] * k, a.v[2] * k);
}

static inline double pl_vec3_dot(struct pl_vec3 a, struct pl_vec3 b)
{
    return a.v[0] * b.v[0] + a.v[1] * b.v[1] + a.v[2] * b.v[2];
}

static inline double pl_vec3_norm(struct pl_vec3 a)
{
    return sqrt(pl_vec3_dot(a, a));
}

static inline struct pl_vec3 pl_vec3_cross(struct pl_vec3 a, struct pl_vec3 b)
{
    return pl_vec3(a.v[1] * b.v[2] - a.v[2] * b.v[1], a.v[2] * b.v[0] - a.v[0] * b.v[2],
                   a.v[0] * b.v[1] - a.v[1] * b.v[0]);
}

struct pl_mat3 pl_mat3_identity(void);
struct pl_mat3 pl_mat3_diagonal(double a, double b, double c);
struct pl_mat3 pl_mat3_outer(struct pl_vec3 a, struct pl_vec3 b);
struct pl_mat3 pl_mat3_add(struct pl_mat3 a, struct pl_mat3 b);
struct pl_mat3 pl_mat3_scale(struct pl_mat3 a, double k);
struct pl_mat3 pl_mat3_mul(struct pl_mat3 a, struct pl_mat3 b);
struct pl_mat3 pl_mat3_transpose(struct pl_mat3 a);
struct pl_vec3 pl_mat3_apply(struct pl_mat3 a, struct pl_vec3 x);

/* The inverse of a matrix that has one (covariances here always do: a floor is added to each). */
struct pl_mat3 pl_mat3_inverse(struct pl_mat3 a);

/* r c r^T: a covariance seen from turned axes. */
struct pl_mat3 pl_mat3_turned(struct pl_mat3 r, struct pl_mat3 c);

/* a^T c a: the variance of a covariance along a direction. */
double pl_mat3_variance_along(struct pl_mat3 c, struct pl_vec3 a);

/* Rotation vector to matrix, and back (the vector's length is in 0..pi). */
struct pl_mat3 pl_rotation_from_vector(struct pl_vec3 w);
struct pl_vec3 pl_rotation_to_vector(struct pl_mat3 r);

/* Degrees between two rotations. */
double pl_rotation_angle_deg(struct pl_mat3 a, struct pl_mat3 b);

static inline struct pl_vec6 pl_vec6_join(struct pl_vec3 rotation, struct pl_vec3 shift)
{
    return (struct pl_vec6){
        {rotation.v[0], rotation.v[1], rotation.v[2], shift.v[0], shift.v[1], shift.v[2]}};
}

static inline struct pl_vec3 pl_vec6_rotation(struct pl_vec6 p)
{
    return pl_vec3(p.v[0], p.v[1], p.v[2]);
}

static inline struct pl_vec3 pl_vec6_shift(struct pl_vec6 p)
{
    return pl_vec3(p.v[3], p.v[4], p.v[5]);
}

struct pl_vec6 pl_mat6_apply(const struct pl_mat6 *a, struct pl_vec6 x);

/* a += k v v^T */
void pl_mat6_add_outer(struct pl_mat6 *a, struct pl_vec6 v, double k);

/* Adds to the rotation block (0) or the shift block (3). */
void pl_mat6_add_block(struct pl_mat6 *a, int at, struct pl_mat3 block);
struct pl_mat3 pl_mat6_block(const struct pl_mat6 *a, int at);

/* Solves a x = b for a symmetric positive definite a by Cholesky. False: it is not definite; *ret is
 * untouched. */
bool pl_mat6_solve(const struct pl_mat6 *a, struct pl_vec6 b, struct pl_vec6 *ret);

/* The inverse of a symmetric positive definite matrix. False as above. */
bool pl_mat6_inverse(const struct pl_mat6 *a, struct pl_mat6 *ret);
