/* Camera verification of what is timed: breaks, looking away, shifts, holes in the frames, and the clip whose truth is
 * known. */
#include "verify_story.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void leave_for_two_minutes(struct pl_verify_sample *sample, double t)
{
    sample->present =
        t < 10 || (t > 60 && t < 65) || t > 140; /* fetched the cup that was forgotten */
}

static void leave_for_one_minute(struct pl_verify_sample *sample, double t)
{
    sample->present = t < 10 || t > 70;
}

static void stand_up(struct pl_verify_sample *sample, double t)
{
    sample->standing = t > 5 && t < 130;
}

static void a_break_is_a_seat_empty_or_somebody_standing_for_its_length(void **state)
{
    (void)state;
    assert_int_equal(verify(&(struct run){"stand_break", leave_for_two_minutes, 160, 0}).seen,
                     PL_SEEN_ALL);
    assert_int_equal(verify(&(struct run){"stand_break", stand_up, 160, 0}).seen, PL_SEEN_ALL);
    assert_int_equal(verify(&(struct run){"stand_break", leave_for_one_minute, 160, 0}).seen,
                     PL_SEEN_NOT);
}

static void look_to_the_window(struct pl_verify_sample *sample, double t)
{
    sample->yaw_deg += 40 * plateau(t, 5, 29);
}

static void looking_away_is_seen(void **state)
{
    (void)state;
    assert_int_equal(verify(&(struct run){"look_away", look_to_the_window, 40, 0}).seen,
                     PL_SEEN_ALL);
}

static void slide_back(struct pl_verify_sample *sample, double t)
{
    if (t > 8)
        for (int i = PL_BODY_RIGHT_SHOULDER; i <= PL_BODY_LEFT_SHOULDER; i++)
            sample->body.point[i].x += 25;
}

static void a_shift_of_position_is_seen(void **state)
{
    (void)state;
    assert_int_equal(verify(&(struct run){"posture_shift", slide_back, 20, 0}).seen, PL_SEEN_ALL);
}

static void missing_frames_count_for_nothing(void **state)
{
    const struct pl_entry *entry = pl_catalogue_find(catalogue, "neck_turn");
    struct pl_verify verify;

    (void)state;
    pl_verify_start(&verify, entry, entry->dose, NULL, 0);
    for (pl_usec t = 0; t < 60 * PL_USEC_PER_SEC; t += FRAME_US) {
        struct pl_verify_sample sample = at_rest(t);

        if (t > 8 * PL_USEC_PER_SEC && t < 50 * PL_USEC_PER_SEC)
            continue; /* the camera was gone while the head was turned */
        sample.yaw_deg -= t > 5 * PL_USEC_PER_SEC ? 45 : 0;
        pl_verify_step(&verify, &sample);
    }
    assert_true(pl_verify_view(&verify).longest_s < 11);
}

/* The seat is empty, but for most of it nobody looked: the camera was unplugged, the machine asleep. */
static int seen_breaks(double hole_from_s, double hole_to_s)
{
    const struct pl_entry *entry = pl_catalogue_find(catalogue, "stand_break");
    struct pl_verify verify;

    pl_verify_start(&verify, entry, entry->dose, NULL, 0);
    for (pl_usec t = 0; t < 125 * PL_USEC_PER_SEC; t += PL_USEC_PER_SEC) {
        struct pl_verify_sample sample = at_rest(t);

        sample.present = false;
        if (t <= pl_usec_from_seconds(hole_from_s) || t >= pl_usec_from_seconds(hole_to_s))
            pl_verify_step(&verify, &sample);
    }
    return pl_verify_view(&verify).reps[PL_SIDE_NONE];
}

static void a_guided_break_bridges_no_hole_in_the_frames(void **state)
{
    (void)state;
    assert_int_equal(seen_breaks(0, 0), 1);
    assert_int_equal(seen_breaks(30, 44), 1); /* as long as the sitting session forgives */
    assert_int_equal(seen_breaks(30, 100), 0);
    assert_int_equal(seen_breaks(30, 46), 0);
}

/* The rendered desk clip: a head turn of 25 degrees whose truth is recorded beside it. */
static void the_turn_of_the_desk_clip_is_timed(void **state)
{
    FILE *truth = fopen(PL_SOURCE_DIR "/tests/footage/desk.jsonl", "r");
    const struct pl_entry *entry = pl_catalogue_find(catalogue, "head_turn_check");
    const double best[3] = {0, 30, 30};
    struct pl_verify verify;
    char line[8192];

    (void)state;
    assert_non_null(truth);
    pl_verify_start(&verify, entry, entry->dose, best, 0);
    while (fgets(line, sizeof(line), truth)) {
        const char *present = strstr(line, "\"present\":");
        const char *yaw = strstr(line, "\"head_yaw_deg\":");
        const char *pitch = strstr(line, "\"head_pitch_deg\":");
        struct pl_verify_sample sample = at_rest(0);

        assert_true(present && yaw && pitch);
        sample.t = pl_usec_from_seconds(strtod(strchr(line, ':') + 1, NULL));
        sample.present = !strncmp(present + 10, "true", 4);
        sample.yaw_deg = sample.present ? strtod(yaw + 15, NULL) : (double)NAN;
        sample.pitch_deg = strtod(pitch + 17, NULL);
        pl_verify_step(&verify, &sample);
    }
    fclose(truth);
    /* beyond 18 degrees from 16.67 s to 18.27 s */
    assert_true(fabs(pl_verify_view(&verify).longest_s - 1.6) <= 0.5);
    assert_int_equal(pl_verify_view(&verify).reps[PL_SIDE_LEFT], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_break_is_a_seat_empty_or_somebody_standing_for_its_length),
        cmocka_unit_test(looking_away_is_seen),
        cmocka_unit_test(a_shift_of_position_is_seen),
        cmocka_unit_test(missing_frames_count_for_nothing),
        cmocka_unit_test(a_guided_break_bridges_no_hole_in_the_frames),
        cmocka_unit_test(the_turn_of_the_desk_clip_is_timed),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
