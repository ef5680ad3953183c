/* Perspective-n-point on a made-up face whose pose is known; OpenCV's answers for the noisy one are stored. */
#include "posture/face_fit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct pl_camera camera = {530.47, 320, 240};

/* Half an egg, in the canonical face's axes: x left, y up, z towards the viewer. */
static struct pl_canonical_face egg(void)
{
    struct pl_canonical_face face;

    for (int i = 0; i < PL_FACE_POINTS; i++) {
        double up = 1 - 2 * (i + 0.5) / PL_FACE_POINTS,
               around = -1.2 + 2.4 * (i * 37 % 101) / 100.0;
        double r = sqrt(1 - up * up);

        face.point_cm[i][0] = (float)(7 * r * sin(around));
        face.point_cm[i][1] = (float)(9 * up);
        face.point_cm[i][2] = (float)(8 * r * cos(around) - 3);
    }
    return face;
}

static void project(const struct pl_canonical_face *face, struct pl_vec3 turn, struct pl_vec3 place,
                    double noise_px, struct pl_point mesh[PL_FACE_POINTS])
{
    struct pl_mat3 r = pl_rotation_from_vector(turn);

    for (int i = 0; i < PL_FACE_POINTS; i++) {
        const float *p = face->point_cm[i];
        struct pl_vec3 x = pl_vec3_add(pl_mat3_apply(r, pl_vec3(p[0], -p[1], -p[2])), place);

        mesh[i] = pl_camera_project(camera, x);
        mesh[i].x += (float)(noise_px * ((i * 7919 % 201) / 100.0 - 1));
        mesh[i].y += (float)(noise_px * ((i * 104729 % 201) / 100.0 - 1));
    }
}

static void points_that_are_no_face_are_refused(void **state)
{
    struct pl_canonical_face face = egg();
    struct pl_point mesh[PL_FACE_POINTS] = {{0, 0}};
    struct pl_face_fit fit;

    (void)state;
    assert_int_equal(pl_face_fit_solve(&face, mesh, camera, &fit), 1);
    mesh[7].x = NAN;
    assert_int_equal(pl_face_fit_solve(&face, mesh, camera, &fit), 1);
}

static void known_poses_are_found(void **state)
{
    static const double turns[][3] = {
        {0, 0, 0}, {0.2, 0, 0}, {0, 0.7, 0}, {0, -1.0, 0.2}, {-0.3, 0.5, -0.4}};
    static const double places[][3] = {{0, 0, 70}, {15, -10, 45}, {-20, 12, 110}};
    struct pl_canonical_face face = egg();
    struct pl_point mesh[PL_FACE_POINTS];

    (void)state;
    for (int i = 0; i < 15; i++) {
        const double *w = turns[i % 5], *t = places[i / 5];
        struct pl_vec3 turn = pl_vec3(w[0], w[1], w[2]), place = pl_vec3(t[0], t[1], t[2]);
        struct pl_face_fit fit;

        project(&face, turn, place, 0, mesh);
        assert_int_equal(pl_face_fit_solve(&face, mesh, camera, &fit), 0);
        assert_true(pl_vec3_norm(pl_vec3_sub(fit.place_cm, place)) < 0.005);
        assert_true(pl_rotation_angle_deg(fit.rotation, pl_rotation_from_vector(turn)) < 0.02);
        assert_true(fit.error_px < 0.01);
        assert_true(fabs(fit.eye_ratio - 1) < 1e-3);
    }
}

/* cv2.solvePnP(..., SOLVEPNP_ITERATIVE), OpenCV 4.10, for the same points. */
static void a_noisy_face_gives_opencvs_answer(void **state)
{
    struct pl_canonical_face face = egg();
    struct pl_point mesh[PL_FACE_POINTS];
    struct pl_face_fit fit;

    (void)state;
    project(&face, pl_vec3(0.1, 0.4, -0.1), pl_vec3(5, -6, 65), 2, mesh);
    assert_int_equal(pl_face_fit_solve(&face, mesh, camera, &fit), 0);
    assert_true(pl_vec3_norm(pl_vec3_sub(fit.place_cm, pl_vec3(5.00479, -6.00605, 64.99891))) <
                0.01);
    assert_true(pl_rotation_angle_deg(fit.rotation, pl_rotation_from_vector(pl_vec3(
                                                        0.102348, 0.401851, -0.099690))) < 0.02);
    assert_true(fit.error_px > 1 && fit.error_px < 3);
}

static void the_angles_have_the_signs_that_are_promised(void **state)
{
    struct pl_face_fit left = {.rotation = pl_rotation_from_vector(pl_vec3(0, 0.3, 0))};
    struct pl_face_fit down = {.rotation = pl_rotation_from_vector(pl_vec3(0.3, 0, 0))};

    (void)state;
    assert_true(fabs(pl_face_fit_yaw_deg(&left) - pl_degrees(0.3)) < 1e-6);
    assert_true(fabs(fabs(pl_face_fit_pitch_deg(&down)) - pl_degrees(0.3)) < 1e-6);
    assert_true(pl_face_fit_pitch_deg(&down) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_that_are_no_face_are_refused),
        cmocka_unit_test(known_poses_are_found),
        cmocka_unit_test(a_noisy_face_gives_opencvs_answer),
        cmocka_unit_test(the_angles_have_the_signs_that_are_promised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
