/* Whether somebody is well in the picture: a figure of two ears, a face and two shoulders is pushed about. */
#include "posture/framing.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WIDTH 640
#define HEIGHT 480

/* Somebody in front of the camera whose ears have their middle at (x, y); `k` is px a cm, `turn` radians clockwise. */
static struct pl_landmarks figure(double x, double y, double k, double turn)
{
    static const struct {
        enum pl_pose_point point;
        double right_cm, down_cm;
    } body[] = {{PL_POSE_LEFT_EAR, 7, 0},        {PL_POSE_RIGHT_EAR, -7, 0},
                {PL_POSE_LEFT_EYE, 3, -2},       {PL_POSE_RIGHT_EYE, -3, -2},
                {PL_POSE_MOUTH_LEFT, 2.5, 4.8},  {PL_POSE_MOUTH_RIGHT, -2.5, 4.8},
                {PL_POSE_LEFT_SHOULDER, 18, 22}, {PL_POSE_RIGHT_SHOULDER, -18, 22}};
    struct pl_landmarks marks = {.width = WIDTH, .height = HEIGHT, .present = true, .people = 1};

    for (size_t i = 0; i < sizeof body / sizeof body[0]; i++) {
        double right = body[i].right_cm * k, down = body[i].down_cm * k;

        marks.pose.point[body[i].point] =
            (struct pl_point){(float)(x + right * cos(turn) - down * sin(turn)),
                              (float)(y + right * sin(turn) + down * cos(turn))};
        marks.pose.presence_of[body[i].point] = 1;
    }
    marks.face.box_width = (float)(15.7 * k);
    marks.face.presence = 1;
    marks.face.mesh[33] = marks.pose.point[PL_POSE_RIGHT_EYE];
    marks.face.mesh[263] = marks.pose.point[PL_POSE_LEFT_EYE];
    return marks;
}

static void each_fault_is_found_and_named(void **state)
{
    static const struct {
        const char *what;
        double x, y, k, turn;
        unsigned faults;
    } rows[] = {
        {"well in the middle", 320, 180, 7, 0, 0},
        {"the head is cut off", 320, 90, 7, 0, PL_FRAMING_HEAD_CUT},
        {"no room to sit tall", 320, 120, 7, 0, PL_FRAMING_LITTLE_ABOVE},
        {"the shoulders are below", 320, 330, 7, 0, PL_FRAMING_SHOULDERS_CUT},
        {"far too near", 320, 150, 16, 0,
         PL_FRAMING_HEAD_CUT | PL_FRAMING_SHOULDERS_CUT | PL_FRAMING_LITTLE_BESIDE},
        {"the head leaves at the left", 60, 200, 7, 0, PL_FRAMING_SIDE_CUT},
        {"a shoulder leaves at the right", 540, 200, 7, 0, PL_FRAMING_SIDE_CUT},
        {"no room to lean", 490, 200, 7, 0, PL_FRAMING_LITTLE_BESIDE},
        {"a long way off", 320, 240, 3, 0, PL_FRAMING_SMALL},
        {"upside down", 320, 240, 5, M_PI, PL_FRAMING_TURNED},
        {"on its side", 320, 240, 5, M_PI / 2, PL_FRAMING_TURNED},
        {"a head that leans", 320, 200, 6, 0.5, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pl_landmarks marks = figure(rows[i].x, rows[i].y, rows[i].k, rows[i].turn);
        unsigned faults = pl_framing_of(&marks).faults;

        if (faults != rows[i].faults)
            fail_msg("%s: faults %#x, expected %#x", rows[i].what, faults, rows[i].faults);
    }
}

static void nobody_is_a_fault_and_nothing_is_made_up(void **state)
{
    struct pl_landmarks marks = figure(320, 180, 7, 0);
    struct pl_framing framing;

    (void)state;
    marks.present = false;
    framing = pl_framing_of(&marks);
    assert_int_equal(framing.faults, PL_FRAMING_NOBODY);
    assert_true(isnan(framing.above_cm) && isnan(framing.beside_cm) && isnan(framing.head_px));
}

/* The network puts shoulders that it cannot see just inside the picture, and says so. */
static void a_shoulder_that_is_only_guessed_is_cut_off(void **state)
{
    struct pl_landmarks marks = figure(320, 180, 7, 0);

    (void)state;
    marks.pose.presence_of[PL_POSE_RIGHT_SHOULDER] = 0.2F;
    assert_int_equal(pl_framing_of(&marks).faults, PL_FRAMING_SHOULDERS_CUT);
}

/* From the side there is no face; then the ears must be above the shoulders. */
static void without_a_face_the_body_says_what_is_up(void **state)
{
    struct pl_landmarks upright = figure(320, 180, 6, 0.4), turned = figure(320, 240, 5, M_PI / 2);

    (void)state;
    upright.face.presence = turned.face.presence = 0.1F;
    assert_int_equal(pl_framing_of(&upright).faults, 0);
    assert_int_equal(pl_framing_of(&turned).faults, PL_FRAMING_TURNED);
}

static void rooms_are_centimetres_at_the_head(void **state)
{
    struct pl_landmarks marks = figure(320, 180, 6, 0);
    struct pl_framing framing = pl_framing_of(&marks);

    (void)state;
    assert_float_equal((float)framing.head_px, 94.2F, 0.01F);
    assert_float_equal((float)framing.above_cm, 180 / 6.0F - 14, 0.01F);
    assert_float_equal((float)framing.beside_cm, (639 - 320) / 6.0F - 18, 0.01F);
    /* In profile the detector's box shrinks, the face does not. */
    marks.face.box_width = 40;
    assert_float_equal((float)pl_framing_of(&marks).head_px, 94.2F, 0.01F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_is_found_and_named),
        cmocka_unit_test(nobody_is_a_fault_and_nothing_is_made_up),
        cmocka_unit_test(a_shoulder_that_is_only_guessed_is_cut_off),
        cmocka_unit_test(without_a_face_the_body_says_what_is_up),
        cmocka_unit_test(rooms_are_centimetres_at_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
