/* Guided sessions in the daemon, counted from landmarks as the worker hands them over; breaks that count; a
 * best turn that is kept. Real state directory. */
#include "app/relief/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FRAME_US (PL_USEC_PER_SEC / 8)

static char directory[] = "/tmp/plumbline-desk-XXXXXX";
static const struct pl_when begin = {1772438400000000, 20514};

static void forget(void)
{
    static const char *const names[] = {"relief.json", "relief.lock"};
    char path[64];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        unlink(path);
    }
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    forget();
    return rmdir(directory);
}

static struct pl_when at(pl_usec t)
{
    return (struct pl_when){begin.t + t, begin.day};
}

static struct pl_relief_desk *open_desk(void)
{
    static struct pl_settings settings;
    struct pl_relief_desk *desk;

    settings = pl_settings_default();
    assert_int_equal(pl_relief_desk_create(&settings, directory, NULL, &desk), 0);
    return desk;
}

/* As open_desk(), by somebody new whose check was fine. */
static struct pl_relief_desk *fresh_desk(void)
{
    struct pl_relief_desk *desk;

    forget();
    desk = open_desk();
    assert_int_equal(pl_relief_desk_none_apply(desk, begin), 0);
    return desk;
}

static void put(struct pl_landmarks *marks, enum pl_pose_point point, float x, float y)
{
    marks->pose.point[point] = (struct pl_point){x, y};
    marks->pose.visibility[point] = 0.9f;
}

/* The person in the picture, elbows `out` pixels wider than at rest, hands up or down. */
static struct pl_body body(float out, bool hands_up)
{
    struct pl_landmarks marks = {.present = true};
    const float hand_y = hands_up ? 200 : 420;

    put(&marks, PL_POSE_RIGHT_EAR, 280, 120);
    put(&marks, PL_POSE_LEFT_EAR, 360, 120);
    put(&marks, PL_POSE_RIGHT_SHOULDER, 230, 240);
    put(&marks, PL_POSE_LEFT_SHOULDER, 410, 240);
    put(&marks, PL_POSE_RIGHT_ELBOW, 215 - out / 2, 360);
    put(&marks, PL_POSE_LEFT_ELBOW, 425 + out / 2, 360);
    put(&marks, PL_POSE_RIGHT_WRIST, 250, hand_y);
    put(&marks, PL_POSE_LEFT_WRIST, 390, hand_y);
    return pl_relief_body(&marks);
}

struct move {
    struct pl_body body;
    double yaw_deg;
    bool away;
};

struct heard {
    int go, release, end;
};

/* Plays a whole session; the last practice of relief.json is its result. */
static struct heard play(struct pl_relief_desk *desk, const char *command, double length_s,
                         struct move (*move)(double t))
{
    struct heard heard = {0};

    assert_int_equal(pl_relief_desk_exercise(desk, command, 0, begin), 0);
    for (pl_usec t = 0; t < pl_usec_from_seconds(length_s); t += FRAME_US) {
        const struct move now = move(pl_seconds(t));
        struct pl_measurement m = pl_measurement_unknown(t, PL_REASON_NONE);
        struct pl_verify_sample sample;
        enum pl_tune tune;

        m.present = !now.away;
        m.head_yaw_deg.value = now.yaw_deg;
        m.head_pitch_deg.value = 3;
        sample = pl_relief_sample(&now.body, &m, false);
        pl_relief_desk_guide(desk, &sample, t, at(t), &tune);
        heard.go += tune == PL_TUNE_GO;
        heard.release += tune == PL_TUNE_RELEASE;
        heard.end += tune == PL_TUNE_END;
    }
    return heard;
}

static struct pl_relief *kept(void)
{
    static struct pl_relief relief;

    assert_int_equal(pl_relief_store_load(directory, &relief), 0);
    return &relief;
}

static int shown_reps(struct pl_relief_desk *desk)
{
    struct pl_published_exercise exercise;
    struct pl_published_safety safety;

    pl_relief_desk_publish(desk, begin, &exercise, &safety);
    return exercise.reps_seen;
}

/* Ten squeezes, one in six seconds, after five at rest. */
static struct move squeezing(double t)
{
    const bool squeezed = t > 5 && t < 65 && fmod(t - 5, 6) < 4;

    return (struct move){.body = body(squeezed ? 40 : 0, false)};
}

static void squeezes_are_counted_by_the_arms(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();
    struct heard heard;

    (void)state;
    heard = play(desk, "{\"start\":\"scapular_squeeze\"}", 70, squeezing);
    assert_true(pl_relief_desk_exercising(desk));
    assert_in_range(shown_reps(desk), 9, 11);
    assert_true(heard.go > 0);
    assert_int_equal(pl_relief_desk_done(desk, at(70 * PL_USEC_PER_SEC)), 0);
    assert_false(pl_relief_desk_exercising(desk));
    assert_int_not_equal(kept()->practices.item[0].seen, PL_SEEN_NOT);
    pl_relief_desk_destroy(desk);
}

static struct move w_arms(double t)
{
    struct move move = {.body = body(t > 8 && t < 25 ? 140 : 0, t > 8 && t < 25)};

    return move;
}

static void arms_held_like_a_w_are_seen(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();

    (void)state;
    play(desk, "{\"start\":\"chest_opener\"}", 27, w_arms);
    assert_int_equal(shown_reps(desk), 1);
    pl_relief_desk_destroy(desk);
}

/* A stiff neck: 20 degrees each way. */
static struct move turning(double t)
{
    return (struct move){.body = body(0, false),
                         .yaw_deg = t < 5    ? 0
                                    : t < 15 ? -20
                                    : t < 20 ? 0
                                    : t < 30 ? 18
                                             : 0};
}

/* As on a stiffer day, and only to the right. */
static struct move turning_less(double t)
{
    return (struct move){.body = body(0, false), .yaw_deg = t > 5 && t < 15 ? -14 : 0};
}

static void a_best_turn_is_kept_and_the_next_session_goes_by_it(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();

    (void)state;
    play(desk, "{\"start\":\"neck_turn\"}", 35, turning);
    assert_int_equal(shown_reps(desk), 0); /* under the 25 degrees for somebody unknown */
    pl_relief_desk_exercise(desk, "{\"stop\":true}", 35 * PL_USEC_PER_SEC, begin);
    assert_true(fabs(kept()->turn_best_deg[PL_SIDE_RIGHT] - 20) < 1);
    assert_true(fabs(kept()->turn_best_deg[PL_SIDE_LEFT] - 18) < 1);
    pl_relief_desk_destroy(desk);

    desk = open_desk();
    play(desk, "{\"start\":\"neck_turn\"}", 35, turning);
    assert_int_equal(shown_reps(desk), 2);
    pl_relief_desk_destroy(desk);
}

/* Somebody who sits, whom nothing keeps from being talked to. */
static struct pl_judge *idle_judge(void)
{
    static struct pl_judge judge;
    const struct pl_judge_config config = pl_judge_config_default();

    pl_judge_init(&judge, &config, (struct pl_judge_listener){NULL, NULL});
    judge.session.state = PL_SESSION_SITTING;
    return &judge;
}

static void a_check_short_of_the_own_best_brings_neck_turns(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();
    const pl_usec end = 40 * PL_USEC_PER_SEC;
    struct pl_event event;

    (void)state;
    play(desk, "{\"start\":\"head_turn_check\"}", 35,
         turning); /* 20 and 18 degrees: the best so far */
    assert_int_equal(pl_relief_desk_done(desk, at(end)), 0);
    assert_false(pl_relief_desk_tick(desk, idle_judge(), end, at(end), &event));
    pl_relief_desk_destroy(desk);

    desk = open_desk();
    play(desk, "{\"start\":\"head_turn_check\"}", 35, turning_less);
    assert_int_equal(pl_relief_desk_done(desk, at(end)), 0);
    assert_true(pl_relief_desk_tick(desk, idle_judge(), end, at(end), &event));
    assert_string_equal(event.exercise.id, "neck_turn");
    assert_string_equal(event.exercise.because, "stiff_neck");
    assert_false(pl_relief_desk_tick(desk, idle_judge(), end + 1, at(end + 1), &event));
    pl_relief_desk_destroy(desk);
}

static void nothing_is_suggested_during_a_session(void **state)
{
    const struct pl_event alert = {.kind = PL_EVENT_BREAK_DUE, .break_due.level = PL_LEVEL_SOFT};
    struct pl_relief_desk *desk = fresh_desk();
    struct pl_event event;

    (void)state;
    assert_int_equal(pl_relief_desk_exercise(desk, "{\"start\":\"chin_tuck\"}", 0, begin), 0);
    assert_false(pl_relief_desk_alert(desk, &alert, begin, &event));
    assert_int_equal(pl_relief_desk_exercise(desk, "{\"stop\":true}", 0, begin), 0);
    assert_true(pl_relief_desk_alert(desk, &alert, begin, &event));
    pl_relief_desk_destroy(desk);
}

static void what_hurts_stops_it_and_asks_for_the_check(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();
    struct pl_relief_live live;

    (void)state;
    play(desk, "{\"start\":\"chin_tuck\"}", 8, squeezing);
    assert_int_equal(pl_relief_desk_exercise(desk, "{\"hurts\":true}", 8 * PL_USEC_PER_SEC, begin),
                     0);
    pl_relief_desk_live(desk, &live);
    assert_int_equal(live.stage, PL_GUIDE_OVER);
    assert_int_equal(live.outcome, PL_OUTCOME_STOPPED);
    assert_int_equal(kept()->practices.item[0].outcome, PL_OUTCOME_STOPPED);
    assert_true(kept()->gate.recheck);
    assert_int_equal(pl_relief_desk_exercise(desk, "{\"start\":\"chin_tuck\"}", 0, begin), 1);
    pl_relief_desk_destroy(desk);
}

static void a_new_start_ends_and_logs_what_runs(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();

    (void)state;
    play(desk, "{\"start\":\"scapular_squeeze\"}", 30, squeezing);
    play(desk, "{\"start\":\"chest_opener\"}", 2, w_arms);
    assert_int_equal(kept()->practices.count, 1);
    assert_string_equal(kept()->practices.item[0].id, "scapular_squeeze");
    assert_int_equal(kept()->practices.item[0].outcome, PL_OUTCOME_PARTLY);
    assert_true(pl_relief_desk_exercising(desk));
    pl_relief_desk_destroy(desk);
}

static void a_camera_that_says_nothing_more_is_told(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();
    struct pl_relief_live live;
    enum pl_tune tune;

    (void)state;
    play(desk, "{\"start\":\"scapular_squeeze\"}", 5, squeezing);
    pl_relief_desk_live(desk, &live);
    assert_int_equal(live.sight, PL_SIGHT_SEES);
    for (pl_usec t = 5 * PL_USEC_PER_SEC; t < 9 * PL_USEC_PER_SEC; t += PL_USEC_PER_SEC)
        pl_relief_desk_guide(desk, NULL, t, at(t), &tune);
    pl_relief_desk_live(desk, &live);
    assert_int_equal(live.sight, PL_SIGHT_NONE);
    pl_relief_desk_destroy(desk);
}

static void a_credited_break_is_a_micro_break_done_once(void **state)
{
    struct pl_event event = {.kind = PL_EVENT_BREAK, .pause.length = 130 * PL_USEC_PER_SEC};
    struct pl_relief_desk *desk = fresh_desk();

    (void)state;
    assert_int_equal(pl_relief_desk_break(desk, &event, begin), 0);
    assert_int_equal(kept()->practices.count, 1);
    assert_string_equal(kept()->practices.item[0].id, "stand_break");
    assert_int_equal(kept()->practices.item[0].outcome, PL_OUTCOME_DONE);
    assert_int_equal(kept()->practices.item[0].seen, PL_SEEN_ALL);
    assert_int_equal(pl_relief_desk_break(desk, &event, at(60 * PL_USEC_PER_SEC)), 0);
    assert_int_equal(kept()->practices.count, 1); /* within the same break */
    event.pause.length = 400 * PL_USEC_PER_SEC;
    assert_int_equal(pl_relief_desk_break(desk, &event, at(PL_USEC_PER_HOUR)), 0);
    assert_string_equal(kept()->practices.item[1].id, "long_walk");
    event.pause.length = 0;
    event.pause.declared = true;
    assert_int_equal(pl_relief_desk_break(desk, &event, at(2 * PL_USEC_PER_HOUR)), 0);
    assert_int_equal(kept()->practices.item[2].outcome, PL_OUTCOME_DONE);
    assert_int_equal(kept()->practices.item[2].seen, PL_SEEN_NOT);
    assert_int_equal(pl_practice_adherence(&kept()->practices, begin.day).done_today, 3);
    pl_relief_desk_destroy(desk);
}

static struct move leaving(double t)
{
    return (struct move){.body = body(0, false), .away = t > 2};
}

static void a_guided_break_is_seen_by_the_empty_seat(void **state)
{
    struct pl_relief_desk *desk = fresh_desk();
    struct heard heard;

    (void)state;
    heard = play(desk, "{\"start\":\"stand_break\"}", 130, leaving);
    assert_int_equal(heard.end, 1);
    assert_int_equal(shown_reps(desk), 1);
    pl_relief_desk_destroy(desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squeezes_are_counted_by_the_arms),
        cmocka_unit_test(arms_held_like_a_w_are_seen),
        cmocka_unit_test(a_best_turn_is_kept_and_the_next_session_goes_by_it),
        cmocka_unit_test(a_check_short_of_the_own_best_brings_neck_turns),
        cmocka_unit_test(nothing_is_suggested_during_a_session),
        cmocka_unit_test(what_hurts_stops_it_and_asks_for_the_check),
        cmocka_unit_test(a_new_start_ends_and_logs_what_runs),
        cmocka_unit_test(a_camera_that_says_nothing_more_is_told),
        cmocka_unit_test(a_credited_break_is_a_micro_break_done_once),
        cmocka_unit_test(a_guided_break_is_seen_by_the_empty_seat),
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
