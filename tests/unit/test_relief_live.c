/* A session told as text and read back: nothing is lost, and nothing half understood is taken. */
#include "app/relief/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

static const struct pl_relief_live full = {
    .id = "neck_turn",
    .stage = PL_GUIDE_CHANGE_SIDE,
    .paused = true,
    .set = 2,
    .sets = 3,
    .rep = 4,
    .reps = 5,
    .side = PL_SIDE_LEFT,
    .left_s = 1.25,
    .fraction = 0.5,
    .progress = 0.75,
    .sight = PL_SIGHT_SEES,
    .seen = PL_SEEN_PARTLY,
    .seen_right = 6,
    .seen_left = 7,
    .seen_reps = 8,
    .holding_s = 2.5,
    .turned_right_deg = 38,
    .turned_left_deg = 35.5,
    .best_right_deg = 40,
    .best_left_deg = 41,
    .shrugged = true,
    .outcome = PL_OUTCOME_STOPPED,
    .ease_off = true,
    .answers = true,
    .refused = true,
};

static void what_is_told_is_read_back_whole(void **state)
{
    struct pl_relief_live read = {.stage = PL_GUIDE_IDLE};
    char text[PL_RELIEF_LIVE_BYTES], again[PL_RELIEF_LIVE_BYTES];

    (void)state;
    pl_relief_live_format(&full, text);
    assert_true(pl_relief_live_parse(text, &read));
    assert_string_equal(read.id, "neck_turn");
    assert_int_equal(read.stage, PL_GUIDE_CHANGE_SIDE);
    assert_int_equal(read.side, PL_SIDE_LEFT);
    assert_int_equal(read.outcome, PL_OUTCOME_STOPPED);
    assert_int_equal(read.sight, PL_SIGHT_SEES);
    assert_true(read.left_s == 1.25 && read.holding_s == 2.5 && read.progress == 0.75);
    pl_relief_live_format(&read, again);
    assert_string_equal(again, text);
}

static void the_largest_fits(void **state)
{
    struct pl_relief_live large = full;
    char text[PL_RELIEF_LIVE_BYTES];

    (void)state;
    memset(large.id, 'x', sizeof(large.id) - 1);
    large.set = large.sets = large.rep = large.reps = INT32_MIN;
    large.seen_right = large.seen_left = large.seen_reps = INT32_MIN;
    large.left_s = large.fraction = large.progress = large.holding_s = large.turned_right_deg =
        -1.2345678901234567e-300;
    large.turned_left_deg = large.best_right_deg = large.best_left_deg = large.left_s;
    pl_relief_live_format(&large, text);
    assert_true(strlen(text) > 0);
    assert_true(pl_relief_live_parse(text, &large));
}

static void what_is_not_understood_changes_nothing(void **state)
{
    static const char *const texts[] = {
        "", "{", "[]", "null", "{\"stage\":\"work\"}",
    };
    struct pl_relief_live live = full;
    char text[PL_RELIEF_LIVE_BYTES], *at;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(pl_relief_live_parse(texts[i], &live));
    pl_relief_live_format(&full, text);
    at = strstr(text, "change_side"); /* a stage that only another version knows */
    memcpy(at, "change_legs", 11);
    assert_false(pl_relief_live_parse(text, &live));
    pl_relief_live_format(&full, text);
    at = strstr(text, "2.5"); /* a word for a number */
    memcpy(at, "\"x\"", 3);
    assert_false(pl_relief_live_parse(text, &live));
    pl_relief_live_format(&full, text);
    at = strstr(text, "\"neck_turn\""); /* a number for a word */
    memcpy(at, "12345678901", 11);
    assert_false(pl_relief_live_parse(text, &live));
    assert_int_equal(live.stage, PL_GUIDE_CHANGE_SIDE);
}

static const struct pl_entry turn = {.id = "turn", .camera = PL_CAMERA_HEAD_TURN};
static const struct pl_entry breathing = {.id = "breathing", .camera = PL_CAMERA_TIMER};

static enum pl_relief_sight sight(const struct pl_entry *entry, double yaw_deg, double until_s,
                                  bool looking)
{
    const struct pl_dose dose = {.hold_s = 5, .reps = 5, .sets = 1};
    struct pl_verify verify;
    struct pl_guide guide;

    pl_guide_start(&guide, entry, dose, 0);
    pl_verify_start(&verify, entry, dose, NULL, 0);
    for (pl_usec t = 0; t < pl_usec_from_seconds(until_s); t += PL_USEC_PER_SEC / 10)
        pl_verify_step(&verify,
                       &(struct pl_verify_sample){.t = t, .present = true, .yaw_deg = yaw_deg});
    return pl_relief_live_of(&guide, &verify, looking).sight;
}

static void could_not_see_is_told_from_does_not_look(void **state)
{
    (void)state;
    assert_int_equal(sight(&breathing, 0, 8, true), PL_SIGHT_NOTHING);
    assert_int_equal(sight(&turn, 0, 8, false), PL_SIGHT_NONE);
    assert_int_equal(sight(&turn, 0, 2, true), PL_SIGHT_LEARNING);
    assert_int_equal(sight(&turn, 0, 8, true), PL_SIGHT_SEES);
    assert_int_equal(sight(&turn, (double)NAN, 8, true), PL_SIGHT_BLIND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_read_back_whole),
        cmocka_unit_test(the_largest_fits),
        cmocka_unit_test(what_is_not_understood_changes_nothing),
        cmocka_unit_test(could_not_see_is_told_from_does_not_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
