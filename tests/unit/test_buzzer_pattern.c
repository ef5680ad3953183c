/* What the buzzer plays: lengths, order of importance, and that it always ends. */
#include "alerts/buzzer_pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The time on, following the moments of change only, as the sink does. */
static pl_usec time_on(enum pl_tune tune)
{
    pl_usec on = 0, t = 0, next;

    while ((next = pl_tune_next_change(tune, t)) >= 0) {
        assert_true(next > t);
        if (pl_tune_level(tune, t))
            on += next - t;
        t = next;
    }
    return on;
}

static void every_tune_ends_and_is_silent_then(void **state)
{
    (void)state;
    for (int t = PL_TUNE_NONE; t < PL_TUNE_COUNT; t++) {
        pl_usec length = pl_tune_length((enum pl_tune)t);
        assert_true(length <= PL_TUNE_MAX);
        assert_false(pl_tune_level((enum pl_tune)t, length));
        assert_false(pl_tune_level((enum pl_tune)t, -1));
        assert_false(pl_tune_level((enum pl_tune)t, 100 * PL_USEC_PER_HOUR));
        assert_int_equal(pl_tune_next_change((enum pl_tune)t, length), -1);
    }
}

static void changes_and_levels_agree(void **state)
{
    (void)state;
    for (int t = PL_TUNE_POSTURE_SOFT; t < PL_TUNE_COUNT; t++) {
        pl_usec on = 0;
        for (pl_usec since = 0; since < PL_TUNE_MAX; since += PL_USEC_PER_MSEC)
            on += pl_tune_level((enum pl_tune)t, since) ? PL_USEC_PER_MSEC : 0;
        assert_int_equal(on, time_on((enum pl_tune)t));
    }
}

static void what_matters_more_sounds_longer(void **state)
{
    (void)state;
    assert_true(time_on(PL_TUNE_POSTURE_STRONG) > time_on(PL_TUNE_POSTURE_SOFT));
    assert_true(time_on(PL_TUNE_BREAK_FIRM) > time_on(PL_TUNE_BREAK_SOFT));
    assert_true(time_on(PL_TUNE_POSTURE_SOFT) > time_on(PL_TUNE_NOTED));
}

static void only_alerts_and_exercises_sound(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_EVENT_KINDS; kind++) {
        struct pl_event event = {.kind = (enum pl_event_kind)kind};
        assert_int_equal(pl_tune_of(&event) != PL_TUNE_NONE,
                         pl_event_is_alert(event.kind) || kind == PL_EVENT_EXERCISE);
    }
}

static void an_exercise_sounds_like_nothing_else(void **state)
{
    const struct pl_event event = {.kind = PL_EVENT_EXERCISE};
    const enum pl_tune tune = pl_tune_of(&event);

    (void)state;
    for (int t = PL_TUNE_NONE; t < PL_TUNE_COUNT; t++)
        if (t != (int)tune)
            assert_true(time_on((enum pl_tune)t) != time_on(tune) ||
                        pl_tune_length((enum pl_tune)t) != pl_tune_length(tune));
    assert_true(time_on(PL_TUNE_GO) > time_on(PL_TUNE_RELEASE));
    assert_true(time_on(PL_TUNE_END) > time_on(PL_TUNE_GO));
}

static void an_alert_is_never_cut_short_by_what_matters_less(void **state)
{
    static const struct {
        enum pl_tune playing, coming;
        enum pl_tune_meeting meeting;
    } rows[] = {
        {PL_TUNE_NONE, PL_TUNE_NOTED, PL_TUNE_TAKES_OVER},
        {PL_TUNE_POSTURE_SOFT, PL_TUNE_EXERCISE, PL_TUNE_WAITS},
        {PL_TUNE_BREAK_FIRM, PL_TUNE_EXERCISE, PL_TUNE_WAITS},
        {PL_TUNE_GO, PL_TUNE_EXERCISE, PL_TUNE_WAITS},
        {PL_TUNE_POSTURE_SOFT, PL_TUNE_GO, PL_TUNE_GIVES_WAY},
        {PL_TUNE_POSTURE_SOFT, PL_TUNE_NOTED, PL_TUNE_GIVES_WAY},
        {PL_TUNE_EXERCISE, PL_TUNE_NOTED, PL_TUNE_GIVES_WAY},
        {PL_TUNE_POSTURE_STRONG, PL_TUNE_POSTURE_SOFT, PL_TUNE_GIVES_WAY},
        {PL_TUNE_POSTURE_SOFT, PL_TUNE_POSTURE_STRONG, PL_TUNE_TAKES_OVER},
        {PL_TUNE_EXERCISE, PL_TUNE_POSTURE_SOFT, PL_TUNE_TAKES_OVER},
        {PL_TUNE_EXERCISE, PL_TUNE_GO, PL_TUNE_TAKES_OVER},
        {PL_TUNE_GO, PL_TUNE_RELEASE, PL_TUNE_TAKES_OVER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(pl_tune_meet(rows[i].playing, rows[i].coming), rows[i].meeting);
}

static void a_tune_that_has_not_begun_is_silent_until_it_does(void **state)
{
    (void)state;
    assert_false(pl_tune_level(PL_TUNE_EXERCISE, -1));
    assert_int_equal(pl_tune_next_change(PL_TUNE_EXERCISE, -PL_TUNE_GAP), 0);
    assert_true(pl_tune_level(PL_TUNE_EXERCISE, 0));
}

static void lights_change_when_they_say(void **state)
{
    (void)state;
    assert_int_equal(pl_light_next_change(PL_LIGHT_WATCHING, 5), INT64_MAX);
    assert_false(pl_light_level(PL_LIGHT_OFF, 0));
    for (int light = PL_LIGHT_PAUSED; light < PL_LIGHT_COUNT; light++)
        for (pl_usec t = 0, next; t < 10 * PL_USEC_PER_SEC; t = next) {
            next = pl_light_next_change((enum pl_light)light, t);
            assert_int_not_equal(pl_light_level((enum pl_light)light, t),
                                 pl_light_level((enum pl_light)light, next));
            assert_int_equal(pl_light_level((enum pl_light)light, t),
                             pl_light_level((enum pl_light)light, next - 1));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tune_ends_and_is_silent_then),
        cmocka_unit_test(changes_and_levels_agree),
        cmocka_unit_test(what_matters_more_sounds_longer),
        cmocka_unit_test(only_alerts_and_exercises_sound),
        cmocka_unit_test(an_exercise_sounds_like_nothing_else),
        cmocka_unit_test(an_alert_is_never_cut_short_by_what_matters_less),
        cmocka_unit_test(a_tune_that_has_not_begun_is_silent_until_it_does),
        cmocka_unit_test(lights_change_when_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
