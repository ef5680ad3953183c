/* What is suggested for what was measured, and how often. */
#include "relief_story.h"

#include <string.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_check_only_what_needs_none_is_suggested),
        cmocka_unit_test(what_was_measured_decides_the_first_choice),
        cmocka_unit_test(choices_take_turns_and_never_come_twice_running),
        cmocka_unit_test(suggestions_keep_their_distance_and_their_budget),
        cmocka_unit_test(what_was_done_often_enough_today_is_not_suggested),
        cmocka_unit_test(opt_in_exercises_are_never_suggested),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
