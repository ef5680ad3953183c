/* The pain log: easing, rising, and when somebody should look at it. */
#include "relief_story.h"

static void log_days(struct pl_relief *relief, int from, int to, int pain)
{
    for (int day = from; day <= to; day++)
        pl_relief_pain(relief, at(day, 1200), pain, PL_SPREAD_NONE);
}

static void two_weeks_without_easing_lead_to_a_clinician(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    log_days(&relief, 0, 13, 4);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(13, 1300)).review, PL_REVIEW_NONE);
    assert_int_equal(pl_relief_pain(&relief, at(14, 1200), 4, PL_SPREAD_NONE),
                     PL_REVIEW_NO_IMPROVEMENT);
    assert_int_equal(pl_relief_pain(&relief, at(15, 1200), 4, PL_SPREAD_NONE), PL_REVIEW_NONE);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(15, 1300)).review,
                     PL_REVIEW_NO_IMPROVEMENT);
}

static void easing_by_a_third_is_clearly_better(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    log_days(&relief, 0, 6, 6);
    log_days(&relief, 7, 20, 4);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(20, 1300)).review, PL_REVIEW_NONE);
}

static void limiting_at_six_weeks_leads_to_a_clinician(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    log_days(&relief, 0, 10, 8);
    log_days(&relief, 11, 41, 4);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(41, 1300)).review, PL_REVIEW_NONE);
    log_days(&relief, 42, 42, 4);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(42, 1300)).review,
                     PL_REVIEW_STILL_LIMITING);
}

static void rising_pain_makes_the_check_due(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(5, 0), NULL);
    log_days(&relief, 0, 6, 2);
    log_days(&relief, 7, 8, 4);
    pl_relief_pain(&relief, at(9, 1200), 4, PL_SPREAD_NONE);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(9, 1300)).trend, PL_TREND_RISING);
    assert_int_equal(level(&relief, at(9, 1300)), PL_GATE_DUE);
}

static void two_quiet_weeks_end_an_episode(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    log_days(&relief, 0, 3, 5);
    log_days(&relief, 4, 20, 0);
    log_days(&relief, 21, 21, 3);
    assert_int_equal(pl_pain_summarise(&relief.pain, at(21, 1300)).days, 0);
    assert_int_equal(pl_pain_summarise(&(struct pl_pain_log){.count = 0}, at(0, 0)).latest, -1);
}

static void the_pain_log_keeps_the_newest(void **state)
{
    struct pl_pain_log log = {.count = 0};

    (void)state;
    for (int i = 0; i < PL_PAIN_ENTRIES + 10; i++)
        pl_pain_add(&log, at(i, 0), i % 11, PL_SPREAD_NONE);
    assert_int_equal(log.count, PL_PAIN_ENTRIES);
    assert_int_equal(log.entry[log.count - 1].when.day, at(PL_PAIN_ENTRIES + 9, 0).day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_weeks_without_easing_lead_to_a_clinician),
        cmocka_unit_test(easing_by_a_third_is_clearly_better),
        cmocka_unit_test(limiting_at_six_weeks_leads_to_a_clinician),
        cmocka_unit_test(rising_pain_makes_the_check_due),
        cmocka_unit_test(two_quiet_weeks_end_an_episode),
        cmocka_unit_test(the_pain_log_keeps_the_newest),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
