/* Camera verification on sequences made up with noise and dropouts, and on the recorded desk clip's truth. */
#include "protocol/catalogue_load.h"
#include "protocol/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_US (PL_USEC_PER_SEC / 8)

static struct pl_catalogue *catalogue;
static unsigned seed;

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

static double noise(double size)
{
    return size * (rand_r(&seed) / (double)RAND_MAX * 2 - 1);
}

static struct pl_body_at at(double x, double y)
{
    return (struct pl_body_at){x + noise(1.5), y + noise(1.5), 0.9};
}

/* Somebody sitting before the camera, arms bent at the sides, 640 px wide picture. */
static struct pl_verify_sample at_rest(pl_usec t)
{
    return (struct pl_verify_sample){
        .t = t,
        .present = true,
        .yaw_deg = noise(1.5),
        .pitch_deg = 3 + noise(1.5),
        .forward_cm = 2 + noise(0.25),
        .body.point = {at(280, 120), at(360, 120), at(230, 240), at(410, 240), at(215, 360),
                       at(425, 360), at(250, 420), at(390, 420)},
    };
}

/* Everything about one run: what is verified, and how the person moves at time t (seconds). */
struct run {
    const char *id;
    void (*move)(struct pl_verify_sample *sample, double t);
    double length_s;
    double best_deg; /* the person's own best turn; 0: not known */
};

static struct pl_verify_view verify(const struct run *run)
{
    const struct pl_entry *entry = pl_catalogue_find(catalogue, run->id);
    const double best[3] = {0, run->best_deg, run->best_deg};
    struct pl_verify verify;

    assert_non_null(entry);
    seed = 7;
    pl_verify_start(&verify, entry, entry->dose, best, 0);
    for (pl_usec t = 0; t <= pl_usec_from_seconds(run->length_s); t += FRAME_US) {
        struct pl_verify_sample sample = at_rest(t);

        run->move(&sample, pl_seconds(t));
        pl_verify_step(&verify, &sample);
    }
    return pl_verify_view(&verify);
}

/* 0 before `from`, 1 after a second, back to 0 in the second before `to`. */
static double plateau(double t, double from, double to)
{
    return fmax(0, fmin(1, fmin(t - from, to - t)));
}

static void sit_still(struct pl_verify_sample *sample, double t)
{
    (void)sample;
    (void)t;
}

static void nobody_is_seen_is_not_seen(struct pl_verify_sample *sample, double t)
{
    (void)t;
    sample->yaw_deg = sample->pitch_deg = sample->forward_cm = NAN;
    for (int i = 0; i < PL_BODY_POINTS; i++)
        sample->body.point[i].visibility = 0;
}

static void sitting_still_is_no_exercise(void **state)
{
    static const char *const ids[] = {
        "chin_tuck",    "neck_turn",        "chin_drop",   "scapular_squeeze", "lateral_raise",
        "chest_opener", "seated_extension", "stand_break", "look_away",        "posture_shift"};

    (void)state;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        const struct pl_verify_view view = verify(&(struct run){ids[i], sit_still, 150, 60});

        assert_int_equal(view.seen, PL_SEEN_NOT);
        assert_int_equal(view.reps[0] + view.reps[1] + view.reps[2], 0);
        assert_true(view.can_see);
    }
}

static void what_cannot_be_seen_says_so(void **state)
{
    const struct pl_verify_view view =
        verify(&(struct run){"neck_turn", nobody_is_seen_is_not_seen, 60, 60});

    (void)state;
    assert_int_equal(view.seen, PL_SEEN_NOT);
    assert_false(view.can_see);
}

/* Two holds of 20 s on each side, right first, as far as 45 degrees. */
static void turn_head(struct pl_verify_sample *sample, double t)
{
    static const struct {
        double from, to, side;
    } holds[] = {{5, 27, -1}, {30, 52, -1}, {56, 78, 1}, {81, 103, 1}};

    for (size_t i = 0; i < sizeof(holds) / sizeof(holds[0]); i++)
        sample->yaw_deg += holds[i].side * 45 * plateau(t, holds[i].from, holds[i].to);
}

static void turn_head_and_blink(struct pl_verify_sample *sample, double t)
{
    turn_head(sample, t);
    if (fmod(t, 6) < 0.3) /* the face is lost for a moment again and again */
        sample->yaw_deg = NAN;
}

static void neck_holds_are_counted_on_each_side(void **state)
{
    const struct pl_verify_view view = verify(&(struct run){"neck_turn", turn_head, 110, 60});

    (void)state;
    assert_int_equal(view.reps[PL_SIDE_RIGHT], 2);
    assert_int_equal(view.reps[PL_SIDE_LEFT], 2);
    assert_int_equal(view.seen, PL_SEEN_ALL);
    /* over the threshold (36 deg) from 5.8 s to 26.2 s */
    assert_true(fabs(view.longest_s - 20.4) <= 1.5);
}

static void short_dropouts_stop_the_clock_and_end_nothing(void **state)
{
    const struct pl_verify_view view =
        verify(&(struct run){"neck_turn", turn_head_and_blink, 110, 60});

    (void)state;
    assert_int_equal(view.seen, PL_SEEN_ALL);
    assert_true(view.longest_s <= 20.4);
    assert_true(view.longest_s >= 20.4 - 2);
}

static void turn_too_short(struct pl_verify_sample *sample, double t)
{
    sample->yaw_deg -= 45 * plateau(t, 5, 18);
}

static void a_hold_that_is_too_short_is_not_counted(void **state)
{
    const struct pl_verify_view view = verify(&(struct run){"neck_turn", turn_too_short, 30, 60});

    (void)state;
    assert_int_equal(view.reps[PL_SIDE_RIGHT], 0);
    assert_true(fabs(view.longest_s - 11.4) <= 1.5);
}

static void turn_a_little(struct pl_verify_sample *sample, double t)
{
    sample->yaw_deg -= 22 * plateau(t, 5, 27);
}

static void a_turn_is_measured_by_ones_own_range(void **state)
{
    (void)state;
    assert_int_equal(verify(&(struct run){"neck_turn", turn_a_little, 30, 60}).reps[PL_SIDE_RIGHT],
                     0);
    assert_int_equal(verify(&(struct run){"neck_turn", turn_a_little, 30, 30}).reps[PL_SIDE_RIGHT],
                     1);
}

static void turn_the_trunk(struct pl_verify_sample *sample, double t)
{
    const double turned = plateau(t, 5, 27);

    sample->yaw_deg -= 45 * turned;
    sample->body.point[PL_BODY_RIGHT_SHOULDER].x += 25 * turned;
    sample->body.point[PL_BODY_LEFT_SHOULDER].x -= 25 * turned;
}

static void turning_the_whole_trunk_is_no_neck_turn(void **state)
{
    (void)state;
    assert_int_equal(verify(&(struct run){"neck_turn", turn_the_trunk, 30, 60}).reps[PL_SIDE_RIGHT],
                     0);
}

static void wander(struct pl_verify_sample *sample, double t)
{
    if (t > 5)
        sample->yaw_deg -= 55 + 20 * sin(t * 4);
}

static void a_head_that_wanders_is_not_held(void **state)
{
    (void)state;
    assert_true(verify(&(struct run){"neck_turn", wander, 60, 50}).longest_s < 15);
}

static void tuck_chin(struct pl_verify_sample *sample, double t)
{
    const double cycle = fmod(t - 4, 9);

    if (t > 4 && t < 4 + 5 * 9)
        sample->forward_cm -= 1.8 * plateau(cycle, 0, 7);
}

static void nod(struct pl_verify_sample *sample, double t)
{
    const double cycle = fmod(t - 4, 9);

    tuck_chin(sample, t);
    if (t > 4)
        sample->pitch_deg += 18 * plateau(cycle, 0, 7);
}

static void chin_tucks_are_counted_and_nods_are_not(void **state)
{
    const struct pl_verify_view view = verify(&(struct run){"chin_tuck", tuck_chin, 60, 0});

    (void)state;
    assert_in_range(view.reps[0], 4, 5);
    assert_true(verify(&(struct run){"chin_tuck", nod, 60, 0}).reps[0] == 0);
}

/* Ten raises of 4 s. */
static void raise_arms(struct pl_verify_sample *sample, double t)
{
    const double up = t > 4 && t < 44 ? 0.5 - 0.5 * cos((t - 4) * 2 * 3.14159265 / 4) : 0;
    const double angle = (-80 + 80 * up) / 57.29578;

    for (int side = 0; side < 2; side++) {
        const double out = side ? 1 : -1;
        const struct pl_body_at shoulder = sample->body.point[PL_BODY_RIGHT_SHOULDER + side];

        sample->body.point[PL_BODY_RIGHT_ELBOW + side] =
            at(shoulder.x + out * 110 * cos(angle), shoulder.y - 110 * sin(angle));
        sample->body.point[PL_BODY_RIGHT_WRIST + side] =
            at(shoulder.x + out * 210 * cos(angle), shoulder.y - 210 * sin(angle));
    }
}

static void one_arm_hidden(struct pl_verify_sample *sample, double t)
{
    raise_arms(sample, t);
    sample->body.point[PL_BODY_LEFT_WRIST].visibility = 0.2;
}

static void ten_raises_are_ten_within_one(void **state)
{
    (void)state;
    assert_in_range(verify(&(struct run){"lateral_raise", raise_arms, 50, 0}).reps[0], 9, 11);
    assert_in_range(verify(&(struct run){"lateral_raise", one_arm_hidden, 50, 0}).reps[0], 9, 11);
}

/* Ten squeezes of 7 s: the elbows go apart by a quarter of the shoulders' width. */
static void squeeze_blades(struct pl_verify_sample *sample, double t)
{
    const double together = t > 4 && t < 74 ? plateau(fmod(t - 4, 7), 0, 6) : 0;

    sample->body.point[PL_BODY_RIGHT_ELBOW].x -= 22 * together;
    sample->body.point[PL_BODY_LEFT_ELBOW].x += 22 * together;
}

static void squeeze_and_shrug(struct pl_verify_sample *sample, double t)
{
    squeeze_blades(sample, t);
    if (t > 4) {
        sample->body.point[PL_BODY_RIGHT_SHOULDER].y -= 14;
        sample->body.point[PL_BODY_LEFT_SHOULDER].y -= 14;
    }
}

static void ten_squeezes_are_ten_within_one(void **state)
{
    const struct pl_verify_view good =
        verify(&(struct run){"scapular_squeeze", squeeze_blades, 80, 0});
    const struct pl_verify_view shrug =
        verify(&(struct run){"scapular_squeeze", squeeze_and_shrug, 80, 0});

    (void)state;
    assert_in_range(good.reps[0], 9, 11);
    assert_false(good.shrugged);
    assert_true(shrug.shrugged);
}

static void drop_chin(struct pl_verify_sample *sample, double t)
{
    for (int i = 0; i < 3; i++)
        sample->pitch_deg += 35 * plateau(t, 5 + 36 * i, 37 + 36 * i);
}

static void chin_drops_are_held_thirty_seconds(void **state)
{
    const struct pl_verify_view view = verify(&(struct run){"chin_drop", drop_chin, 120, 0});

    (void)state;
    assert_int_equal(view.reps[0], 3);
    assert_true(fabs(view.longest_s - 30.6) <= 1.5);
}

static void make_a_w(struct pl_verify_sample *sample, double t)
{
    for (int i = 0; i < 3; i++) {
        if (t < 5 + 20 * i || t > 21 + 20 * i)
            continue;
        sample->body.point[PL_BODY_RIGHT_ELBOW] = at(140, 290);
        sample->body.point[PL_BODY_LEFT_ELBOW] = at(500, 290);
        sample->body.point[PL_BODY_RIGHT_WRIST] = at(130, 180);
        sample->body.point[PL_BODY_LEFT_WRIST] = at(510, 180);
    }
}

static void w_arms_are_held(void **state)
{
    (void)state;
    assert_int_equal(verify(&(struct run){"chest_opener", make_a_w, 70, 0}).reps[0], 3);
}

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
    seed = 7;
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
        cmocka_unit_test(sitting_still_is_no_exercise),
        cmocka_unit_test(what_cannot_be_seen_says_so),
        cmocka_unit_test(neck_holds_are_counted_on_each_side),
        cmocka_unit_test(short_dropouts_stop_the_clock_and_end_nothing),
        cmocka_unit_test(a_hold_that_is_too_short_is_not_counted),
        cmocka_unit_test(a_turn_is_measured_by_ones_own_range),
        cmocka_unit_test(turning_the_whole_trunk_is_no_neck_turn),
        cmocka_unit_test(a_head_that_wanders_is_not_held),
        cmocka_unit_test(chin_tucks_are_counted_and_nods_are_not),
        cmocka_unit_test(ten_raises_are_ten_within_one),
        cmocka_unit_test(ten_squeezes_are_ten_within_one),
        cmocka_unit_test(chin_drops_are_held_thirty_seconds),
        cmocka_unit_test(w_arms_are_held),
        cmocka_unit_test(a_break_is_a_seat_empty_or_somebody_standing_for_its_length),
        cmocka_unit_test(looking_away_is_seen),
        cmocka_unit_test(a_shift_of_position_is_seen),
        cmocka_unit_test(missing_frames_count_for_nothing),
        cmocka_unit_test(a_guided_break_bridges_no_hole_in_the_frames),
        cmocka_unit_test(the_turn_of_the_desk_clip_is_timed),
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
