/* The two numbers that people see on a gauge: the posture score and the neck's effort. */
#include "alerts/score.h"
#include "posture/neck_effort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct pl_measurement at(double forward, double drop, double tilt, double distance)
{
    struct pl_measurement m = pl_measurement_unknown(0, PL_REASON_NONE);
    const struct pl_thresholds thresholds = pl_thresholds_default();

    m.present = true;
    m.forward_head_delta_cm = (struct pl_number){forward, 0.5};
    m.head_drop_cm = (struct pl_number){drop, 0.5};
    m.shoulder_tilt_deg = (struct pl_number){tilt, 1};
    m.screen_distance_cm = (struct pl_number){distance, 2};
    m.posture = pl_judged_posture(&m, &thresholds);
    return m;
}

static double score_of(struct pl_measurement m)
{
    const struct pl_thresholds thresholds = pl_thresholds_default();

    return pl_posture_score(&m, &thresholds);
}

static void what_is_not_known_has_no_score(void **state)
{
    (void)state;
    assert_true(isnan(score_of(at(NAN, 0, 0, 70))));
    assert_true(isnan(score_of(pl_measurement_unknown(0, PL_REASON_NO_PERSON))));
}

static void the_worst_number_counts_and_its_threshold_is_fifty(void **state)
{
    static const struct {
        double forward, drop, tilt, distance, score;
    } rows[] = {
        {0, 0, 0, 70, 100},   {-3, -2, 0, 70, 100}, /* taller than upright is no better */
        {1.25, 0, 0, 70, 75}, {2.5, 0, 0, 70, 50},  {5, 0, 0, 70, 0},     {9, 0, 0, 70, 0},
        {0, 4, 0, 70, 50},    {0, 0, 8, 70, 50},    {0, 0, -8, 70, 50},   {0, 0, 0, 60, 100},
        {0, 0, 0, 50, 50},    {0, 0, 0, 40, 0},     {1.25, 4, 2, 70, 50}, {0, 0, 0, NAN, 100},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_true(
            fabs(score_of(at(rows[i].forward, rows[i].drop, rows[i].tilt, rows[i].distance)) -
                 rows[i].score) < 1e-9);
}

static void leaning_back_is_no_fault(void **state)
{
    struct pl_measurement m = at(0, 5, 0, 70);
    const struct pl_thresholds thresholds = pl_thresholds_default();

    (void)state;
    assert_true(score_of(m) < 50);
    m.trunk_forward_cm = (struct pl_number){-20, 1};
    m.posture = pl_judged_posture(&m, &thresholds);
    assert_int_equal(m.posture, PL_POSTURE_RECLINED);
    assert_true(score_of(m) > 99);
}

/* Against what was published for the same lever: 27 lb at 15 degrees and 40 at 30, where upright is 10 to 12. */
static void the_effort_is_that_of_the_published_lever(void **state)
{
    struct pl_measurement m = at(16 * sin(M_PI / 12), 0, 0, 70);

    (void)state;
    assert_true(fabs(pl_neck_effort_percent(&m) / 100 - 2.0) < 0.1); /* 27 of 13.2 lb */
    m = at(8, 0, 0, 70);
    assert_true(fabs(pl_neck_effort_percent(&m) / 100 - 40 / 13.2) < 0.25);
    m = at(0, 0, 0, 70);
    assert_true(fabs(pl_neck_effort_percent(&m) - 100) < 1e-9);
    m = at(-2, 0, 0, 70);
    assert_true(fabs(pl_neck_effort_percent(&m) - 100) < 1e-9);
    m = at(40, 0, 0, 70); /* no further than the lever is long */
    assert_true(fabs(pl_neck_effort_percent(&m) - 400) < 1e-9);
    m = at(NAN, 0, 0, 70);
    assert_true(isnan(pl_neck_effort_percent(&m)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_known_has_no_score),
        cmocka_unit_test(the_worst_number_counts_and_its_threshold_is_fifty),
        cmocka_unit_test(leaning_back_is_no_fault),
        cmocka_unit_test(the_effort_is_that_of_the_published_lever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
