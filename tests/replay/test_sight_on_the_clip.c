/* Sight on the clip whose truth is known (tests/footage): somebody sits down, leaves and comes back. */
#include "capture/source.h"
#include "vision/sight.h"

#include <cjson/cJSON.h>
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
#define TRUTH PL_SOURCE_DIR "/tests/footage/desk.jsonl"
#define FOCAL_PX 530.5 /* 640 pixels over 62.2 degrees */
#define SKIPPED 77

static const struct pl_mounting upright = {0, 0};
static struct pl_sight *sight;
static struct pl_landmarks seen;

static struct pl_source *open_clip(void)
{
    struct pl_source_wish wish = {0};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source = NULL;

    if (pl_source_open(CLIP, &wish, &source, detail) != 0)
        fail_msg("%s", detail);
    pl_sight_forget(sight);
    pl_sight_expect(sight, NULL);
    return source;
}

/* Looks at the next frame; false at the end. */
static bool look_at_next(struct pl_source *source, unsigned look)
{
    struct pl_frame frame;

    if (pl_source_next(source, 5 * PL_USEC_PER_SEC, &frame) != 0)
        return false;
    assert_int_equal(pl_sight_look(sight, &frame, upright, look, &seen), 0);
    pl_source_release(source, &frame);
    return true;
}

static double number(const cJSON *list, int i)
{
    return cJSON_GetArrayItem(list, i)->valuedouble;
}

/* The next line of the truth: is somebody there, and where is the nose? */
static bool read_truth(FILE *file, bool *ret_present, struct pl_point *ret_nose)
{
    static char line[1 << 16];
    cJSON *truth, *nose;

    assert_non_null(fgets(line, sizeof line, file));
    truth = cJSON_Parse(line);
    assert_non_null(truth);
    *ret_present = cJSON_IsTrue(cJSON_GetObjectItem(truth, "present"));
    nose = cJSON_GetObjectItem(cJSON_GetObjectItem(cJSON_GetObjectItem(truth, "landmarks"), "nose"),
                               "cam_m");
    if (nose)
        *ret_nose = (struct pl_point){320 + (float)(FOCAL_PX * number(nose, 0) / number(nose, 2)),
                                      240 + (float)(FOCAL_PX * number(nose, 1) / number(nose, 2))};
    cJSON_Delete(truth);
    return nose != NULL;
}

/* Every third frame, to keep the test short. The truth's nose is a joint of the figure's skeleton, up to 23 px of the
 * 118 px wide face away from what the model calls the nose. */
static void somebody_is_seen_just_when_somebody_is_there_and_the_nose_is_where_it_is(void **state)
{
    struct pl_source *source = open_clip();
    FILE *truth = fopen(TRUTH, "r");
    struct pl_point nose = {0};
    struct pl_frame frame;
    bool present;
    int frames = 0, people = 0;

    (void)state;
    assert_non_null(truth);
    for (; pl_source_next(source, 5 * PL_USEC_PER_SEC, &frame) == 0; frames++) {
        assert_true(read_truth(truth, &present, &nose));
        if (frames % 3 == 0) {
            assert_int_equal(pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &seen), 0);
            struct pl_point found = seen.pose.point[PL_POSE_NOSE];
            assert_int_equal(seen.present, present);
            assert_int_equal(seen.people, present);
            assert_true(!present || hypotf(found.x - nose.x, found.y - nose.y) < 30);
            people += present;
        }
        pl_source_release(source, &frame);
    }
    assert_int_equal(frames, 145);
    assert_true(people > 40 && people < 49);
    fclose(truth);
    pl_source_close(source);
}

static void a_look_at_the_face_alone_leaves_the_pose_as_it_was(void **state)
{
    struct pl_source *source = open_clip();

    (void)state;
    assert_true(look_at_next(source, PL_LOOK_ALL));
    struct pl_pose first = seen.pose;
    assert_true(look_at_next(source, PL_LOOK_FACE));
    assert_true(look_at_next(source, PL_LOOK_FACE));
    assert_int_equal(seen.pose.t, first.t);
    assert_memory_equal(seen.pose.point, first.point, sizeof first.point);
    assert_int_equal(seen.face.t, seen.t);
    assert_true(seen.face.t > first.t);
    pl_source_close(source);
}

static void nobody_is_the_user_whose_seat_is_elsewhere(void **state)
{
    struct pl_source *source = open_clip();
    struct pl_seat elsewhere = {{620, 20}, 20}, here;

    (void)state;
    assert_true(look_at_next(source, PL_LOOK_ALL));
    here = pl_seat_of(&seen);
    pl_sight_expect(sight, &elsewhere);
    assert_true(look_at_next(source, PL_LOOK_ALL));
    assert_false(seen.present);
    assert_int_equal(seen.people, 1);
    pl_sight_expect(sight, &here);
    assert_true(look_at_next(source, PL_LOOK_ALL));
    assert_true(seen.present);
    pl_source_close(source);
}

/* The pose network looks where it was led by its last answer: a picture that does not change must not be looked at in
 * ever new ways. Seen from 45 degrees the shoulders once swung by 50 px. */
static void a_picture_that_stands_still_is_seen_the_same(void **state)
{
    struct pl_source_wish wish = {0};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source;
    struct pl_frame frame;
    struct pl_pose settled;

    (void)state;
    pl_sight_forget(sight);
    assert_int_equal(pl_source_open("file:" PL_SOURCE_DIR
                                    "/tests/footage/still_Female_Adult_03_y45_f4.jpg",
                                    &wish, &source, detail),
                     0);
    assert_int_equal(pl_source_next(source, PL_USEC_PER_SEC, &frame), 0);
    for (int i = 0; i < 12; i++)
        assert_int_equal(pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &seen), 0);
    settled = seen.pose;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &seen), 0);
        assert_memory_equal(seen.pose.point, settled.point, sizeof settled.point);
    }
    pl_source_release(source, &frame);
    pl_source_close(source);
}

static struct pl_point middle(enum pl_pose_point a, enum pl_pose_point b)
{
    return (struct pl_point){(seen.pose.point[a].x + seen.pose.point[b].x) / 2,
                             (seen.pose.point[a].y + seen.pose.point[b].y) / 2};
}

static void the_mask_is_the_person_and_not_the_room(void **state)
{
    static struct pl_mask mask;
    struct pl_message message = {"untouched"};
    struct pl_source *source = open_clip();
    struct pl_frame frame;

    (void)state;
    assert_int_equal(pl_source_next(source, 5 * PL_USEC_PER_SEC, &frame), 0);
    assert_int_equal(pl_sight_mask(sight, &frame, upright, &mask, &message), PL_SIGHT_NOBODY);
    assert_int_equal(pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &seen), 0);
    assert_int_equal(pl_sight_mask(sight, &frame, upright, &mask, &message), 0);
    assert_string_equal(message.text, "untouched");
    struct pl_point chest = middle(PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER);
    assert_true(pl_mask_at(&mask, (struct pl_point){chest.x, chest.y + 20}) > 200);
    assert_true(pl_mask_at(&mask, seen.pose.point[PL_POSE_NOSE]) > 200);
    assert_true(pl_mask_at(&mask, (struct pl_point){10, 10}) < 50);
    pl_source_release(source, &frame);
    pl_source_close(source);
}

int main(void)
{
    struct pl_sight_settings settings = {.pose = PL_POSE_MODEL_LITE, .threads = 1};
    struct pl_message message;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(somebody_is_seen_just_when_somebody_is_there_and_the_nose_is_where_it_is),
        cmocka_unit_test(a_look_at_the_face_alone_leaves_the_pose_as_it_was),
        cmocka_unit_test(nobody_is_the_user_whose_seat_is_elsewhere),
        cmocka_unit_test(a_picture_that_stands_still_is_seen_the_same),
        cmocka_unit_test(the_mask_is_the_person_and_not_the_room),
    };
    int failed = pl_sight_create(&settings, &sight, &message);

    if (failed < 0) {
        printf("%s%s\n", failed == -ENOENT ? "skipped: " : "", message.text);
        return failed == -ENOENT ? SKIPPED : 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    pl_sight_destroy(sight);
    return failed;
}
