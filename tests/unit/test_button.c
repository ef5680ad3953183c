/* The push button: tables of (time in ms, level) and the gestures that come of them. */
#include "alerts/button.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct edge {
    int ms;
    bool pressed;
};

struct told {
    enum pl_gesture gesture[8];
    int ms[8], count;
};

/* Plays edges as the loop would: the button is asked at every edge and at every moment it named. */
static struct told play(const struct edge *edges, size_t count, int end_ms)
{
    struct pl_button button = pl_button_make(20 * PL_USEC_PER_MSEC);
    struct told told = {0};
    bool level = false;
    size_t next = 0;
    pl_usec now = 0;

    while (now < end_ms * PL_USEC_PER_MSEC) {
        pl_usec edge = next < count ? edges[next].ms * PL_USEC_PER_MSEC : end_ms * PL_USEC_PER_MSEC;
        pl_usec due = pl_button_due(&button);
        enum pl_gesture gesture;

        now = due < edge ? due : edge;
        if (now == edge && next < count)
            level = edges[next++].pressed;
        gesture = pl_button_step(&button, level, now);
        if (gesture != PL_GESTURE_NONE) {
            assert_true(told.count < 8);
            told.ms[told.count] = (int)(now / PL_USEC_PER_MSEC);
            told.gesture[told.count++] = gesture;
        }
    }
    return told;
}

#define PLAY(...)                            \
    play((const struct edge[]){__VA_ARGS__}, \
         sizeof((const struct edge[]){__VA_ARGS__}) / sizeof(struct edge), 10000)

static void a_spike_shorter_than_the_debounce_is_nothing(void **state)
{
    struct told told = PLAY({100, true}, {115, false}, {500, true}, {505, false});

    (void)state;
    assert_int_equal(told.count, 0);
}

static void a_short_press_is_told_when_no_second_follows(void **state)
{
    struct told told = PLAY({100, true}, {250, false});

    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.gesture[0], PL_GESTURE_SHORT);
    assert_int_equal(told.ms[0], 650);
}

static void bouncing_contacts_make_one_press(void **state)
{
    struct told told = PLAY({100, true}, {103, false}, {105, true}, {109, false}, {112, true},
                            {250, false}, {254, true}, {258, false});

    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.gesture[0], PL_GESTURE_SHORT);
}

static void a_long_press_is_told_once_and_while_held(void **state)
{
    struct told told = PLAY({100, true}, {5000, false});

    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.gesture[0], PL_GESTURE_LONG);
    assert_int_equal(told.ms[0], 1600);
}

static void two_presses_are_one_double_and_no_short(void **state)
{
    struct told told = PLAY({100, true}, {200, false}, {400, true}, {500, false});

    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.gesture[0], PL_GESTURE_DOUBLE);
}

static void a_second_press_that_bounces_at_the_last_moment_still_counts(void **state)
{
    struct told told = PLAY({100, true}, {200, false}, {595, true}, {700, false});

    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.gesture[0], PL_GESTURE_DOUBLE);
}

static void presses_far_apart_are_two_shorts(void **state)
{
    struct told told = PLAY({100, true}, {200, false}, {1200, true}, {1300, false});

    (void)state;
    assert_int_equal(told.count, 2);
    assert_int_equal(told.gesture[0], PL_GESTURE_SHORT);
    assert_int_equal(told.gesture[1], PL_GESTURE_SHORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spike_shorter_than_the_debounce_is_nothing),
        cmocka_unit_test(a_short_press_is_told_when_no_second_follows),
        cmocka_unit_test(bouncing_contacts_make_one_press),
        cmocka_unit_test(a_long_press_is_told_once_and_while_held),
        cmocka_unit_test(two_presses_are_one_double_and_no_short),
        cmocka_unit_test(a_second_press_that_bounces_at_the_last_moment_still_counts),
        cmocka_unit_test(presses_far_apart_are_two_shorts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
