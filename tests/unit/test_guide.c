/* Guided sessions: a table of moments each, driven by given time. */
#include "protocol/catalogue_load.h"
#include "protocol/guide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
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

static struct pl_guide start(const char *id)
{
    const struct pl_entry *entry = pl_catalogue_find(catalogue, id);
    struct pl_guide guide;

    assert_non_null(entry);
    pl_guide_start(&guide, entry, entry->dose, 0);
    return guide;
}

/* Ticks five times a second until `to`. */
static void let_pass(struct pl_guide *guide, double to_s)
{
    while (guide->now < pl_usec_from_seconds(to_s))
        pl_guide_tick(guide, guide->now + PL_USEC_PER_SEC / 5);
}

static void a_session_runs_by_itself(void **state)
{
    static const struct {
        double t;
        enum pl_guide_stage stage;
        int rep;
    } moments[] = {
        {1, PL_GUIDE_READY, 1},      {7, PL_GUIDE_WORK, 1},  {12, PL_GUIDE_RELEASE, 2},
        {14, PL_GUIDE_WORK, 2},      {38, PL_GUIDE_WORK, 5}, {39.2, PL_GUIDE_ASK_PAIN, 1},
        {100, PL_GUIDE_ASK_PAIN, 1},
    };
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        let_pass(&guide, moments[i].t);
        assert_int_equal(pl_guide_view(&guide).stage, moments[i].stage);
        assert_int_equal(pl_guide_view(&guide).rep, moments[i].rep);
    }
    pl_guide_finish(&guide);
    assert_int_equal(pl_guide_practice(&guide, (struct pl_when){5, 0}).outcome, PL_OUTCOME_DONE);
    assert_int_equal(guide.reps_done, 5);
    assert_false(pl_guide_running(&guide));
}

static void sides_and_sets_take_their_turns(void **state)
{
    struct pl_guide guide = start("neck_turn");
    int right = 0, left = 0;

    (void)state;
    while (guide.stage != PL_GUIDE_ASK_PAIN) {
        const struct pl_guide_view before = pl_guide_view(&guide);

        let_pass(&guide, pl_seconds(guide.now) + 0.2);
        if (guide.stage == PL_GUIDE_WORK && before.stage != PL_GUIDE_WORK) {
            right += pl_guide_view(&guide).side == PL_SIDE_RIGHT;
            left += pl_guide_view(&guide).side == PL_SIDE_LEFT;
        }
    }
    assert_int_equal(right, 2);
    assert_int_equal(left, 2);
    guide = start("band_row");
    while (guide.set < 1)
        let_pass(&guide, pl_seconds(guide.now) + 0.2);
    assert_int_equal(guide.stage, PL_GUIDE_REST);
    assert_true(pl_guide_view(&guide).left_s > 44);
}

static void a_pause_stops_the_clock(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    let_pass(&guide, 7);
    pl_guide_pause(&guide, true);
    let_pass(&guide, 60);
    assert_int_equal(pl_guide_view(&guide).stage, PL_GUIDE_WORK);
    assert_true(pl_guide_view(&guide).left_s > 3.5);
    pl_guide_pause(&guide, false);
    let_pass(&guide, 64.2);
    assert_int_equal(pl_guide_view(&guide).stage, PL_GUIDE_RELEASE);
}

/* Frames are a little older than the ticks between them. */
static void a_moment_that_was_counted_is_not_counted_again(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    for (pl_usec t = 0; t < 5 * PL_USEC_PER_SEC; t += PL_USEC_PER_SEC / 10) {
        pl_guide_tick(&guide, t);
        pl_guide_tick(&guide, t - PL_USEC_PER_SEC / 20);
    }
    assert_int_equal(guide.stage, PL_GUIDE_READY);
}

static void a_suspend_pauses(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    let_pass(&guide, 7);
    pl_guide_tick(&guide, 3600 * PL_USEC_PER_SEC);
    assert_true(guide.paused);
    assert_int_equal(guide.stage, PL_GUIDE_WORK);
}

static void skipping_is_partly_and_skipping_all_is_skipped(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    pl_guide_skip(&guide); /* getting ready */
    pl_guide_skip(&guide); /* the first repetition */
    assert_int_equal(guide.stage, PL_GUIDE_RELEASE);
    let_pass(&guide, 60);
    assert_int_equal(guide.outcome, PL_OUTCOME_PARTLY);
    guide = start("chin_tuck");
    for (int i = 0; i < 20; i++)
        pl_guide_skip(&guide);
    assert_int_equal(guide.stage, PL_GUIDE_ASK_PAIN);
    assert_int_equal(guide.outcome, PL_OUTCOME_SKIPPED);
}

static void pain_decides_how_it_ends(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    let_pass(&guide, 10);
    assert_int_equal(pl_guide_pain(&guide, 4), PL_TEXT_EASE_OFF);
    assert_true(pl_guide_running(&guide));
    assert_int_equal(pl_guide_pain(&guide, 6), PL_TEXT_STOP_NOW);
    assert_false(pl_guide_running(&guide));
    assert_int_equal(guide.outcome, PL_OUTCOME_STOPPED);

    guide = start("chin_tuck");
    pl_guide_done(&guide);
    assert_int_equal(pl_guide_pain(&guide, 2), PL_TEXT_COUNT);
    assert_int_equal(pl_guide_practice(&guide, (struct pl_when){5, 0}).pain_after, 2);
    assert_int_equal(guide.outcome, PL_OUTCOME_DONE);

    guide = start("chin_tuck");
    pl_guide_done(&guide);
    pl_guide_pain(&guide, 7);
    assert_int_equal(guide.outcome, PL_OUTCOME_STOPPED);
}

static void stopping_because_it_hurts_is_told_from_stopping(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    let_pass(&guide, 20);
    pl_guide_stop(&guide, false);
    assert_int_equal(guide.outcome, PL_OUTCOME_PARTLY);
    guide = start("chin_tuck");
    pl_guide_stop(&guide, true);
    assert_int_equal(guide.outcome, PL_OUTCOME_STOPPED);
}

static void cold_ends_at_its_time_whatever_the_dose_says(void **state)
{
    const struct pl_entry *cold = pl_catalogue_find(catalogue, "cold_pack");
    struct pl_dose dose = cold->dose;
    struct pl_guide guide;

    (void)state;
    dose.hold_s = 3600;
    pl_guide_start(&guide, cold, dose, 0);
    let_pass(&guide, 1190);
    assert_int_equal(guide.stage, PL_GUIDE_WORK);
    let_pass(&guide, 1207);
    assert_int_equal(guide.stage, PL_GUIDE_ASK_PAIN);
}

static void keys_after_the_end_do_nothing(void **state)
{
    struct pl_guide guide = start("chin_tuck");

    (void)state;
    pl_guide_stop(&guide, false);
    pl_guide_skip(&guide);
    pl_guide_done(&guide);
    pl_guide_pause(&guide, true);
    pl_guide_tick(&guide, 100 * PL_USEC_PER_SEC);
    assert_int_equal(guide.stage, PL_GUIDE_OVER);
    assert_int_equal(pl_guide_pain(&guide, 9), PL_TEXT_COUNT);
    assert_int_equal(guide.outcome, PL_OUTCOME_SKIPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_runs_by_itself),
        cmocka_unit_test(sides_and_sets_take_their_turns),
        cmocka_unit_test(a_pause_stops_the_clock),
        cmocka_unit_test(a_moment_that_was_counted_is_not_counted_again),
        cmocka_unit_test(a_suspend_pauses),
        cmocka_unit_test(skipping_is_partly_and_skipping_all_is_skipped),
        cmocka_unit_test(pain_decides_how_it_ends),
        cmocka_unit_test(stopping_because_it_hurts_is_told_from_stopping),
        cmocka_unit_test(cold_ends_at_its_time_whatever_the_dose_says),
        cmocka_unit_test(keys_after_the_end_do_nothing),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
