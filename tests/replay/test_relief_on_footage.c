/* What the camera sees of exercises, from pixels to counts: networks and measurer on the clip and the stills whose truth is
 * known. A still stands for as long as the person keeps that pose, with the noise that video has. */
#include "app/relief/sample.h"
#include "app/watch/measurer.h"
#include "capture/source.h"
#include "protocol/catalogue_load.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CLIP PL_SOURCE_DIR "/tests/footage/desk.mp4"
#define STILLS PL_SOURCE_DIR "/../shared/footage/synth/"
#define FRAME_US (PL_USEC_PER_SEC / 10)
#define SKIPPED 77

static const struct pl_mounting upright = {0, 0};
static const char *const people[] = {"Female_Adult_01", "Female_Adult_03", "Female_Adult_05",
                                     "Male_Adult_04", "Male_Adult_06"};
#define PEOPLE (sizeof(people) / sizeof(people[0]))

static struct pl_sight *sight;
static struct pl_measurer *measurer;
static struct pl_catalogue *catalogue;
static unsigned seed = 7;

/* ---- seeing ---------------------------------------------------------------------------------------- */

static struct pl_verify_sample see(const struct pl_frame *frame, bool independent)
{
    static struct pl_landmarks marks;
    struct pl_measurement measured;
    struct pl_body body;

    assert_int_equal(pl_sight_look(sight, frame, upright, PL_LOOK_POSE | PL_LOOK_FACE, &marks), 0);
    measured = pl_measurer_measure(measurer, frame, &marks, independent, NULL);
    body = pl_relief_body(&marks);
    return pl_relief_sample(&body, &measured, measured.head_above);
}

/* One person in one pose: "f0", "f0_turnL" and the like. */
static struct pl_verify_sample see_still(const char *person, const char *pose)
{
    struct pl_source_wish wish = {0};
    char path[512], detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source = NULL;
    struct pl_verify_sample sample;
    struct pl_frame frame;

    snprintf(path, sizeof path, STILLS "%s_y00_%s.jpg", person, pose);
    if (pl_source_open(path, &wish, &source, detail) != 0)
        fail_msg("%s", detail);
    assert_int_equal(pl_source_next(source, PL_USEC_PER_SEC, &frame), 0);
    pl_sight_forget(sight);
    sample = see(&frame, true);
    pl_source_release(source, &frame);
    pl_source_close(source);
    return sample;
}

static double noise(double size)
{
    return size * (rand_r(&seed) / (double)RAND_MAX * 2 - 1);
}

/* Keeps a pose until that moment. */
static void keep(struct pl_verify *verify, const struct pl_verify_sample *pose, pl_usec *t,
                 double until_s)
{
    for (; *t < pl_usec_from_seconds(until_s); *t += FRAME_US) {
        struct pl_verify_sample sample = *pose;

        sample.t = *t;
        sample.yaw_deg += noise(1.5);
        sample.pitch_deg += noise(1.5);
        sample.forward_cm += noise(0.25);
        pl_verify_step(verify, &sample);
    }
}

static void begin(struct pl_verify *verify, const char *id, const double *own_best_deg)
{
    const struct pl_entry *entry = pl_catalogue_find(catalogue, id);

    assert_non_null(entry);
    pl_verify_start(verify, entry, entry->dose, own_best_deg, 0);
}

static void need_stills(void)
{
    FILE *file = fopen(STILLS "Female_Adult_01_y00_f0.jpg", "r");

    if (!file) {
        print_message("skipped: the stills are not beside this source tree\n");
        skip();
    }
    fclose(file);
}

/* ---- stories ---------------------------------------------------------------------------------------- */

/* Two holds of 20 s on each side, by somebody whose best is a turn like these. */
static void neck_holds_of_real_faces_are_right_within_a_second_and_a_half(void **state)
{
    static const double own_best_deg[3] = {0, 25, 25};

    (void)state;
    need_stills();
    for (size_t i = 0; i < PEOPLE; i++) {
        const struct pl_verify_sample rest = see_still(people[i], "f0");
        const struct pl_verify_sample right = see_still(people[i], "f0_turnR");
        const struct pl_verify_sample left = see_still(people[i], "f0_turnL");
        struct pl_verify verify;
        struct pl_verify_view view;
        pl_usec t = 0;

        begin(&verify, "neck_turn", own_best_deg);
        keep(&verify, &rest, &t, 6);
        for (int hold = 0; hold < 4; hold++) {
            keep(&verify, hold < 2 ? &right : &left, &t, 6 + 25 * hold + 20);
            keep(&verify, &rest, &t, 6 + 25 * hold + 25);
            view = pl_verify_view(&verify);
            assert_int_equal(view.reps[PL_SIDE_RIGHT] + view.reps[PL_SIDE_LEFT], hold + 1);
            assert_true(fabs(view.longest_s - 20) <= 1.5);
        }
        assert_int_equal(view.reps[PL_SIDE_RIGHT], 2);
        assert_int_equal(view.seen, PL_SEEN_ALL);
        assert_true(view.furthest_deg[PL_SIDE_RIGHT] > 15 && view.furthest_deg[PL_SIDE_LEFT] > 15);
    }
}

/* Upright is learnt from `f0`; a head 4 cm forward that comes back to it is a chin tuck. */
static void ten_chin_tucks_of_real_faces_are_ten_within_one(void **state)
{
    const struct pl_calibration_plan plan = {.pictures = 3};

    (void)state;
    need_stills();
    for (size_t i = 0; i < PEOPLE; i++) {
        struct pl_verify_sample forward, back;
        struct pl_verify verify;
        pl_usec t = 0;

        pl_measurer_calibrate(measurer, plan, false);
        for (int n = 0; n < plan.pictures; n++)
            see_still(people[i], "f0");
        assert_int_equal(pl_measurer_state(measurer), PL_MEASURER_READY);
        forward = see_still(people[i], "f4");
        back = see_still(people[i], "f0");
        begin(&verify, "chin_tuck", NULL);
        keep(&verify, &forward, &t, 5);
        for (int tuck = 0; tuck < 10; tuck++) {
            keep(&verify, &back, &t, 5 + 8 * tuck + 5);
            keep(&verify, &forward, &t, 5 + 8 * tuck + 8);
        }
        assert_in_range(pl_verify_view(&verify).reps[PL_SIDE_NONE], 9, 11);
    }
}

/* One look at the clip for several stories. */
static void play_clip(struct pl_verify *verify, size_t count)
{
    struct pl_source_wish wish = {0};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source = NULL;
    struct pl_frame frame;

    if (pl_source_open(CLIP, &wish, &source, detail) != 0)
        fail_msg("%s", detail);
    pl_sight_forget(sight);
    while (pl_source_next(source, 5 * PL_USEC_PER_SEC, &frame) == 0) {
        struct pl_verify_sample sample = see(&frame, false);

        sample.t = frame.t;
        for (size_t i = 0; i < count; i++)
            pl_verify_step(&verify[i], &sample);
        pl_source_release(source, &frame);
    }
    pl_source_close(source);
}

/* From the side at 40 degrees. The truth beside the clip: the head beyond 18 degrees from 16.67 s to 18.27 s, the seat
 * empty from 24 s to 27 s. */
static void the_turn_and_the_empty_seat_of_the_clip_are_timed(void **state)
{
    static const double own_best_deg[3] = {0, 30, 30};
    struct pl_verify verify[2];
    struct pl_verify_view turn, seat;

    (void)state;
    begin(&verify[0], "head_turn_check", own_best_deg);
    begin(&verify[1], "get_moving", NULL);
    play_clip(verify, 2);
    turn = pl_verify_view(&verify[0]);
    assert_true(fabs(turn.longest_s - 1.6) <= 0.6);
    assert_int_equal(turn.reps[PL_SIDE_LEFT], 1);
    assert_int_equal(turn.reps[PL_SIDE_RIGHT], 0);
    seat = pl_verify_view(&verify[1]);
    assert_true(fabs(seat.longest_s - 3) <= 0.6);
    assert_int_equal(seat.seen, PL_SEEN_NOT); /* it asks for half a minute */
}

int main(void)
{
    const struct pl_sight_settings settings = {.pose = PL_POSE_MODEL_LITE, .threads = 1};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_turn_and_the_empty_seat_of_the_clip_are_timed),
        cmocka_unit_test(neck_holds_of_real_faces_are_right_within_a_second_and_a_half),
        cmocka_unit_test(ten_chin_tucks_of_real_faces_are_ten_within_one),
    };
    struct pl_measurer_settings measuring = {.hfov_deg = 62.2};
    struct pl_catalogue_error error;
    struct pl_message message = {""};
    int failed = pl_sight_create(&settings, &sight, &message);

    measuring.sight = sight;
    if (failed == 0)
        failed = pl_measurer_create(&measuring, &measurer, &message);
    if (failed < 0) {
        printf("%s%s\n", failed == -ENOENT ? "skipped: " : "", message.text);
        return failed == -ENOENT ? SKIPPED : 1;
    }
    failed = pl_catalogue_load("en", NULL, 0, &catalogue, &error);
    if (failed == 0)
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    pl_catalogue_destroy(catalogue);
    pl_measurer_destroy(measurer);
    pl_sight_destroy(sight);
    return failed;
}
