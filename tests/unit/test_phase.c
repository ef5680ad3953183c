/* Phases open by symptoms, never by the calendar alone. */
#include "relief_story.h"

static void the_calendar_alone_opens_no_phase(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    for (int day = 0; day < 60; day += 5) {
        check(&relief, at(day, 0), NULL);
        pl_relief_step(&relief, catalogue, at(day, 1));
    }
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_GENTLE);
    assert_int_equal(lock(&relief, "lateral_raise", at(55, 2)), PL_LOCK_PHASE);
}

static void green_lights_alone_open_no_phase_before_its_week(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    light_all(&relief, 1, 6);
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_GENTLE);
    check(&relief, at(6, 1300), NULL);
    light_all(&relief, 7, 7);
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_BUILD);
    assert_int_equal(lock(&relief, "lateral_raise", at(7, 1300)), PL_LOCK_OPEN);
    assert_int_equal(lock(&relief, "strength_routine", at(7, 1300)), PL_LOCK_OPEN);
}

static void one_light_off_keeps_a_phase_closed(void **state)
{
    static const char *const gates[] = {"easy_breath", "easy_evening", "equal_sides",
                                        "painless_squeeze"};

    (void)state;
    for (int off = 0; off < 4; off++) {
        struct pl_relief relief = {0};

        check(&relief, at(6, 0), NULL);
        relief.phases.started_day = at(-10, 0).day;
        relief.phases.since_day = at(-10, 0).day;
        for (int day = 4; day <= 7; day++)
            for (int i = 0; i < 4; i++)
                if (i != off)
                    pl_relief_answer(&relief, catalogue, entry(gates[i]), true, at(day, 1200));
        assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_GENTLE);
        for (int day = 4; day <= 7; day++)
            pl_relief_answer(&relief, catalogue, entry(gates[off]), true, at(day, 1210));
        assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_BUILD);
    }
}

static void evenings_must_be_good_on_three_of_the_last_four_days(void **state)
{
    struct pl_phases phases = {.reached = PL_PHASE_GENTLE};

    (void)state;
    pl_phase_answer(&phases, entry("easy_evening"), 1, true);
    pl_phase_answer(&phases, entry("easy_evening"), 2, true);
    assert_false(pl_phase_light(&phases, entry("easy_evening"), 3));
    pl_phase_answer(&phases, entry("easy_evening"), 3, false);
    pl_phase_answer(&phases, entry("easy_evening"), 4, true);
    assert_true(pl_phase_light(&phases, entry("easy_evening"), 4));
    assert_false(pl_phase_light(&phases, entry("easy_evening"), 6));
}

static void maintain_needs_its_own_lights_and_the_fifth_week(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    check(&relief, at(6, 0), NULL);
    light_all(&relief, 5, 7);
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_BUILD);
    check(&relief, at(28, 0), NULL);
    pl_relief_step(&relief, catalogue, at(28, 1));
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_BUILD);
    light_all(&relief, 26, 28);
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_MAINTAIN);
}

static void a_red_flag_starts_the_phases_again(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(6, 0), NULL);
    relief.phases.reached = PL_PHASE_BUILD;
    check(&relief, at(7, 0), "fever");
    assert_int_equal(pl_phase_now(&relief.phases), PL_PHASE_GENTLE);
    check(&relief, at(8, 0), NULL);
    assert_int_equal(lock(&relief, "band_row", at(8, 1)), PL_LOCK_PHASE);
    assert_int_equal(pl_phase_week(&relief.phases, at(8, 0).day), 1);
}

static void a_person_may_want_less_but_not_more(void **state)
{
    struct pl_phases phases = {.reached = PL_PHASE_BUILD};

    (void)state;
    assert_false(pl_phase_choose(&phases, PL_PHASE_MAINTAIN));
    assert_int_equal(pl_phase_now(&phases), PL_PHASE_BUILD);
    assert_true(pl_phase_choose(&phases, PL_PHASE_GENTLE));
    assert_int_equal(pl_phase_now(&phases), PL_PHASE_GENTLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar_alone_opens_no_phase),
        cmocka_unit_test(green_lights_alone_open_no_phase_before_its_week),
        cmocka_unit_test(one_light_off_keeps_a_phase_closed),
        cmocka_unit_test(evenings_must_be_good_on_three_of_the_last_four_days),
        cmocka_unit_test(maintain_needs_its_own_lights_and_the_fifth_week),
        cmocka_unit_test(a_red_flag_starts_the_phases_again),
        cmocka_unit_test(a_person_may_want_less_but_not_more),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
