/* Recorded lines measured again: the same numbers, or a sentence that says what is missing. */
#include "app/analyze/remeasure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pl_record record;
static struct pl_remeasure remeasure;

/* A head 4 cm ahead of where it was, seen from the left side. */
static void observe(unsigned reference_id)
{
    record = (struct pl_record){.has_basis = true};
    record.basis.seen = (struct pl_observation){
        .t = 3 * PL_USEC_PER_SEC,
        .present = true,
        .people = 1,
        .width = 640,
        .height = 480,
        .camera = {530, 320, 240},
        .brightness = 100,
        .pose_presence = 1,
        .shoulders_inside = 1,
        .pose_angle_deg = 90,
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
        .face = {.rotation = pl_mat3_identity()},
        .reading = {.azimuth_deg = 90, .head_scale = 1},
        .reference_id = reference_id,
        .background = {.judged = true, .at_rest = 0.95, .best = 0.95},
        .head = {.tried = true, .motion = {{0, 0, 0, -4, 0, 0}}, .score = 0.8, .seen = 1},
        .trunk = {.tried = true, .score = 0.8, .seen = 1},
    };
    record.basis.seen.head.shift_covariance = pl_mat3_diagonal(0.01, 0.01, 0.02);
    record.basis.seen.head.rotation_covariance = pl_mat3_diagonal(1e-5, 1e-5, 1e-5);
    record.basis.seen.trunk.shift_covariance = pl_mat3_diagonal(0.01, 0.01, 0.02);
    record.basis.seen.trunk.rotation_covariance = pl_mat3_diagonal(1e-5, 1e-5, 1e-5);
}

static void with_reference(unsigned id)
{
    record.basis.has_reference = true;
    record.basis.reference = (struct pl_reference){
        .id = id,
        .camera = {530, 320, 240},
        .reading = {.azimuth_deg = 90, .head_scale = 1},
        .head = {{0, -8, 70}},
        .shoulders = {{3, 9, 70}},
        .face_rotation = pl_mat3_identity(),
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
        .pose_angle_deg = 90,
    };
}

static void assert_refused(const char *sentence)
{
    static struct pl_record before;
    struct pl_message why = {""};

    memcpy(&before, &record, sizeof before);
    assert_true(pl_remeasure_step(&remeasure, &record, &why) < 0);
    if (!strstr(why.text, sentence))
        fail_msg("\"%s\" does not say \"%s\"", why.text, sentence);
    assert_memory_equal(&before, &record, sizeof record);
}

static double measured(void)
{
    struct pl_message why = {""};

    if (pl_remeasure_step(&remeasure, &record, &why))
        fail_msg("%s", why.text);
    return record.measurement.forward_head_delta_cm.value;
}

static void a_line_without_an_observation_is_refused(void **state)
{
    (void)state;
    record = (struct pl_record){.frame = 3};
    record.measurement.present = true;
    assert_refused("holds no \"observation\"");
}

static void a_line_whose_reference_was_never_read_is_refused(void **state)
{
    (void)state;
    observe(2);
    assert_refused("reference 2");
    with_reference(2);
    measured();
    observe(3);
    assert_refused("reference 3");
}

static void a_line_without_a_baseline_needs_no_reference(void **state)
{
    (void)state;
    observe(0);
    assert_true(isnan(measured()));
    assert_int_equal(record.measurement.reason, PL_REASON_NO_BASELINE);
    assert_int_equal(record.measurement.t, 3 * PL_USEC_PER_SEC);
}

static void a_reference_counts_until_the_next(void **state)
{
    double first, with_rest;

    (void)state;
    observe(1);
    with_reference(1);
    first = measured();
    assert_true(first > 2 && first < 6);
    observe(1);
    assert_true(measured() == first);
    assert_true(record.basis.has_reference); /* for who records it again */
    observe(1);
    with_reference(1);
    record.basis.reference.rest_forward_cm = 1.5;
    with_rest = measured();
    assert_true(with_rest == first - 1.5);
}

/* Through text and back, and measured: not one bit may differ. */
static void a_line_read_back_gives_the_same_number(void **state)
{
    static struct pl_record wrote;
    char why[400] = "", *line;

    (void)state;
    observe(1);
    with_reference(1);
    record.basis.seen.head.motion.v[3] /= 3;
    record.basis.reference.head.v[2] /= 1.1;
    measured();
    wrote = record;
    line = pl_record_format(&record, PL_RECORD_FULL | PL_RECORD_REFERENCE);
    assert_int_equal(pl_record_parse(line, why, sizeof why, &record), 0);
    free(line);
    measured();
    assert_int_equal(record.measurement.posture, wrote.measurement.posture);
    assert_int_equal(record.measurement.reason, wrote.measurement.reason);
    assert_true(record.measurement.confidence == wrote.measurement.confidence);
    /* The numbers stand in a row to the end; what lies before them has gaps, which may hold anything. */
    assert_memory_equal(&wrote.measurement.view_deg, &record.measurement.view_deg,
                        sizeof wrote.measurement - offsetof(struct pl_measurement, view_deg));
}

static void thresholds_are_those_of_now(void **state)
{
    (void)state;
    observe(1);
    with_reference(1);
    measured();
    assert_int_equal(record.measurement.posture, PL_POSTURE_FORWARD_HEAD);
    remeasure.limits.forward_head_cm = 20;
    measured();
    assert_int_equal(record.measurement.posture, PL_POSTURE_UPRIGHT);
}

static int begin(void **state)
{
    (void)state;
    remeasure = (struct pl_remeasure){.limits = pl_posture_limits_default};
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_line_without_an_observation_is_refused, begin),
        cmocka_unit_test_setup(a_line_whose_reference_was_never_read_is_refused, begin),
        cmocka_unit_test_setup(a_line_without_a_baseline_needs_no_reference, begin),
        cmocka_unit_test_setup(a_reference_counts_until_the_next, begin),
        cmocka_unit_test_setup(a_line_read_back_gives_the_same_number, begin),
        cmocka_unit_test_setup(thresholds_are_those_of_now, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
