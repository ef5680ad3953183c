/* The vocabulary of a measurement: what other programs read must not change by accident. */
#include "posture/measure.h"
#include "posture/measurement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_reason_and_posture_has_a_word(void **state)
{
    (void)state;
    for (int i = 0; i < PL_REASON_COUNT; i++)
        assert_non_null(pl_reason_name((enum pl_reason)i));
    for (int i = 0; i < PL_POSTURE_COUNT; i++)
        assert_non_null(pl_posture_name((enum pl_posture)i));
}

static void an_unknown_measurement_claims_nothing(void **state)
{
    struct pl_measurement m = pl_measurement_unknown(7, PL_REASON_NO_PERSON);

    (void)state;
    assert_int_equal(m.t, 7);
    assert_false(m.present);
    assert_false(pl_is_known(m.forward_head_delta_cm));
    assert_false(pl_is_known(m.screen_distance_cm));
    assert_string_equal(pl_reason_name(m.reason), "no_person");
}

static struct pl_observation seen_at(float ears_y, float shoulders_y)
{
    return (struct pl_observation){
        .present = true,
        .people = 1,
        .width = 640,
        .height = 480,
        .brightness = 120,
        .pose_presence = 0.9,
        .shoulders_inside = 0.9,
        .ears_px = {320, ears_y},
        .shoulders_px = {320, shoulders_y},
    };
}

static void a_head_over_the_top_edge_has_risen(void **state)
{
    static const struct {
        float ears_y, shoulders_y;
        bool risen;
    } cases[] = {{120, 300, false}, {-30, 110, true}, {-200, -50, false}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct pl_observation seen = seen_at(cases[i].ears_y, cases[i].shoulders_y);
        struct pl_measurement m = pl_measure(NULL, &seen, NULL, &pl_posture_limits_default);

        assert_int_equal(m.head_above, cases[i].risen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_and_posture_has_a_word),
        cmocka_unit_test(an_unknown_measurement_claims_nothing),
        cmocka_unit_test(a_head_over_the_top_edge_has_risen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
