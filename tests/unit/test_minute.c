/* Moments become minutes: nothing is lost at a border, nothing is made up in a hole. */
#include "history/span.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define AT(minute, second) ((int64_t)((minute)*60 + (second)) * PL_USEC_PER_SEC)

static struct pl_moment seated(int64_t from_us, int64_t to_us, const char *posture)
{
    return (struct pl_moment){
        .from_us = from_us,
        .to_us = to_us,
        .tick = from_us + 5,
        .presence = PL_PRESENCE_SEATED,
        .judgement = strcmp(posture, "upright") ? PL_JUDGED_POOR : PL_JUDGED_GOOD,
        .posture = posture,
        .forward_head_cm = NAN,
        .head_drop_cm = NAN,
        .screen_distance_cm = NAN,
    };
}

static void an_empty_moment_adds_nothing(void **state)
{
    struct pl_minute_builder builder = {0};
    struct pl_moment moment = seated(AT(1, 0), AT(1, 0), "upright");
    struct pl_span span;

    (void)state;
    assert_int_equal(pl_minute_add(&builder, &moment, &span), 0);
    assert_int_equal(pl_minute_finish(&builder, &span), 0);
}

static void a_hole_is_not_filled(void **state)
{
    struct pl_minute_builder builder = {0};
    struct pl_moment before = seated(AT(1, 0), AT(1, 10), "upright");
    struct pl_moment after = seated(AT(200, 30), AT(200, 40), "upright");
    struct pl_span span;

    (void)state;
    assert_int_equal(pl_minute_add(&builder, &before, &span), 0);
    assert_int_equal(pl_minute_add(&builder, &after, &span), 1);
    assert_int_equal(span.at, 60);
    assert_float_equal((float)span.seated_s, 10, 1e-5);
    assert_int_equal(pl_minute_add(&builder, &after, &span), 0);
    assert_int_equal(pl_minute_finish(&builder, &span), 1);
    assert_int_equal(span.at, 200 * 60);
    assert_float_equal((float)span.seated_s, 10, 1e-5);
}

static void a_clock_set_back_ends_the_minute(void **state)
{
    struct pl_minute_builder builder = {0};
    struct pl_moment before = seated(AT(100, 0), AT(100, 20), "upright");
    struct pl_moment after = seated(AT(40, 20), AT(40, 30), "upright");
    struct pl_span span;

    (void)state;
    pl_minute_add(&builder, &before, &span);
    assert_int_equal(pl_minute_add(&builder, &after, &span), 1);
    assert_int_equal(span.at, 100 * 60);
    assert_float_equal((float)span.seated_s, 20, 1e-5);
}

static void a_long_moment_is_cut_at_every_border(void **state)
{
    struct pl_minute_builder builder = {0};
    struct pl_moment moment = seated(AT(9, 30), AT(12, 15), "slouched");
    struct pl_span span;
    double sum = 0;
    int minutes = 0;

    (void)state;
    while (pl_minute_add(&builder, &moment, &span)) {
        assert_int_equal(span.at, (9 + minutes) * 60);
        assert_int_equal(span.tick, span.at * PL_USEC_PER_SEC + 5);
        assert_string_equal(span.posture, "slouched");
        sum += span.poor_s;
        minutes++;
    }
    assert_int_equal(minutes, 3);
    assert_int_equal(pl_minute_finish(&builder, &span), 1);
    assert_float_equal((float)(sum + span.poor_s), 165, 1e-4);
}

static void a_minute_keeps_its_median_its_longest_posture_and_its_sums(void **state)
{
    static const float forward_cm[] = {1, 9, 2, NAN, 3};
    struct pl_minute_builder builder = {0};
    struct pl_span span;

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct pl_moment moment =
            seated(AT(3, i * 10), AT(3, i * 10 + 10), i == 1 ? "forward_head" : "upright");
        moment.forward_head_cm = forward_cm[i];
        moment.sit_s = 100 + i;
        assert_int_equal(pl_minute_add(&builder, &moment, &span), 0);
    }
    struct pl_moment away = {.from_us = AT(3, 50), .to_us = AT(4, 0), .presence = PL_PRESENCE_AWAY};
    assert_int_equal(pl_minute_add(&builder, &away, &span), 1);
    assert_float_equal((float)span.forward_head_cm, 2.5, 1e-5);
    assert_true(isnan(span.head_drop_cm));
    assert_string_equal(span.posture, "upright");
    assert_float_equal((float)span.good_s, 40, 1e-5);
    assert_float_equal((float)span.poor_s, 10, 1e-5);
    assert_float_equal((float)span.away_s, 10, 1e-5);
    assert_float_equal((float)span.sit_s, 104, 1e-5);
}

static void missing_time_says_why(void **state)
{
    struct pl_minute_builder builder = {0};
    struct pl_moment moment = {
        .from_us = AT(0, 0), .to_us = AT(0, 30), .missing_because = "paused"};
    struct pl_span span;

    (void)state;
    pl_minute_add(&builder, &moment, &span);
    assert_int_equal(pl_minute_finish(&builder, &span), 1);
    assert_float_equal((float)span.missing_s, 30, 1e-5);
    assert_string_equal(span.missing_because, "paused");
    assert_string_equal(span.posture, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_moment_adds_nothing),
        cmocka_unit_test(a_hole_is_not_filled),
        cmocka_unit_test(a_clock_set_back_ends_the_minute),
        cmocka_unit_test(a_long_moment_is_cut_at_every_border),
        cmocka_unit_test(a_minute_keeps_its_median_its_longest_posture_and_its_sums),
        cmocka_unit_test(missing_time_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
