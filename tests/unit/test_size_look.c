/* The look into the camera, from observations made by hand: 5 frames a second. */
#include "posture/calibration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FRAME (PL_USEC_PER_SEC / 5)

static pl_usec t;

/* A face turned by `yaw_deg` from the camera, over shoulders that the camera sees from `view_deg`. */
static struct pl_observation seen(double yaw_deg, double view_deg, double eye_ratio)
{
    t += FRAME;
    return (struct pl_observation){
        .t = t,
        .present = true,
        .people = 1,
        .width = 640,
        .height = 480,
        .brightness = 100,
        .pose_presence = 1,
        .shoulders_inside = 1,
        .shoulder_angle_deg = view_deg,
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
        .has_face = true,
        .face = {.rotation = pl_rotation_from_vector(pl_vec3(0, pl_radians(yaw_deg), 0)),
                 .eye_ratio = eye_ratio},
        .reading = {yaw_deg, 0, 1.1, true, false, false},
    };
}

static enum pl_size_look_step look(struct pl_size_look *l, int frames, double yaw_deg,
                                   double view_deg, double eye_ratio)
{
    enum pl_size_look_step step = PL_SIZE_LOOK_GO_ON;

    for (int i = 0; i < frames && step == PL_SIZE_LOOK_GO_ON; i++) {
        struct pl_observation o = seen(yaw_deg, view_deg, eye_ratio);

        step = pl_size_look_add(l, &o, &pl_fitted_default, 0);
    }
    return step;
}

static void spoil_nobody(struct pl_observation *o)
{
    o->present = o->has_face = false;
}

static void spoil_dark(struct pl_observation *o)
{
    o->brightness = 10;
}

static void spoil_crowd(struct pl_observation *o)
{
    o->people = 2;
}

static void spoil_turned(struct pl_observation *o)
{
    o->face.rotation = pl_rotation_from_vector(pl_vec3(0, pl_radians(30), 0));
}

static void spoil_chin_on_the_chest(struct pl_observation *o)
{
    o->face.rotation = pl_rotation_from_vector(pl_vec3(pl_radians(40), 0, 0));
}

static void a_look_that_never_comes_ends_and_says_why(void **state)
{
    static const struct {
        void (*spoil)(struct pl_observation *o);
        const char *advice;
    } cases[] = {{spoil_nobody, "not seen"},
                 {spoil_dark, "not seen"},
                 {spoil_crowd, "not seen"},
                 {spoil_turned, "farther towards"},
                 {spoil_chin_on_the_chest, "not seen"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_size_look l = {.started = false};
        enum pl_size_look_step step = PL_SIZE_LOOK_GO_ON;
        int frames = 0;

        for (; step == PL_SIZE_LOOK_GO_ON && frames < 200; frames++) {
            struct pl_observation o = seen(0, 60, 1);

            cases[i].spoil(&o);
            step = pl_size_look_add(&l, &o, &pl_fitted_default, 0);
        }
        assert_int_equal(step, PL_SIZE_LOOK_NO_FACE);
        assert_in_range(frames, 5 * 11, 5 * 13);
        assert_non_null(strstr(pl_size_look_advice(&l), cases[i].advice));
    }
}

static void a_camera_in_front_costs_one_second(void **state)
{
    struct pl_size_look l = {.started = false};

    (void)state;
    assert_int_equal(look(&l, 5, 4, 5, 1), PL_SIZE_LOOK_GO_ON);
    assert_int_equal(look(&l, 1, 4, 5, 1), PL_SIZE_LOOK_NOT_NEEDED);
}

static void three_seconds_in_all_give_the_median_size(void **state)
{
    struct pl_size_look l = {.started = false};
    double right =
        pl_head_scale_from(&(struct pl_face_fit){.eye_ratio = 1.05}, 3, &pl_fitted_default, 0);

    (void)state;
    assert_int_equal(look(&l, 10, 40, 42, 0.9), PL_SIZE_LOOK_GO_ON);
    assert_true(l.asked && l.n == 0);
    assert_int_equal(look(&l, 2, 12, 42, 0.7), PL_SIZE_LOOK_GO_ON); /* on the way */
    assert_int_equal(look(&l, 8, 3, 42, 1.05), PL_SIZE_LOOK_GO_ON);
    assert_string_equal(pl_size_look_advice(&l), "");
    assert_int_equal(look(&l, 3, 40, 42, 0.9), PL_SIZE_LOOK_GO_ON); /* looks away in between */
    assert_int_equal(look(&l, 30, 3, 42, 1.05), PL_SIZE_LOOK_DONE);
    assert_true(fabs(pl_size_look_scale(&l) - right) < 1e-9);
    assert_true(pl_size_look_progress(&l) == 1);
}

/* ---- within a calibration ---- */

/* Sits, looks into the camera from the second second on, and then turns back slowly. */
static struct pl_reading calibrated(struct pl_calibration_plan plan, bool looks)
{
    struct pl_calibration c = pl_calibration_begin(plan);
    enum pl_calibration_step step = PL_CALIBRATION_GO_ON;

    for (int i = 0; i < 300 && step == PL_CALIBRATION_GO_ON; i++) {
        bool turned = looks && i > 8 && i < 27, back = looks && i >= 27 && i < 34;
        struct pl_observation o = seen(turned ? 0 : back ? 30 : 45, 45, turned ? 1.05 : 0.9);

        step = pl_calibration_add(&c, &o, NULL, &pl_fitted_default);
    }
    assert_int_equal(step, PL_CALIBRATION_TAKE_KEY);
    return pl_calibration_reading(&c);
}

static void a_calibration_takes_the_size_of_the_look(void **state)
{
    double right =
        pl_head_scale_from(&(struct pl_face_fit){.eye_ratio = 1.05}, 0, &pl_fitted_default, 0);
    struct pl_calibration_plan plan = {.length = 5 * PL_USEC_PER_SEC, .look = true};
    struct pl_reading r = calibrated(plan, true);

    (void)state;
    assert_true(r.looked && fabs(r.head_scale - right) < 1e-9);
    assert_true(fabs(r.azimuth_deg - 45) < 1e-9); /* the view is of sitting, not of looking */
}

static void without_a_look_the_last_ones_size_is_used_or_the_views(void **state)
{
    struct pl_calibration_plan plan = {.length = 5 * PL_USEC_PER_SEC, .look = true};
    struct pl_reading r = calibrated(plan, false);

    (void)state;
    assert_true(!r.looked && r.head_scale == 1.1);
    plan.head_scale = 0.97;
    r = calibrated(plan, false);
    assert_true(r.looked && r.head_scale == 0.97);
    plan.look = false;
    r = calibrated(plan, true);
    assert_true(r.looked && r.head_scale == 0.97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_look_that_never_comes_ends_and_says_why),
        cmocka_unit_test(a_camera_in_front_costs_one_second),
        cmocka_unit_test(three_seconds_in_all_give_the_median_size),
        cmocka_unit_test(a_calibration_takes_the_size_of_the_look),
        cmocka_unit_test(without_a_look_the_last_ones_size_is_used_or_the_views),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
