/* Doses of the day, comfort care with its rests, and the own range. */
#include "relief_story.h"

static void neck_turns_begin_without_the_hand(void **state)
{
    struct pl_relief relief = {0};
    const struct pl_entry *turn = entry("neck_turn");

    (void)state;
    assert_int_equal(pl_relief_dose(&relief, turn, at(0, 0)).hold_s, 5);
    pl_relief_practise(&relief, catalogue, done("neck_turn", at(0, 1)));
    assert_int_equal(pl_relief_dose(&relief, turn, at(2, 0)).hold_s, 5);
    assert_int_equal(pl_relief_dose(&relief, turn, at(3, 0)).hold_s, 20);
}

static void pain_of_four_halves_the_repetitions(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    pl_relief_pain(&relief, at(0, 0), 4, PL_SPREAD_NONE);
    assert_int_equal(pl_relief_dose(&relief, entry("scapular_squeeze"), at(0, 1)).reps, 5);
    pl_relief_pain(&relief, at(0, 2), 3, PL_SPREAD_NONE);
    assert_int_equal(pl_relief_dose(&relief, entry("scapular_squeeze"), at(0, 3)).reps, 10);
}

/* "20 on, 20 off" against "3-4 times daily": two hours between, four a day, never above twenty minutes. */
static void cold_rests_two_hours_and_comes_four_times_at_most(void **state)
{
    struct pl_relief relief = {0};
    const struct pl_entry *cold = entry("cold_pack");

    (void)state;
    check(&relief, at(0, 0), NULL);
    assert_int_equal(cold->dose.limit_s, 20 * 60);
    assert_true(cold->dose.hold_s >= 10 * 60 && cold->dose.hold_s <= 15 * 60);
    pl_relief_practise(&relief, catalogue, done("cold_pack", at(0, 480)));
    assert_int_equal(lock(&relief, "cold_pack", at(0, 599)), PL_LOCK_REST);
    assert_int_equal(lock(&relief, "cold_pack", at(0, 600)), PL_LOCK_OPEN);
    for (int i = 1; i < 4; i++)
        pl_relief_practise(&relief, catalogue, done("cold_pack", at(0, 480 + 130 * i)));
    assert_int_equal(lock(&relief, "cold_pack", at(0, 1200)), PL_LOCK_ENOUGH);
    assert_int_equal(lock(&relief, "cold_pack", at(1, 480)), PL_LOCK_OPEN);
}

static void no_comfort_care_lasts_beyond_twenty_minutes(void **state)
{
    (void)state;
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_CARE) {
            assert_in_range(catalogue->entry[i].dose.limit_s, 1, 20 * 60);
            assert_true(catalogue->entry[i].dose.hold_s <= catalogue->entry[i].dose.limit_s);
        }
}

static void the_own_best_only_grows_until_it_is_forgotten(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    pl_relief_turned(&relief, (const double[3]){0, 40, 35});
    pl_relief_turned(&relief, (const double[3]){0, 20, 50});
    assert_true(relief.turn_best_deg[1] == 40 && relief.turn_best_deg[2] == 50);
    pl_relief_forget_range(&relief);
    assert_true(relief.turn_best_deg[1] == 0 && relief.turn_best_deg[2] == 0);
    pl_relief_turned(&relief, (const double[3]){0, 20, 0});
    assert_true(relief.turn_best_deg[1] == 20 && relief.turn_best_deg[2] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neck_turns_begin_without_the_hand),
        cmocka_unit_test(pain_of_four_halves_the_repetitions),
        cmocka_unit_test(cold_rests_two_hours_and_comes_four_times_at_most),
        cmocka_unit_test(no_comfort_care_lasts_beyond_twenty_minutes),
        cmocka_unit_test(the_own_best_only_grows_until_it_is_forgotten),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
