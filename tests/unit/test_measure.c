/* Why a posture is unknown, and what a movement reads as; the observations are made by hand. */
#include "posture/calibration.h"
#include "posture/measure.h"
#include "posture/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct pl_camera camera = {530, 320, 240};

static struct pl_reference upright(void)
{
    return (struct pl_reference){
        .id = 1,
        .camera = camera,
        .reading = {.azimuth_deg = 90, .head_scale = 1},
        .head = pl_vec3(0, -8, 70),
        .shoulders = pl_vec3(3, 9, 70),
        .face_rotation = pl_mat3_identity(),
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
        .pose_angle_deg = 90,
    };
}

static struct pl_patch_fit patch_moved(double x)
{
    return (struct pl_patch_fit){.tried = true,
                                 .motion = {{0, 0, 0, x, 0, 0}},
                                 .rotation_covariance = pl_mat3_diagonal(1e-5, 1e-5, 1e-5),
                                 .shift_covariance = pl_mat3_diagonal(0.01, 0.01, 0.02),
                                 .score = 0.8,
                                 .seen = 1};
}

/* From the left side forward is to the picture's left. */
static struct pl_observation seen(double head_x, double trunk_x)
{
    return (struct pl_observation){
        .t = PL_USEC_PER_SEC,
        .present = true,
        .people = 1,
        .width = 640,
        .height = 480,
        .camera = camera,
        .brightness = 100,
        .pose_presence = 1,
        .shoulders_inside = 1,
        .pose_angle_deg = 90,
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
        .face = {.rotation = pl_mat3_identity()},
        .reading = {.azimuth_deg = 90, .head_scale = 1},
        .reference_id = 1,
        .background = {.judged = true, .at_rest = 0.95, .best = 0.95},
        .head = patch_moved(head_x),
        .trunk = patch_moved(trunk_x),
    };
}

static struct pl_measurement measured(const struct pl_observation *o)
{
    static struct pl_reference ref;

    ref = upright();
    return pl_measure(&ref, o, &pl_fitted_default, &pl_posture_limits_default);
}

static void nobody(struct pl_observation *o)
{
    o->present = false;
}
static void dark(struct pl_observation *o)
{
    o->brightness = 5;
}
static void unsure(struct pl_observation *o)
{
    o->pose_presence = 0.2;
}
static void crowd(struct pl_observation *o)
{
    o->people = 5;
}
static void somebody_else(struct pl_observation *o)
{
    o->people = 2;
    o->ears_px.x += 400;
    o->shoulders_px.x += 200;
}
static void outside(struct pl_observation *o)
{
    o->shoulders_px.y = 500;
}
static void away(struct pl_observation *o)
{
    o->pose_angle_deg = 170;
}
static void absurd(struct pl_observation *o)
{
    o->head = patch_moved(-40);
}
static void another_key_frame(struct pl_observation *o)
{
    o->reference_id = 7;
}
static void moved(struct pl_observation *o)
{
    o->background = (struct pl_background_match){true, 0.0, 0.2, 0};
}

static void every_reason_for_not_knowing_is_said(void **state)
{
    static const struct {
        void (*spoil)(struct pl_observation *o);
        enum pl_reason reason;
        bool known;
    } cases[] = {
        {nobody, PL_REASON_NO_PERSON, false},
        {dark, PL_REASON_LOW_LIGHT, false},
        {unsure, PL_REASON_LOW_CONFIDENCE, false},
        {crowd, PL_REASON_TOO_MANY_PEOPLE, false},
        {somebody_else, PL_REASON_TOO_MANY_PEOPLE, false},
        {outside, PL_REASON_OUT_OF_FRAME, false},
        {away, PL_REASON_TURNED_AWAY, false},
        {absurd, PL_REASON_LOW_CONFIDENCE, false},
        {another_key_frame, PL_REASON_NO_BASELINE, false},
        {moved, PL_REASON_CAMERA_MOVED, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_observation o = seen(0, 0);
        struct pl_measurement m;

        cases[i].spoil(&o);
        m = measured(&o);
        assert_string_equal(pl_reason_name(m.reason), pl_reason_name(cases[i].reason));
        assert_int_equal(pl_is_known(m.forward_head_delta_cm), cases[i].known);
        assert_int_equal(m.posture == PL_POSTURE_UNKNOWN, !cases[i].known);
    }
}

static void a_hidden_face_in_front_is_unknown(void **state)
{
    struct pl_reference ref = upright();
    struct pl_observation o = seen(0, 0);

    (void)state;
    ref.reading = (struct pl_reading){.azimuth_deg = 0, .head_scale = 1, .face = true};
    ref.pose_angle_deg = 0;
    o.pose_angle_deg = 0;
    o.head.score = 0.1;
    assert_int_equal(pl_measure(&ref, &o, &pl_fitted_default, &pl_posture_limits_default).reason,
                     PL_REASON_FACE_HIDDEN);
}

static void a_tie_that_is_worth_little_is_stale(void **state)
{
    struct pl_reference ref = upright();
    struct pl_observation o = seen(0, 0);
    struct pl_measurement m;

    (void)state;
    ref.tie_sd_cm = 2.5;
    m = pl_measure(&ref, &o, &pl_fitted_default, &pl_posture_limits_default);
    assert_int_equal(m.reason, PL_REASON_BASELINE_STALE);
    assert_true(m.forward_head_delta_cm.sd > 2.4);
}

static void a_moved_camera_doubles_the_sd(void **state)
{
    struct pl_observation still = seen(-4, 0), o = seen(-4, 0);

    (void)state;
    moved(&o);
    assert_true(measured(&o).forward_head_delta_cm.sd >
                1.99 * measured(&still).forward_head_delta_cm.sd);
}

static void only_the_head_against_the_trunk_is_forward_head(void **state)
{
    static const struct {
        double head, trunk, forward, trunk_forward;
        enum pl_posture posture;
    } cases[] = {
        {0, 0, 0, 0, PL_POSTURE_UPRIGHT},
        {-5, 0, 4.9, 0, PL_POSTURE_FORWARD_HEAD},
        {-8, -8, 0, 8, PL_POSTURE_UPRIGHT}, /* the chair rolled */
        {8, 8, 0, -8, PL_POSTURE_RECLINED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_observation o = seen(cases[i].head, cases[i].trunk);
        struct pl_measurement m = measured(&o);

        assert_true(fabs(m.forward_head_delta_cm.value - cases[i].forward) < 0.3);
        assert_true(fabs(m.trunk_forward_cm.value - cases[i].trunk_forward) < 0.1);
        assert_string_equal(pl_posture_name(m.posture), pl_posture_name(cases[i].posture));
    }
}

/* A head is larger or smaller than thought by a share, and so is every change. */
static void a_large_change_is_known_by_its_share(void **state)
{
    struct pl_observation rest = seen(0, 0), ahead = seen(-8, 0);
    double at_rest = measured(&rest).forward_head_delta_cm.sd;
    double far_ahead = measured(&ahead).forward_head_delta_cm.sd;
    double share = pl_fitted_default.size_share[PL_SIZE_PROFILE];

    (void)state;
    assert_true(at_rest < 0.5);
    assert_true(far_ahead > 0.9 * 8 * share && far_ahead < at_rest + 8.2 * share);
}

static void a_size_that_is_known_better_makes_the_change_surer(void **state)
{
    static const struct {
        struct pl_reading reading;
        enum pl_size size;
    } cases[] = {{{.azimuth_deg = 20, .face = true}, PL_SIZE_IN_FRONT},
                 {{.azimuth_deg = 50, .face = true}, PL_SIZE_OBLIQUE},
                 {{.azimuth_deg = -50, .face = true, .looked = true}, PL_SIZE_LOOK},
                 {{.azimuth_deg = 50, .face = true, .looked = true, .typed = true}, PL_SIZE_EYES},
                 {{.azimuth_deg = 50, .looked = true, .typed = true}, PL_SIZE_PROFILE}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(pl_reading_size(&cases[i].reading), cases[i].size);
    assert_true(pl_fitted_default.size_share[PL_SIZE_LOOK] <
                pl_fitted_default.size_share[PL_SIZE_OBLIQUE]);
    assert_true(pl_fitted_default.size_share[PL_SIZE_EYES] <
                pl_fitted_default.size_share[PL_SIZE_LOOK]);
}

static void a_nod_makes_the_change_less_sure(void **state)
{
    struct pl_observation level = seen(0, 0), nod = seen(0, 0), turn = seen(0, 0);
    struct pl_measurement still = measured(&level), nodded, turned;

    (void)state;
    nod.head.motion.v[2] = pl_radians(20); /* about left, which is along the line of sight */
    turn.head.motion.v[1] = pl_radians(20);
    nodded = measured(&nod);
    turned = measured(&turn);
    assert_true(nodded.forward_head_delta_cm.sd > still.forward_head_delta_cm.sd);
    assert_true(pl_square(nodded.forward_head_delta_cm.sd) -
                    pl_square(turned.forward_head_delta_cm.sd) >
                0.9 * pl_square(20 * pl_fitted_default.nod_cm_per_deg));
}

static void without_a_baseline_only_the_view_is_known(void **state)
{
    struct pl_observation o = seen(-5, 0);
    struct pl_measurement m = pl_measure(NULL, &o, &pl_fitted_default, &pl_posture_limits_default);

    (void)state;
    assert_int_equal(m.reason, PL_REASON_NO_BASELINE);
    assert_true(pl_is_known(m.view_deg));
    assert_false(pl_is_known(m.forward_head_delta_cm));
}

/* ---- calibration ---- */

static enum pl_calibration_step feed(struct pl_calibration *c, double seconds,
                                     void (*spoil)(struct pl_observation *o))
{
    struct pl_reference ref = upright();
    enum pl_calibration_step step = PL_CALIBRATION_GO_ON;
    pl_usec from = c->last_t;

    for (pl_usec t = 0; pl_seconds(t) < seconds && step == PL_CALIBRATION_GO_ON;
         t += PL_USEC_PER_SEC / 5) {
        struct pl_observation o = seen(-1, 0);

        o.t = from + PL_USEC_PER_SEC / 5 + t;
        if (spoil)
            spoil(&o);
        step = pl_calibration_add(c, &o, c->has_key ? &ref : NULL, &pl_fitted_default);
        if (step == PL_CALIBRATION_TAKE_KEY) {
            pl_calibration_key_taken(c);
            step = PL_CALIBRATION_GO_ON;
        }
    }
    return step;
}

static void turned(struct pl_observation *o)
{
    o->reading.face = true;
    o->reading.azimuth_deg = 0;
    o->shoulder_angle_deg = 40;
}

static void a_bad_calibration_is_refused_with_its_reason(void **state)
{
    static const struct {
        void (*spoil)(struct pl_observation *o);
        enum pl_calibration_fault fault;
    } cases[] = {{nobody, PL_CALIBRATION_NOBODY}, {dark, PL_CALIBRATION_DARK},
                 {crowd, PL_CALIBRATION_OTHERS},  {outside, PL_CALIBRATION_OUTSIDE},
                 {unsure, PL_CALIBRATION_UNSURE}, {turned, PL_CALIBRATION_TURNED}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_calibration c =
            pl_calibration_begin((struct pl_calibration_plan){.length = 5 * PL_USEC_PER_SEC});

        assert_int_equal(feed(&c, 60, cases[i].spoil), PL_CALIBRATION_REFUSED);
        assert_int_equal(pl_calibration_main_fault(&c), cases[i].fault);
        assert_true(pl_calibration_quality(&c) < 0.01);
        assert_true(pl_calibration_advice(cases[i].fault)[0] != '\0');
    }
}

static void a_good_calibration_ends_and_averages_upright(void **state)
{
    struct pl_calibration c =
        pl_calibration_begin((struct pl_calibration_plan){.length = 20 * PL_USEC_PER_SEC});

    (void)state;
    assert_int_equal(feed(&c, 40, NULL), PL_CALIBRATION_DONE);
    assert_true(fabs(pl_calibration_rest(&c).forward_cm - 1) < 0.1);
    assert_true(pl_calibration_quality(&c) > 0.95);
    assert_true(fabs(pl_calibration_reading(&c).azimuth_deg - 90) < 1e-9);
}

static void bad_moments_only_make_a_calibration_longer(void **state)
{
    struct pl_calibration c =
        pl_calibration_begin((struct pl_calibration_plan){.length = 10 * PL_USEC_PER_SEC});

    (void)state;
    assert_int_equal(feed(&c, 4, NULL), PL_CALIBRATION_GO_ON);
    assert_int_equal(feed(&c, 6, nobody), PL_CALIBRATION_GO_ON);
    assert_int_equal(feed(&c, 20, NULL), PL_CALIBRATION_DONE);
}

/* What overlays draw: as far apart in the picture as the number says, wherever this frame's landmarks are. */
static void the_plumb_line_hangs_where_the_number_says(void **state)
{
    struct pl_observation o = seen(-6, -1);
    double px_per_cm = camera.focal_px / 70;
    struct pl_measurement m, n;

    (void)state;
    m = measured(&o);
    o.ears_px.x -= 30;
    n = measured(&o);
    assert_true(fabs((double)(m.plumb_px.x - m.ears_px.x) / px_per_cm - m.forward_head_cm.value) <
                0.01);
    assert_true(fabs((double)m.ears_px.x - (320 - 6 * px_per_cm)) < 5);
    assert_true(fabs((double)m.plumb_px.y - 308) < 5);
    assert_memory_equal(&m.ears_px, &n.ears_px, sizeof m.ears_px);
    assert_memory_equal(&m.plumb_px, &n.plumb_px, sizeof m.plumb_px);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_for_not_knowing_is_said),
        cmocka_unit_test(a_hidden_face_in_front_is_unknown),
        cmocka_unit_test(a_tie_that_is_worth_little_is_stale),
        cmocka_unit_test(a_moved_camera_doubles_the_sd),
        cmocka_unit_test(only_the_head_against_the_trunk_is_forward_head),
        cmocka_unit_test(a_large_change_is_known_by_its_share),
        cmocka_unit_test(a_size_that_is_known_better_makes_the_change_surer),
        cmocka_unit_test(a_nod_makes_the_change_less_sure),
        cmocka_unit_test(without_a_baseline_only_the_view_is_known),
        cmocka_unit_test(a_bad_calibration_is_refused_with_its_reason),
        cmocka_unit_test(bad_moments_only_make_a_calibration_longer),
        cmocka_unit_test(a_good_calibration_ends_and_averages_upright),
        cmocka_unit_test(the_plumb_line_hangs_where_the_number_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
