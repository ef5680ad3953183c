/* Camera verification of movements, on sequences made up with noise and dropouts. */
#include "verify_story.h"

#include <math.h>

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
    };

    return cmocka_run_group_tests(tests, load_catalogue, drop_catalogue);
}
