/* The solids behind the patches: each point in the picture, on its ray, and on the body. */
#include "posture/templates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WIDTH 320
#define HEIGHT 240

static const struct pl_camera camera = {265, 160, 120};
static struct pl_template head, trunk;

static void build(double azimuth_deg, double distance_cm, double right_cm)
{
    struct pl_reference ref = {
        .camera = camera,
        .reading = {.azimuth_deg = azimuth_deg, .head_scale = 1},
        .head = pl_vec3(right_cm, -8, distance_cm),
        .shoulders = pl_vec3(right_cm, 9, distance_cm + 2),
        .face_rotation = pl_mat3_identity(),
    };

    pl_template_head(&ref, camera, WIDTH, HEIGHT, &head);
    pl_template_trunk(&ref, camera, WIDTH, HEIGHT, &trunk);
}

static struct pl_vec3 place(const struct pl_template *t, int i)
{
    return pl_vec3(t->place_cm[i][0], t->place_cm[i][1], t->place_cm[i][2]);
}

static void a_person_outside_the_picture_has_no_points(void **state)
{
    (void)state;
    build(0, 70, 200);
    assert_int_equal(head.n, 0);
    assert_int_equal(trunk.n, 0);
}

static void assert_inside(const struct pl_template *t)
{
    assert_in_range(t->n, 0, PL_TEMPLATE_POINTS);
    for (int i = 0; i < t->n; i++) {
        struct pl_point p = pl_camera_project(camera, place(t, i));

        assert_true(t->pixel[i].x > 0 && t->pixel[i].x < WIDTH - 1 && t->pixel[i].y > 0 &&
                    t->pixel[i].y < HEIGHT - 1);
        assert_true(fabsf(p.x - t->pixel[i].x) < 0.01f && fabsf(p.y - t->pixel[i].y) < 0.01f);
    }
}

static void points_lie_in_the_picture_and_on_their_rays(void **state)
{
    static const double distances[] = {25, 40, 70, 120, 200};

    (void)state;
    for (double azimuth = -90; azimuth <= 90; azimuth += 45)
        for (size_t i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
            build(azimuth, distances[i], distances[i] / 4);
            assert_inside(&head);
            assert_inside(&trunk);
            assert_true(head.n > 20 && trunk.n > 20);
        }
}

/* Half axes 10, 7.5 and 12 cm about a centre 1.5 cm ahead of and 2 cm above the still point. */
static void the_head_is_an_ellipsoid_seen_from_outside(void **state)
{
    (void)state;
    for (double azimuth = 0; azimuth <= 90; azimuth += 30) {
        struct pl_axes a = pl_axes_from_view(azimuth, 0);

        build(azimuth, 70, 0);
        for (int i = 0; i < head.n; i++) {
            struct pl_vec3 x = pl_vec3_sub(place(&head, i), head.pivot);
            double f = (pl_vec3_dot(x, a.forward) - 1.5) / 10, l = pl_vec3_dot(x, a.left) / 7.5;
            double u = (pl_vec3_dot(x, a.up) - 2) / 12;

            assert_true(fabs(f * f + l * l + u * u - 1) < 0.01);
            assert_true(head.place_cm[i][2] < 74); /* the near side */
        }
    }
}

static void the_trunk_is_deeper_than_wide_only_from_the_side(void **state)
{
    double nearest_in_front = 1e9, nearest_at_the_side = 1e9;

    (void)state;
    build(0, 70, 0);
    for (int i = 0; i < trunk.n; i++)
        nearest_in_front = fmin(nearest_in_front, trunk.place_cm[i][2]);
    build(90, 70, 0);
    for (int i = 0; i < trunk.n; i++)
        nearest_at_the_side = fmin(nearest_at_the_side, trunk.place_cm[i][2]);
    assert_true(fabs(72 - nearest_in_front - 14.5) < 1.5);    /* the belly */
    assert_true(fabs(72 - nearest_at_the_side - 20.0) < 1.5); /* the upper arm */
}

/* Counted and averaged by another program, written from the formulas alone. */
static void one_frame_has_these_points_at_these_depths(void **state)
{
    const struct {
        const struct pl_template *t;
        int points;
        double mean_depth_cm;
    } expected[] = {{&trunk, 1204, 64.420}, {&head, 685, 62.408}};

    (void)state;
    build(40, 70, 3);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        double sum = 0;

        for (int k = 0; k < expected[i].t->n; k++)
            sum += expected[i].t->place_cm[k][2];
        assert_int_equal(expected[i].t->n, expected[i].points);
        assert_true(fabs(sum / expected[i].points - expected[i].mean_depth_cm) < 0.002);
    }
}

static bool is_left_of(struct pl_point p, const void *context)
{
    return p.x < *(const float *)context;
}

static void keeping_some_points_keeps_their_order(void **state)
{
    static struct pl_template before;
    float middle = 160, nowhere = -1;
    int k = 0;

    (void)state;
    build(0, 70, 0);
    before = head;
    pl_template_keep(&head, is_left_of, &middle);
    assert_true(head.n > 0 && head.n < before.n);
    for (int i = 0; i < before.n; i++) {
        if (before.pixel[i].x >= middle)
            continue;
        assert_true(head.pixel[k].x == before.pixel[i].x && head.pixel[k].y == before.pixel[i].y);
        assert_memory_equal(head.place_cm[k], before.place_cm[i], sizeof(head.place_cm[k]));
        k++;
    }
    assert_int_equal(head.n, k);
    pl_template_keep(&head, is_left_of, &nowhere);
    assert_int_equal(head.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_outside_the_picture_has_no_points),
        cmocka_unit_test(points_lie_in_the_picture_and_on_their_rays),
        cmocka_unit_test(the_head_is_an_ellipsoid_seen_from_outside),
        cmocka_unit_test(the_trunk_is_deeper_than_wide_only_from_the_side),
        cmocka_unit_test(one_frame_has_these_points_at_these_depths),
        cmocka_unit_test(keeping_some_points_keeps_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
