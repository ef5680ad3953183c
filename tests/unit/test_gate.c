/* What opens and what locks: red flags first, strictest reading, no way around. */
#include "relief_story.h"

#include <stdlib.h>
#include <string.h>

static void before_the_first_check_nothing_that_needs_one_is_open(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    assert_int_equal(level(&relief, at(0, 0)), PL_GATE_DUE);
    assert_false(any_exercise_is_open(&relief, at(0, 0)));
    assert_int_equal(lock(&relief, "cold_pack", at(0, 0)), PL_LOCK_CHECK_DUE);
    assert_int_equal(lock(&relief, "twist_check", at(0, 0)), PL_LOCK_CHECK_DUE);
    assert_breaks_go_on(&relief, at(0, 0));
}

static void each_red_flag_alone_locks_and_says_where_to_turn(void **state)
{
    int flags = 0;

    (void)state;
    for (int i = 0; i < catalogue->count; i++) {
        struct pl_relief relief = {0};
        struct pl_verdict verdict;

        if (catalogue->entry[i].kind != PL_KIND_RED_FLAG)
            continue;
        check(&relief, at(0, 0), catalogue->entry[i].id);
        verdict = pl_relief_verdict(&relief, catalogue, at(0, 1));
        assert_int_equal(verdict.level, PL_GATE_RED);
        assert_true(verdict.locked);
        assert_int_equal(verdict.urgency, catalogue->entry[i].urgency);
        assert_non_null(pl_catalogue_urgency_text(catalogue, verdict.urgency));
        assert_false(any_exercise_is_open(&relief, at(0, 1)));
        assert_int_equal(lock(&relief, "cold_pack", at(0, 1)), PL_LOCK_RED);
        assert_breaks_go_on(&relief, at(0, 1));
        flags++;
    }
    assert_int_equal(flags, 14);
}

static void a_red_flag_does_not_expire(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), "fever");
    assert_int_equal(level(&relief, at(400, 0)), PL_GATE_RED);
    check(&relief, at(400, 1), NULL);
    assert_int_equal(level(&relief, at(400, 2)), PL_GATE_GREEN);
}

static void a_yes_in_an_unfinished_check_locks_at_once(void **state)
{
    struct pl_relief relief = {0};
    struct pl_check answers = {{0}};

    (void)state;
    check(&relief, at(0, 0), NULL);
    assert_true(any_exercise_is_open(&relief, at(0, 1)));
    pl_check_answer(&answers, catalogue, entry("chest_pain"), true);
    assert_int_equal(pl_relief_check(&relief, catalogue, &answers, at(0, 2)), PL_APPLIED_FLAGS);
    assert_int_equal(level(&relief, at(0, 2)), PL_GATE_RED);
}

static void unfinished_answers_without_a_yes_open_nothing(void **state)
{
    struct pl_relief relief = {0};
    struct pl_check answers = {{0}};

    (void)state;
    pl_check_answer(&answers, catalogue, entry("chest_pain"), false);
    assert_int_equal(pl_relief_check(&relief, catalogue, &answers, at(0, 0)),
                     PL_APPLIED_INCOMPLETE);
    assert_int_equal(level(&relief, at(0, 0)), PL_GATE_DUE);
    check(&relief, at(0, 1), "fever");
    assert_int_equal(pl_relief_check(&relief, catalogue, &answers, at(0, 2)),
                     PL_APPLIED_INCOMPLETE);
    assert_int_equal(level(&relief, at(0, 2)), PL_GATE_RED);
}

static void yes_beats_no_in_the_same_check(void **state)
{
    struct pl_relief relief = {0};
    struct pl_check answers = {{0}};

    (void)state;
    pl_check_answer(&answers, catalogue, entry("fever"), true);
    pl_check_answer(&answers, catalogue, entry("fever"), false);
    pl_check_none_apply(&answers, catalogue);
    pl_relief_check(&relief, catalogue, &answers, at(0, 0));
    assert_int_equal(level(&relief, at(0, 0)), PL_GATE_RED);
}

static void a_check_is_good_for_seven_days(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 600), NULL);
    assert_int_equal(level(&relief, at(7, 599)), PL_GATE_GREEN);
    assert_int_equal(level(&relief, at(7, 600)), PL_GATE_DUE);
    assert_false(any_exercise_is_open(&relief, at(7, 600)));
}

static void a_clock_that_stepped_back_makes_the_check_due(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    assert_int_equal(level(&relief, at(-3, 0)), PL_GATE_DUE);
}

static void a_question_added_later_makes_the_check_due(void **state)
{
    static const char text[] = "version: 1\nentries:\n  - id: own_flag\n    kind: red_flag\n"
                               "    title: Own\n    question: Own?\n    urgency: soon\n";
    struct pl_relief relief = {0};
    struct pl_catalogue *longer = NULL;
    struct pl_catalogue_error error;

    (void)state;
    check(&relief, at(0, 0), NULL);
    assert_int_equal(pl_catalogue_load("en", NULL, 0, &longer, &error), 0);
    assert_int_equal(pl_catalogue_add(longer, "own.yaml", text, strlen(text), &error), 0);
    assert_int_equal(pl_relief_verdict(&relief, longer, at(0, 1)).level, PL_GATE_DUE);
    pl_catalogue_destroy(longer);
}

static void a_severity_of_ones_own_takes_no_yes_back(void **state)
{
    static const char text[] = "version: 1\nentries:\n  - id: own_severity\n    kind: severity\n"
                               "    title: Own\n    question: Own?\n";
    struct pl_relief relief = {0};
    struct pl_check answers = {{0}};
    struct pl_catalogue *longer = NULL;
    struct pl_catalogue_error error;

    (void)state;
    assert_int_equal(pl_catalogue_load("en", NULL, 0, &longer, &error), 0);
    assert_int_equal(pl_catalogue_add(longer, "own.yaml", text, strlen(text), &error), 0);
    pl_check_none_apply(&answers, longer);
    pl_check_answer(&answers, longer, pl_catalogue_find(longer, "moderate"), true);
    pl_check_answer(&answers, longer, pl_catalogue_find(longer, "own_severity"), false);
    pl_relief_check(&relief, longer, &answers, at(0, 0));
    assert_int_equal(pl_relief_verdict(&relief, longer, at(0, 1)).level, PL_GATE_AMBER);
    pl_catalogue_destroy(longer);
}

static void pain_of_six_asks_again_and_is_amber_at_best(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    pl_relief_pain(&relief, at(0, 1), 5, PL_SPREAD_NONE);
    assert_int_equal(level(&relief, at(0, 1)), PL_GATE_GREEN);
    pl_relief_pain(&relief, at(0, 2), 6, PL_SPREAD_NONE);
    assert_int_equal(level(&relief, at(0, 2)), PL_GATE_DUE);
    check(&relief, at(0, 3), NULL);
    assert_int_equal(level(&relief, at(0, 3)), PL_GATE_AMBER);
    assert_false(any_exercise_is_open(&relief, at(0, 3)));
    assert_int_equal(lock(&relief, "scapular_squeeze", at(0, 3)), PL_LOCK_PAIN);
    assert_int_equal(lock(&relief, "cold_pack", at(0, 3)), PL_LOCK_OPEN);
    assert_breaks_go_on(&relief, at(0, 3));
}

static void moderate_is_amber_with_breaks_care_and_small_squeezes_only(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), "moderate");
    assert_int_equal(level(&relief, at(0, 1)), PL_GATE_AMBER);
    assert_int_equal(lock(&relief, "scapular_squeeze", at(0, 1)), PL_LOCK_OPEN);
    assert_int_equal(lock(&relief, "chin_tuck", at(0, 1)), PL_LOCK_AMBER);
    assert_int_equal(lock(&relief, "neck_turn", at(0, 1)), PL_LOCK_AMBER);
    assert_int_equal(lock(&relief, "moist_warmth", at(0, 1)), PL_LOCK_OPEN);
}

/* The source calls tingling moderate in one place and a red flag in another. */
static void tingling_is_red_even_on_a_mild_day(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), "numbness_tingling");
    pl_relief_pain(&relief, at(0, 1), 1, PL_SPREAD_NONE);
    assert_int_equal(level(&relief, at(0, 2)), PL_GATE_RED);
}

/* The source takes pain on breathing for a proof that it is only a muscle. */
static void pain_on_breathing_is_a_red_flag_and_no_test(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    assert_int_equal(entry("breathing_pain")->kind, PL_KIND_RED_FLAG);
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_SELF_TEST)
            for (int s = 0; s < catalogue->entry[i].source_row_count; s++)
                assert_string_not_equal(catalogue->entry[i].source_row[s], "TST-03");
    check(&relief, at(0, 0), NULL);
    pl_relief_answer(&relief, catalogue, entry("tight_breath"), true, at(0, 1));
    assert_int_equal(level(&relief, at(0, 1)), PL_GATE_DUE);
}

static void pain_that_spreads_to_chest_or_arm_asks_again(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    pl_relief_pain(&relief, at(0, 1), 2, PL_SPREAD_BACK_OR_NECK);
    assert_int_equal(level(&relief, at(0, 1)), PL_GATE_GREEN);
    pl_relief_pain(&relief, at(0, 2), 2, PL_SPREAD_CHEST_OR_ARM);
    assert_int_equal(level(&relief, at(0, 2)), PL_GATE_DUE);
    check(&relief, at(0, 3), NULL);
    pl_relief_answer(&relief, catalogue, entry("spreading"), true, at(0, 4));
    assert_int_equal(level(&relief, at(0, 4)), PL_GATE_DUE);
    check(&relief, at(0, 5), NULL);
    pl_relief_answer(&relief, catalogue, entry("easy_breath"), false, at(0, 6));
    assert_int_equal(level(&relief, at(0, 6)), PL_GATE_DUE);
}

static void a_session_stopped_for_pain_asks_again(void **state)
{
    struct pl_relief relief = {0};
    struct pl_practice practice = {
        .when = at(0, 5), .id = "chin_tuck", .outcome = PL_OUTCOME_STOPPED, .pain_after = -1};

    (void)state;
    check(&relief, at(0, 0), NULL);
    pl_relief_practise(&relief, catalogue, practice);
    assert_int_equal(level(&relief, at(0, 6)), PL_GATE_DUE);
}

static void conditions_leave_out_what_names_them(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), "osteoporosis");
    assert_int_equal(level(&relief, at(0, 1)), PL_GATE_GREEN);
    assert_int_equal(lock(&relief, "seated_extension", at(0, 1)), PL_LOCK_CONDITION);
    assert_int_equal(lock(&relief, "roller_extension", at(0, 1)), PL_LOCK_CONDITION);
    assert_int_equal(lock(&relief, "chin_tuck", at(0, 1)), PL_LOCK_OPEN);
    check(&relief, at(1, 0), NULL); /* not answered again: still known */
    assert_int_equal(lock(&relief, "seated_extension", at(1, 1)), PL_LOCK_CONDITION);
}

/* Random paths of everything a person can say or do: whenever a red flag stands, or no valid check does,
 * no exercise is open and none is suggested. */
static void no_path_of_answers_reaches_an_exercise_past_a_red_flag(void **state)
{
    unsigned seed = 1;
    struct pl_relief *relief = calloc(1, sizeof(*relief));
    int red = 0, open = 0;

    (void)state;
    assert_non_null(relief);
    for (int path = 0; path < 300; path++) {
        int minute = 0;
        bool flagged = false; /* what the person said, kept apart from the engine */
        int good_until = -1;  /* the last whole check without a yes holds until then */

        *relief = (struct pl_relief){0};
        for (int step = 0; step < 60; step++) {
            const struct pl_entry *suggested = NULL;
            struct pl_check answers = {{0}};
            const struct pl_when now = at(0, minute += rand_r(&seed) % 1500);
            const struct pl_entry *asked = &catalogue->entry[rand_r(&seed) % catalogue->count];
            const bool yes = rand_r(&seed) % 3 == 0;

            switch (rand_r(&seed) % 6) {
            case 0: /* one answer in an unfinished check */
                pl_check_answer(&answers, catalogue, asked, yes);
                pl_relief_check(relief, catalogue, &answers, now);
                flagged |= yes && asked->kind == PL_KIND_RED_FLAG;
                break;
            case 1: /* a whole check */
            case 2:
                pl_check_answer(&answers, catalogue, asked, yes);
                flagged = yes && asked->kind == PL_KIND_RED_FLAG;
                good_until = flagged ? -1 : minute + PL_GATE_CHECK_DAYS * 24 * 60;
                pl_check_none_apply(&answers, catalogue);
                pl_relief_check(relief, catalogue, &answers, now);
                break;
            case 3:
                pl_relief_pain(relief, now, (int)(rand_r(&seed) % 11),
                               (enum pl_spread)(rand_r(&seed) % PL_SPREAD_COUNT));
                break;
            case 4:
                pl_relief_answer(relief, catalogue, asked, yes, now);
                break;
            default:
                pl_phase_choose(&relief->phases, (enum pl_phase)(rand_r(&seed) % PL_PHASE_COUNT));
                pl_relief_step(relief, catalogue, now);
            }
            if (flagged || minute >= good_until) {
                assert_false(any_exercise_is_open(relief, now));
                if (!pl_relief_suggest(relief, catalogue,
                                       (enum pl_trigger)(rand_r(&seed) % PL_TRIGGER_COUNT),
                                       (struct pl_suggest_limits){0, 99, 99}, now, &suggested))
                    assert_int_equal(suggested->need, PL_NEED_NOTHING);
                red += flagged;
            } else {
                open += any_exercise_is_open(relief, now);
            }
        }
    }
    assert_true(red > 300);  /* the paths did meet red flags, */
    assert_true(open > 300); /* and exercises were reachable without */
    free(relief);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_first_check_nothing_that_needs_one_is_open),
        cmocka_unit_test(each_red_flag_alone_locks_and_says_where_to_turn),
        cmocka_unit_test(a_red_flag_does_not_expire),
        cmocka_unit_test(a_yes_in_an_unfinished_check_locks_at_once),
        cmocka_unit_test(unfinished_answers_without_a_yes_open_nothing),
        cmocka_unit_test(yes_beats_no_in_the_same_check),
        cmocka_unit_test(a_check_is_good_for_seven_days),
        cmocka_unit_test(a_clock_that_stepped_back_makes_the_check_due),
        cmocka_unit_test(a_question_added_later_makes_the_check_due),
        cmocka_unit_test(a_severity_of_ones_own_takes_no_yes_back),
        cmocka_unit_test(pain_of_six_asks_again_and_is_amber_at_best),
        cmocka_unit_test(moderate_is_amber_with_breaks_care_and_small_squeezes_only),
        cmocka_unit_test(tingling_is_red_even_on_a_mild_day),
        cmocka_unit_test(pain_on_breathing_is_a_red_flag_and_no_test),
        cmocka_unit_test(pain_that_spreads_to_chest_or_arm_asks_again),
        cmocka_unit_test(a_session_stopped_for_pain_asks_again),
        cmocka_unit_test(conditions_leave_out_what_names_them),
        cmocka_unit_test(no_path_of_answers_reaches_an_exercise_past_a_red_flag),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
