/* The sitting session as tables of (how long, what is seen) and what must come of it. Every table is played at
 * several frame rates: what is believed may not depend on how many frames there were. */
#include "tests/scene/scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct expected {
    double at_s;
    enum pl_session_state state;
    double since_s;
    double break_s; /* of a break that ended at this moment; 0: none */
};

struct story {
    const char *name;
    struct scene scenes[10];
    struct expected expected[10]; /* ends with at_s 0 and state unknown */
    double seated_s, standing_s, away_s, missing_s;
    double timer_s; /* the sitting time at the end */
    double pace_s;  /* 0: 1 s, and every other rate; else only this */
};

#define SITTING PL_SESSION_SITTING
#define STANDING PL_SESSION_STANDING
#define GONE PL_SESSION_AWAY
#define UNKNOWN PL_SESSION_UNKNOWN

/* clang-format off */
static const struct story stories[] = {
    /* What must not count. */
    {"nobody, all the time",
     {LASTS(AWAY, 600)},
     {{10, GONE, 0, 0}},
     0, 0, 600, 0, 0, 0},
    {"somebody walks by",
     {LASTS(AWAY, 100), LASTS(SIT, 6), LASTS(AWAY, 100)},
     {{10, GONE, 0, 0}},
     0, 0, 206, 0, 0, 0},
    {"somebody walks by, tall",
     {LASTS(AWAY, 100), LASTS(STAND, 8), LASTS(AWAY, 100)},
     {{10, GONE, 0, 0}},
     0, 0, 208, 0, 0, 0},
    {"a break and nobody had sat before",
     {LASTS(AWAY, 300), LASTS(SIT, 60)},
     {{10, GONE, 0, 0}, {310, SITTING, 300, 0}},
     60, 0, 300, 0, 60, 0},
    {"an arm before the lens",
     {LASTS(SIT, 100), LASTS(AWAY, 8), LASTS(SIT, 100)},
     {{10, SITTING, 0, 0}},
     208, 0, 0, 0, 208, 0},
    {"a hole of 40 s is missing, the timer is kept",
     {LASTS(SIT, 100), LASTS(HOLE, 40), LASTS(SIT, 100)},
     {{10, SITTING, 0, 0}},
     200, 0, 0, 40, 200, 0},
    {"two minutes in the dark are no break",
     {LASTS(SIT, 300), LASTS(DARK, 150), LASTS(SIT, 100)},
     {{10, SITTING, 0, 0}, {360, UNKNOWN, 300, 0}, {460, SITTING, 450, 0}},
     400, 0, 0, 150, 400, 0},
    {"a suspend of three hours is neither sitting nor a break",
     {LASTS(SIT, 1500), LASTS(HOLE, 10800), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}, {12300, UNKNOWN, 1500, 0}, {12310, SITTING, 12300, 0}},
     1800, 0, 0, 10800, 300, 0},
    {"a hole in an absence does not make it a break",
     {LASTS(SIT, 300), LASTS(AWAY, 60), LASTS(HOLE, 50), LASTS(AWAY, 50), LASTS(SIT, 100)},
     {{10, SITTING, 0, 0}, {310, GONE, 300, 0}, {470, SITTING, 460, 0}},
     400, 0, 110, 50, 400, 0},
    /* What must. */
    {"an absence of 60 s holds the timer",
     {LASTS(SIT, 600), LASTS(AWAY, 60), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}, {610, GONE, 600, 0}, {670, SITTING, 660, 0}},
     900, 0, 60, 0, 900, 0},
    {"an absence of 130 s is a break",
     {LASTS(SIT, 600), LASTS(AWAY, 130), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}, {610, GONE, 600, 0}, {740, SITTING, 730, 130}},
     900, 0, 130, 0, 300, 0},
    {"standing up for 130 s is a break",
     {LASTS(SIT, 600), LASTS(STAND, 130), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}, {603, STANDING, 600, 0}, {733, SITTING, 730, 130}},
     900, 130, 0, 0, 300, 0},
    {"standing, then leaving: one break of both",
     {LASTS(SIT, 600), LASTS(STAND, 70), LASTS(AWAY, 70), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}, {603, STANDING, 600, 0}, {680, GONE, 670, 0}, {750, SITTING, 740, 140}},
     900, 70, 70, 0, 300, 0},
    {"somebody walks by during a break",
     {LASTS(SIT, 600), LASTS(AWAY, 80), LASTS(SIT, 5), LASTS(AWAY, 80), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}, {610, GONE, 600, 0}, {775, SITTING, 765, 165}},
     900, 0, 165, 0, 300, 0},
    {"a short look upwards is no standing",
     {LASTS(SIT, 300), LASTS(STAND, 2), LASTS(SIT, 300)},
     {{10, SITTING, 0, 0}},
     602, 0, 0, 0, 602, 0},
    {"a face that is hidden still sits",
     {LASTS(SIT, 300), LASTS(HIDDEN, 300), LASTS(SIT, 10)},
     {{10, SITTING, 0, 0}},
     610, 0, 0, 0, 610, 0},
    {"a standing person whose face is hidden still stands",
     {LASTS(SIT, 300), LASTS(STAND, 60), LASTS(HIDDEN, 70), LASTS(SIT, 20)},
     {{10, SITTING, 0, 0}, {303, STANDING, 300, 0}, {433, SITTING, 430, 130}},
     320, 130, 0, 0, 20, 0},
    {"a line every ten seconds is enough",
     {LASTS(SIT, 600), LASTS(AWAY, 200), LASTS(SIT, 200)},
     {{10, SITTING, 0, 0}, {600, GONE, 590, 0}, {800, SITTING, 790, 200}},
     790, 0, 200, 0, 200, 10},
};
/* clang-format on */

#define STORIES (sizeof stories / sizeof stories[0])

struct heard {
    int count;
    struct expected what[64];
};

static struct play day;
static struct heard heard;

static void hear(struct play *play, const struct pl_event *event)
{
    struct expected *next = &heard.what[heard.count];
    static double break_s;

    if (event->kind == PL_EVENT_BREAK)
        break_s = pl_seconds(event->pause.length);
    if (event->kind > PL_EVENT_AWAY)
        return;
    assert_true(heard.count < 64);
    *next = (struct expected){
        .at_s = pl_seconds(event->t - play->first_t),
        .state = play->judge.session.state,
        .since_s = pl_seconds(event->presence.since - play->first_t),
        .break_s = break_s,
    };
    break_s = 0;
    heard.count++;
}

/* The session says "unknown" by its state alone, not by an event: look at every line. */
static void watch_unknown(struct play *play, pl_usec t)
{
    static enum pl_session_state before;
    enum pl_session_state now = play->judge.session.state;

    (void)t;
    if (now == PL_SESSION_UNKNOWN && before != PL_SESSION_UNKNOWN && play->judge.session.started)
        heard.what[heard.count++] = (struct expected){
            .state = now, .since_s = pl_seconds(play->judge.session.since - play->first_t)};
    before = now;
}

static void assert_near(double value, double expected, double tolerance, const char *story,
                        const char *what)
{
    if (fabs(value - expected) > tolerance + 0.01)
        fail_msg("%s: %s is %.2f, expected %.2f", story, what, value, expected);
}

static void check_story(const struct story *story, double tolerance)
{
    const struct pl_day *sum = &day.days[0];
    int count = 0;

    for (; story->expected[count].at_s > 0; count++) {
        const struct expected *want = &story->expected[count], *got = &heard.what[count];

        if (count >= heard.count || got->state != want->state)
            fail_msg("%s: change %d is to %s, expected %s", story->name, count + 1,
                     count < heard.count ? pl_session_state_name(got->state) : "nothing",
                     pl_session_state_name(want->state));
        assert_near(got->since_s, want->since_s, tolerance, story->name, "since");
        assert_near(got->break_s, want->break_s, 2 * tolerance, story->name, "break");
        if (want->state != PL_SESSION_UNKNOWN)
            assert_near(got->at_s, want->at_s, 2 * tolerance, story->name, "moment");
    }
    assert_int_equal(heard.count, count);
    assert_near(pl_seconds(sum->seated), story->seated_s, 4 * tolerance, story->name, "seated");
    assert_near(pl_seconds(sum->standing), story->standing_s, 4 * tolerance, story->name,
                "standing");
    assert_near(pl_seconds(sum->away), story->away_s, 4 * tolerance, story->name, "away");
    assert_near(pl_seconds(sum->missing), story->missing_s, 4 * tolerance, story->name, "missing");
    assert_near(pl_seconds(day.judge.session.seated), story->timer_s, 4 * tolerance, story->name,
                "the timer");
}

static void tell(const struct story *story, double interval_s, double jitter_s, pl_usec first_t)
{
    play_init(&day);
    memset(&heard, 0, sizeof heard);
    day.interval_s = interval_s;
    day.jitter_s = jitter_s;
    day.first_t = first_t;
    day.start = INT64_C(1772438400) * 1000000; /* 2026-03-02 08:00 UTC */
    day.also = hear;
    day.before = watch_unknown;
    play(&day, story->scenes);
    check_story(story, fmax(interval_s + jitter_s, 1)); /* the filter doubts a jump for 0.6 s */
}

static void every_story_comes_out_as_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < STORIES; i++)
        tell(&stories[i], stories[i].pace_s > 0 ? stories[i].pace_s : 1, 0, 0);
}

static void the_frame_rate_does_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < STORIES; i++) {
        if (stories[i].pace_s > 0)
            continue;
        tell(&stories[i], 0.2, 0, 0);
        tell(&stories[i], 0.5, 0.4, 0);
        tell(&stories[i], 1.5, 0.4, 0);
    }
}

static void the_time_since_boot_does_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < STORIES; i++)
        tell(&stories[i], stories[i].pace_s > 0 ? stories[i].pace_s : 1, 0,
             400 * 24 * PL_USEC_PER_HOUR);
}

static struct pl_measurement person(double t_s, bool present)
{
    struct pl_measurement m = pl_measurement_unknown(
        pl_usec_from_seconds(t_s), present ? PL_REASON_NONE : PL_REASON_NO_PERSON);

    m.present = present;
    return m;
}

static struct pl_session_change step(struct pl_session *session, double t_s, bool present)
{
    struct pl_measurement m = person(t_s, present);

    return pl_session_step(session, 120 * PL_USEC_PER_SEC, &m);
}

static void time_that_jumps_back_counts_nothing_twice(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    for (int t = 1000; t <= 1100; t++)
        step(&session, t, true);
    for (int t = 500; t <= 600; t++)
        step(&session, t, true);
    assert_int_equal(session.state, PL_SESSION_SITTING);
    assert_float_equal(pl_seconds(session.sums.seated), 200, 0.01);
    assert_true(session.since <= 600 * PL_USEC_PER_SEC);
    assert_int_equal(session.sums.away + session.sums.missing + session.sums.standing, 0);
}

static void a_detector_that_misses_every_second_frame_still_sees_somebody_sit_down(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    for (int i = 0; i < 100; i++)
        step(&session, i * 0.2, false);
    for (int i = 0; i < 100; i++)
        step(&session, 20 + i * 0.2, i % 2);
    assert_int_equal(session.state, PL_SESSION_SITTING);
    for (int i = 0; i < 1000; i++)
        step(&session, 40 + i * 0.2, i % 2);
    assert_int_equal(session.state, PL_SESSION_SITTING);
}

static void a_head_that_leaves_over_the_top_edge_stands(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    for (int t = 0; t < 60; t++)
        step(&session, t, true);
    for (int t = 60; t < 70; t++) {
        struct pl_measurement m = person(t, true);

        m.reason = PL_REASON_OUT_OF_FRAME;
        m.head_above = true;
        pl_session_step(&session, 120 * PL_USEC_PER_SEC, &m);
    }
    assert_int_equal(session.state, PL_SESSION_STANDING);
    for (int t = 70; t < 75; t++)
        step(&session, t, true);
    assert_int_equal(session.state, PL_SESSION_SITTING);
}

static void a_break_that_is_declared_starts_the_timer_anew(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    for (int t = 0; t < 1000; t++)
        step(&session, t, true);
    pl_session_rest(&session, 1000 * PL_USEC_PER_SEC);
    for (int t = 1000; t < 1100; t++)
        step(&session, t, true);
    assert_true(session.seated <= 101 * PL_USEC_PER_SEC);
}

/* Sits with the trunk this far forward and leaning this much, from from_s to to_s. */
static void sit_like(struct pl_session *session, double from_s, double to_s, double forward_cm,
                     double lean_deg)
{
    for (double t = from_s; t < to_s; t += 0.5) {
        struct pl_measurement m = person(t, true);

        m.trunk_forward_cm = (struct pl_number){forward_cm, 0.5};
        m.torso_lean_deg = (struct pl_number){lean_deg, 1};
        pl_session_step(session, 120 * PL_USEC_PER_SEC, &m);
    }
}

static void a_posture_shift_is_a_trunk_that_moved_and_stayed(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    sit_like(&session, 0, 100, 0, 0);
    sit_like(&session, 100, 103, 5, 0); /* too short */
    sit_like(&session, 103, 200, 0, 0);
    assert_int_equal(session.shifts, 0);
    sit_like(&session, 200, 300, 2.5, 6); /* too small */
    assert_int_equal(session.shifts, 0);
    sit_like(&session, 300, 400, 4, 0); /* from 0, 0 */
    assert_int_equal(session.shifts, 1);
    sit_like(&session, 400, 500, 4, -9);
    assert_int_equal(session.shifts, 2);
    assert_int_equal(pl_session_shifts_in_hour(&session, 500 * PL_USEC_PER_SEC), 2);
    assert_float_equal(pl_seconds(pl_session_still_for(&session, 500 * PL_USEC_PER_SEC)), 95, 1.1);
    sit_like(&session, 500, 3905, 4, -9);
    assert_int_equal(pl_session_shifts_in_hour(&session, 3950 * PL_USEC_PER_SEC), 1);
}

static void stillness_is_counted_from_sitting_down(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    sit_like(&session, 50, 1250, 0, 0);
    assert_float_equal(pl_seconds(pl_session_still_for(&session, 1250 * PL_USEC_PER_SEC)), 1200, 1);
    for (int t = 1250; t < 1300; t++)
        step(&session, t, false);
    assert_int_equal(pl_session_still_for(&session, 1300 * PL_USEC_PER_SEC), 0);
}

static void stillness_is_not_claimed_of_what_was_not_seen(void **state)
{
    struct pl_session session;

    (void)state;
    pl_session_init(&session);
    for (int t = 0; t < 1000; t++)
        step(&session, t, true);
    assert_true(pl_session_still_for(&session, 1000 * PL_USEC_PER_SEC) <= PL_USEC_PER_SEC);
    sit_like(&session, 1000, 1300, 0, 0);
    assert_float_equal(pl_seconds(pl_session_still_for(&session, 1300 * PL_USEC_PER_SEC)), 301, 1);
}

/* Whatever is seen, every second is counted once. */
static void the_parts_add_up_to_the_whole(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 40; seed++) {
        struct pl_session session;
        unsigned random = seed;
        pl_usec t = 0, sum, first = 0;

        pl_session_init(&session);
        for (int scene = 0; scene < 60; scene++) {
            bool present = scene_uniform(&random) < 0.6;
            double lasts = 1 + 200 * scene_uniform(&random);

            for (double s = 0; s < lasts; s += 0.1 + scene_uniform(&random)) {
                struct pl_measurement m = person(0, present);

                m.t = t += pl_usec_from_seconds(0.1 + scene_uniform(&random));
                if (scene == 0 && s == 0)
                    first = t;
                pl_session_step(&session, 120 * PL_USEC_PER_SEC, &m);
            }
            if (scene % 7 == 0)
                t += pl_usec_from_seconds(400 * scene_uniform(&random));
        }
        pl_session_settle(&session, 120 * PL_USEC_PER_SEC);
        sum =
            session.sums.seated + session.sums.standing + session.sums.away + session.sums.missing;
        assert_int_equal(sum, session.told - first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_story_comes_out_as_told),
        cmocka_unit_test(the_frame_rate_does_not_matter),
        cmocka_unit_test(the_time_since_boot_does_not_matter),
        cmocka_unit_test(time_that_jumps_back_counts_nothing_twice),
        cmocka_unit_test(a_detector_that_misses_every_second_frame_still_sees_somebody_sit_down),
        cmocka_unit_test(a_head_that_leaves_over_the_top_edge_stands),
        cmocka_unit_test(a_break_that_is_declared_starts_the_timer_anew),
        cmocka_unit_test(a_posture_shift_is_a_trunk_that_moved_and_stayed),
        cmocka_unit_test(stillness_is_counted_from_sitting_down),
        cmocka_unit_test(stillness_is_not_claimed_of_what_was_not_seen),
        cmocka_unit_test(the_parts_add_up_to_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
