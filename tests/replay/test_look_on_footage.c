/* The look into the camera at calibration, from pixels to the baseline: stills that stand for as long as a person keeps a pose.
 * No footage shows a chest that stays while the face turns by 45 degrees, so the looking face is that of the same person
 * seen from in front. */
#include "app/watch/measurer.h"
#include "capture/source.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define STILLS PL_SOURCE_DIR "/../shared/footage/synth/"
#define FRAME_US (PL_USEC_PER_SEC / 5)
#define HFOV_DEG 62.2
#define SKIPPED 77

static const struct pl_mounting upright = {0, 0};
static struct pl_sight *sight;
static struct pl_measurer *measurer;
static pl_usec t;

/* Shows a still for so long, or until the look, the calibration or both are over. */
static struct pl_measurement show(const char *still, double seconds, bool until_looked)
{
    char path[512], detail[PL_DETAIL_SIZE] = "";
    struct pl_measurement m = {0};
    static struct pl_landmarks marks;
    struct pl_source *source = NULL;
    pl_usec end = t + pl_usec_from_seconds(seconds);
    struct pl_frame frame;

    snprintf(path, sizeof path, STILLS "%s.jpg", still);
    if (pl_source_open(path, &(struct pl_source_wish){0}, &source, detail) != 0)
        fail_msg("%s", detail);
    assert_int_equal(pl_source_next(source, PL_USEC_PER_SEC, &frame), 0);
    pl_sight_forget(sight);
    assert_int_equal(pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &marks), 0);
    for (; t < end; t += FRAME_US) {
        const struct pl_calibration *c = pl_measurer_calibration(measurer);

        if (until_looked && c && !pl_calibration_is_looking(c))
            break;
        frame.t = marks.t = t;
        m = pl_measurer_measure(measurer, &frame, &marks, false, NULL);
    }
    pl_source_release(source, &frame);
    pl_source_close(source);
    return m;
}

static void need_stills(void)
{
    if (access(STILLS "Female_Adult_01_y00_f0.jpg", R_OK) == 0)
        return;
    print_message("skipped: the stills are not beside this source tree\n");
    skip();
}

static void calibrate(bool look)
{
    t += PL_USEC_PER_SEC;
    pl_measurer_calibrate(
        measurer, (struct pl_calibration_plan){.length = 4 * PL_USEC_PER_SEC, .look = look}, false);
}

static const struct pl_reading *reading(void)
{
    assert_int_equal(pl_measurer_state(measurer), PL_MEASURER_READY);
    return &pl_measurer_reference(measurer)->reading;
}

static double size_seen_in(const char *still)
{
    calibrate(false);
    show(still, 5, false);
    return reading()->head_scale;
}

static void a_face_seen_obliquely_gets_the_size_it_has_from_in_front(void **state)
{
    double front, oblique, azimuth_deg, delta;
    char path[] = "/tmp/plumbline-look-XXXXXX";
    struct pl_message why = {""};
    int fd;

    (void)state;
    need_stills();
    front = size_seen_in("Male_Adult_06_y00_f0");
    oblique = size_seen_in("Male_Adult_06_y45_f0");
    azimuth_deg = reading()->azimuth_deg;
    assert_true(fabs(front - oblique) > 0.02);

    calibrate(true);
    show("Male_Adult_06_y45_f0", 1.4, true);
    assert_true(pl_measurer_calibration(measurer)->look.asked);
    show("Male_Adult_06_y00_f0", 6, true);
    assert_int_equal(pl_measurer_calibration(measurer)->looked, PL_SIZE_LOOK_DONE);
    show("Male_Adult_06_y45_f0", 6, false);
    assert_true(reading()->looked && fabs(reading()->head_scale - front) < 0.005);
    assert_true(fabs(reading()->azimuth_deg - azimuth_deg) < 0.5);

    delta = show("Male_Adult_06_y45_f8", 1, false).forward_head_delta_cm.value;
    assert_true(fabs(delta - 8.2) < 1.6);

    /* It outlives the program, and a refresh or a calibration without a look. */
    fd = mkstemp(path);
    assert_true(fd >= 0 && close(fd) == 0);
    assert_int_equal(pl_measurer_save(measurer, path, "desk", 1, false, &why), 0);
    assert_int_equal(pl_measurer_load(measurer, path, &why), 0);
    unlink(path);
    assert_true(fabs(size_seen_in("Male_Adult_06_y45_f0") - front) < 0.005);
    assert_true(reading()->looked);
}

static void a_camera_in_front_and_one_in_profile_need_no_help(void **state)
{
    (void)state;
    need_stills();
    calibrate(true);
    show("Female_Adult_03_y00_f0", 6, false);
    assert_int_equal(pl_measurer_calibration(measurer)->looked, PL_SIZE_LOOK_NOT_NEEDED);
    assert_true(reading()->looked);

    calibrate(true);
    show("Female_Adult_03_y90_f0", 18, false);
    assert_int_equal(pl_measurer_calibration(measurer)->looked, PL_SIZE_LOOK_NO_FACE);
    assert_false(reading()->face);
}

static int fresh_measurer(void **state)
{
    struct pl_measurer_settings settings = {.hfov_deg = HFOV_DEG,
                                            .limits = pl_posture_limits_default};
    struct pl_message why = {""};

    (void)state;
    t = PL_USEC_PER_SEC;
    return pl_measurer_create(&settings, &measurer, &why);
}

static int drop_measurer(void **state)
{
    (void)state;
    pl_measurer_destroy(measurer);
    measurer = NULL;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_face_seen_obliquely_gets_the_size_it_has_from_in_front,
                                        fresh_measurer, drop_measurer),
        cmocka_unit_test_setup_teardown(a_camera_in_front_and_one_in_profile_need_no_help,
                                        fresh_measurer, drop_measurer),
    };
    struct pl_sight_settings settings = {.threads = 1};
    struct pl_message why = {""};
    int r = pl_sight_create(&settings, &sight, &why);

    if (r < 0) {
        printf("%s%s\n", r == -ENOENT ? "skipped: " : "", why.text);
        return r == -ENOENT ? SKIPPED : 1;
    }
    r = cmocka_run_group_tests(tests, NULL, NULL);
    pl_sight_destroy(sight);
    return r;
}
