/* What was done: adherence, and a streak that forgives. */
#include "relief_story.h"

static void a_streak_forgives_a_weekend(void **state)
{
    struct pl_practice_log log = {.count = 0};
    struct pl_adherence result;

    (void)state;
    for (int day = 0; day < 5; day++)
        pl_practice_add(&log, done("chin_tuck", at(day, 600)));
    assert_int_equal(pl_practice_adherence(&log, at(7, 0).day).streak_days, 5);
    pl_practice_add(&log, done("chin_tuck", at(7, 600)));
    pl_practice_add(&log, done("chin_tuck", at(7, 700)));
    result = pl_practice_adherence(&log, at(7, 0).day);
    assert_int_equal(result.streak_days, 6);
    assert_int_equal(result.done_today, 2);
    assert_int_equal(result.active_days_week, 5);
    assert_int_equal(pl_practice_adherence(&log, at(11, 0).day).streak_days, 0);
    assert_int_equal(pl_practice_adherence(&log, at(11, 0).day).best_streak_days, 6);
}

static void skipped_sessions_count_for_nothing(void **state)
{
    struct pl_practice_log log = {.count = 0};
    struct pl_practice skipped = done("chin_tuck", at(0, 600));

    (void)state;
    skipped.outcome = PL_OUTCOME_SKIPPED;
    pl_practice_add(&log, skipped);
    assert_int_equal(pl_practice_count_on(&log, "chin_tuck", at(0, 0).day), 0);
    assert_null(pl_practice_last(&log, "chin_tuck"));
    assert_int_equal(pl_practice_adherence(&log, at(0, 0).day).done_today, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_streak_forgives_a_weekend),
        cmocka_unit_test(skipped_sessions_count_for_nothing),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
