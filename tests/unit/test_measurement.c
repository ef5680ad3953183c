/* The vocabulary of a measurement: what other programs read must not change by accident. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_and_posture_has_a_word),
        cmocka_unit_test(an_unknown_measurement_claims_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
