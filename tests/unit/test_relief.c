/* The relief engine: gate, phases, pain log, comfort care, suggestions. Each story with its own days. */
#include "protocol/catalogue_load.h"
#include "protocol/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct pl_catalogue *catalogue;

static int load_catalogue(void **state)
{
    struct pl_catalogue_error error;

    (void)state;
    return pl_catalogue_load("en", NULL, 0, &catalogue, &error);
}

static int drop_catalogue(void **state)
{
    (void)state;
    pl_catalogue_destroy(catalogue);
    return 0;
}

/* Day 0 of the stories is 2 March 2026; minutes count from its midnight. */
#define FIRST_DAY 20514

static struct pl_when at(int day, int minute)
{
    return (struct pl_when){(FIRST_DAY + day) * PL_USEC_PER_DAY + minute * PL_USEC_PER_MIN,
                            FIRST_DAY + day};
}

static const struct pl_entry *entry(const char *id)
{
    const struct pl_entry *found = pl_catalogue_find(catalogue, id);

    if (!found)
        fail_msg("there is no entry '%s'", id);
    return found;
}

/* A whole check with only those answers yes (NULL: none). */
static void check(struct pl_relief *relief, struct pl_when now, const char *yes)
{
    struct pl_check answers = {{0}};

    if (yes)
        pl_check_answer(&answers, catalogue, entry(yes), true);
    pl_check_none_apply(&answers, catalogue);
    assert_int_equal(pl_relief_check(relief, catalogue, &answers, now), PL_APPLIED_WHOLE);
}

static enum pl_gate_level level(const struct pl_relief *relief, struct pl_when now)
{
    return pl_relief_verdict(relief, catalogue, now).level;
}

static enum pl_lock lock(const struct pl_relief *relief, const char *id, struct pl_when now)
{
    return pl_relief_lock(relief, catalogue, entry(id), now);
}

static bool any_exercise_is_open(const struct pl_relief *relief, struct pl_when now)
{
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_EXERCISE &&
            pl_relief_lock(relief, catalogue, &catalogue->entry[i], now) == PL_LOCK_OPEN)
            return true;
    return false;
}

static void assert_breaks_go_on(const struct pl_relief *relief, struct pl_when now)
{
    assert_int_equal(lock(relief, "stand_break", now), PL_LOCK_OPEN);
    assert_int_equal(lock(relief, "long_walk", now), PL_LOCK_OPEN);
    assert_int_equal(lock(relief, "look_away", now), PL_LOCK_OPEN);
    assert_int_equal(lock(relief, "screen_distance", now), PL_LOCK_OPEN);
}

/* ---- the gate --------------------------------------------------------------------------------- */

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

/* ---- pain log ------------------------------------------------------------------------------------ */

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

/* ---- phases --------------------------------------------------------------------------------------- */

static void light_all(struct pl_relief *relief, int from, int to)
{
    static const char *const gates[] = {"easy_breath", "easy_evening", "equal_sides",
                                        "painless_squeeze"};

    for (int day = from; day <= to; day++)
        for (int i = 0; i < 4; i++)
            pl_relief_answer(relief, catalogue, entry(gates[i]), true, at(day, 1200));
}

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

/* ---- doses and comfort care ------------------------------------------------------------------------ */

static struct pl_practice done(const char *id, struct pl_when when)
{
    struct pl_practice practice = {.when = when, .outcome = PL_OUTCOME_DONE, .pain_after = -1};

    memcpy(practice.id, id, strlen(id) + 1);
    return practice;
}

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

/* ---- suggestions ------------------------------------------------------------------------------------ */

static const struct pl_suggest_limits no_limits = {0, 99, 99};

static const char *suggest(struct pl_relief *relief, enum pl_trigger trigger, struct pl_when now)
{
    const struct pl_entry *chosen = NULL;

    return pl_relief_suggest(relief, catalogue, trigger, no_limits, now, &chosen) ? "-"
                                                                                  : chosen->id;
}

static void before_the_check_only_what_needs_none_is_suggested(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    for (int trigger = 0; trigger < PL_TRIGGER_COUNT; trigger++)
        for (int i = 0; i < 8; i++) {
            const char *id = suggest(&relief, (enum pl_trigger)trigger, at(0, trigger * 10 + i));

            if (strcmp(id, "-") != 0)
                assert_int_equal(entry(id)->need, PL_NEED_NOTHING);
        }
}

static void what_was_measured_decides_the_first_choice(void **state)
{
    static const struct {
        enum pl_trigger trigger;
        const char *first, *second;
    } rows[] = {
        {PL_TRIGGER_FORWARD_HEAD, "chin_tuck", "scapular_squeeze"},
        {PL_TRIGGER_FAR_FORWARD, "screen_distance", "chin_tuck"},
        {PL_TRIGGER_SLOUCHED, "seated_extension", "scapular_squeeze"},
        {PL_TRIGGER_SHOULDERS_UP, "long_exhale", "scapular_squeeze"},
        {PL_TRIGGER_STILL, "posture_shift", "stand_break"},
        {PL_TRIGGER_SITTING, "stand_break", "drink"},
        {PL_TRIGGER_SITTING_LONG, "long_walk", "chest_opener"},
        {PL_TRIGGER_STIFF_NECK, "neck_turn", "chin_drop"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct pl_relief relief = {0};

        check(&relief, at(0, 0), NULL);
        assert_string_equal(suggest(&relief, rows[i].trigger, at(0, 1)), rows[i].first);
        assert_string_equal(suggest(&relief, rows[i].trigger, at(0, 30)), rows[i].second);
    }
}

static void choices_take_turns_and_never_come_twice_running(void **state)
{
    struct pl_relief relief = {0};
    char before[PL_CATALOGUE_ID_BYTES] = "";
    int tucks = 0;

    (void)state;
    check(&relief, at(0, 0), NULL);
    for (int i = 0; i < 30; i++) {
        const char *id =
            suggest(&relief, i % 5 ? PL_TRIGGER_FORWARD_HEAD : PL_TRIGGER_STILL, at(0, 1 + i));

        assert_string_not_equal(id, before);
        memcpy(before, id, strlen(id) + 1);
        tucks += !strcmp(id, "chin_tuck");
    }
    assert_in_range(tucks, 6, 12);
}

static void suggestions_keep_their_distance_and_their_budget(void **state)
{
    struct pl_relief relief = {0};
    const struct pl_entry *chosen = NULL;
    int given = 0;

    (void)state;
    check(&relief, at(0, 0), NULL);
#define TRY(minute)                                                                           \
    pl_relief_suggest(&relief, catalogue, PL_TRIGGER_FORWARD_HEAD, PL_SUGGEST_LIMITS_DEFAULT, \
                      at(0, minute), &chosen)
    assert_int_equal(TRY(500), 0);
    assert_int_equal(TRY(514), PL_SUGGEST_TOO_SOON);
    assert_int_equal(TRY(515), 0);
    assert_int_equal(TRY(540), PL_SUGGEST_BUDGET);
    assert_int_equal(TRY(560), 0);
    for (int minute = 561; minute < 1400; minute++)
        given += TRY(minute) == 0;
    assert_int_equal(given + 3, 8);
#undef TRY
}

static void what_was_done_often_enough_today_is_not_suggested(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    for (int i = 0; i < 3; i++)
        pl_relief_practise(&relief, catalogue, done("chin_tuck", at(0, 10 + i)));
    assert_string_equal(suggest(&relief, PL_TRIGGER_FORWARD_HEAD, at(0, 20)), "scapular_squeeze");
}

static void opt_in_exercises_are_never_suggested(void **state)
{
    struct pl_relief relief = {0};

    (void)state;
    check(&relief, at(0, 0), NULL);
    relief.phases.reached = PL_PHASE_MAINTAIN;
    relief.phases.started_day = at(-60, 0).day;
    assert_int_equal(lock(&relief, "roller_extension", at(0, 1)), PL_LOCK_OPEN);
    for (int i = 0; i < 200; i++)
        assert_string_not_equal(
            suggest(&relief, (enum pl_trigger)(i % PL_TRIGGER_COUNT), at(0, 1 + i)),
            "roller_extension");
}

/* ---- adherence ---------------------------------------------------------------------------------------- */

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
        cmocka_unit_test(before_the_first_check_nothing_that_needs_one_is_open),
        cmocka_unit_test(each_red_flag_alone_locks_and_says_where_to_turn),
        cmocka_unit_test(a_red_flag_does_not_expire),
        cmocka_unit_test(a_yes_in_an_unfinished_check_locks_at_once),
        cmocka_unit_test(unfinished_answers_without_a_yes_open_nothing),
        cmocka_unit_test(yes_beats_no_in_the_same_check),
        cmocka_unit_test(a_check_is_good_for_seven_days),
        cmocka_unit_test(a_clock_that_stepped_back_makes_the_check_due),
        cmocka_unit_test(a_question_added_later_makes_the_check_due),
        cmocka_unit_test(pain_of_six_asks_again_and_is_amber_at_best),
        cmocka_unit_test(moderate_is_amber_with_breaks_care_and_small_squeezes_only),
        cmocka_unit_test(tingling_is_red_even_on_a_mild_day),
        cmocka_unit_test(pain_on_breathing_is_a_red_flag_and_no_test),
        cmocka_unit_test(pain_that_spreads_to_chest_or_arm_asks_again),
        cmocka_unit_test(a_session_stopped_for_pain_asks_again),
        cmocka_unit_test(conditions_leave_out_what_names_them),
        cmocka_unit_test(no_path_of_answers_reaches_an_exercise_past_a_red_flag),
        cmocka_unit_test(two_weeks_without_easing_lead_to_a_clinician),
        cmocka_unit_test(easing_by_a_third_is_clearly_better),
        cmocka_unit_test(limiting_at_six_weeks_leads_to_a_clinician),
        cmocka_unit_test(rising_pain_makes_the_check_due),
        cmocka_unit_test(two_quiet_weeks_end_an_episode),
        cmocka_unit_test(the_pain_log_keeps_the_newest),
        cmocka_unit_test(the_calendar_alone_opens_no_phase),
        cmocka_unit_test(green_lights_alone_open_no_phase_before_its_week),
        cmocka_unit_test(one_light_off_keeps_a_phase_closed),
        cmocka_unit_test(evenings_must_be_good_on_three_of_the_last_four_days),
        cmocka_unit_test(maintain_needs_its_own_lights_and_the_fifth_week),
        cmocka_unit_test(a_red_flag_starts_the_phases_again),
        cmocka_unit_test(a_person_may_want_less_but_not_more),
        cmocka_unit_test(neck_turns_begin_without_the_hand),
        cmocka_unit_test(pain_of_four_halves_the_repetitions),
        cmocka_unit_test(cold_rests_two_hours_and_comes_four_times_at_most),
        cmocka_unit_test(no_comfort_care_lasts_beyond_twenty_minutes),
        cmocka_unit_test(before_the_check_only_what_needs_none_is_suggested),
        cmocka_unit_test(what_was_measured_decides_the_first_choice),
        cmocka_unit_test(choices_take_turns_and_never_come_twice_running),
        cmocka_unit_test(suggestions_keep_their_distance_and_their_budget),
        cmocka_unit_test(what_was_done_often_enough_today_is_not_suggested),
        cmocka_unit_test(opt_in_exercises_are_never_suggested),
        cmocka_unit_test(a_streak_forgives_a_weekend),
        cmocka_unit_test(skipped_sessions_count_for_nothing),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
