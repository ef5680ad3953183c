/* A V4L2 camera against a simulated driver: every failure at every step first, then a thousand plugs, then
 * which frame is handed out. */
#include "base/log.h"
#include "capture/v4l2.h"
#include "capture/v4l2_mode.h"
#include "fake_camera.h"

#include <dirent.h>
#include <errno.h>
#include <linux/videodev2.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <turbojpeg.h>

#include <cmocka.h>

static const struct pl_source_wish vga = {.width = 640, .height = 480, .rate_hz = 15};

static struct fake_camera webcam(void)
{
    return (struct fake_camera){
        .path = "/dev/video2",
        .driver = "uvcvideo",
        .mode = {{V4L2_PIX_FMT_YUYV, 64, 48, 15},
                 {V4L2_PIX_FMT_YUYV, 64, 48, 30},
                 {V4L2_PIX_FMT_MJPEG, 64, 48, 30},
                 {V4L2_PIX_FMT_H264, 640, 480, 30}},
        .modes = 4,
        .timestamp_flag = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC,
        .boot = 900 * PL_USEC_PER_SEC,
        .mono = 500 * PL_USEC_PER_SEC,
    };
}

struct opened {
    struct pl_v4l2_calls calls;
    struct pl_source *source;
    char detail[PL_DETAIL_SIZE];
};

static int open_camera(struct fake_camera *camera, struct opened *ret)
{
    ret->calls = fake_camera_calls(camera);
    ret->source = NULL;
    ret->detail[0] = '\0';
    return pl_v4l2_source_open(&ret->calls, "/dev/video2", &vga, &ret->source, ret->detail);
}

static void assert_nothing_is_left(const struct fake_camera *camera)
{
    assert_int_equal(camera->open_descriptors, 0);
    assert_int_equal(camera->mappings, 0);
    assert_false(camera->streaming && !camera->unplugged);
}

/* Opens, takes three frames, closes. Returns the first result that is not 0. */
static int live_a_short_life(struct fake_camera *camera)
{
    struct opened o;
    struct pl_frame frame;
    int r = open_camera(camera, &o);

    if (r != 0) {
        assert_null(o.source);
        if (r > 0)
            assert_true(strlen(o.detail) > 10);
        return r;
    }
    for (int i = 0; i < 3 && r == 0; i++) {
        r = pl_source_next(o.source, PL_USEC_PER_SEC, &frame);
        if (r == 0)
            pl_source_release(o.source, &frame);
    }
    pl_source_close(o.source);
    return r;
}

static void a_failure_at_any_step_is_undone(void **state)
{
    static const int errors[] = {ENODEV, EIO, EBUSY, ENOMEM, EINVAL, EACCES};
    struct fake_camera perfect = webcam();

    (void)state;
    assert_int_equal(live_a_short_life(&perfect), 0);
    for (size_t e = 0; e < sizeof errors / sizeof errors[0]; e++)
        for (int step = 1; step <= perfect.calls; step++) {
            struct fake_camera camera = webcam();
            int r;

            camera.fail_at = step;
            camera.fail_with = errors[e];
            r = live_a_short_life(&camera);
            if (step == 1)
                assert_int_not_equal(r, 0);
            assert_nothing_is_left(&camera);
        }
}

static void trouble_has_a_name_and_a_sentence(void **state)
{
    static const struct {
        bool unplugged, busy, no_permission, csi, deaf;
        int state;
        const char *says;
    } cases[] = {
        {.unplugged = true, .state = PL_SOURCE_NO_DEVICE, .says = "/dev/video2 is not there"},
        {.busy = true, .state = PL_SOURCE_BUSY, .says = "/dev/video2 is in use by another program"},
        {.no_permission = true, .state = PL_SOURCE_NO_PERMISSION, .says = "the group video"},
        {.csi = true, .state = PL_SOURCE_WRONG_FORMAT, .says = "set camera.source to libcamera"},
        {.deaf = true, .state = PL_SOURCE_WRONG_FORMAT, .says = "offers none of"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fake_camera camera = webcam();
        struct opened o;

        camera.unplugged = cases[i].unplugged;
        camera.busy = cases[i].busy;
        camera.no_permission = cases[i].no_permission;
        if (cases[i].csi)
            camera.driver = "unicam";
        if (cases[i].deaf)
            camera.mode[0] = camera.mode[3], camera.modes = 1;
        assert_int_equal(open_camera(&camera, &o), cases[i].state);
        if (!strstr(o.detail, cases[i].says))
            fail_msg("%s", o.detail);
        assert_nothing_is_left(&camera);
    }
}

static void a_camera_pulled_out_is_lost_once_and_for_all(void **state)
{
    struct fake_camera camera = webcam();
    struct opened o;
    struct pl_frame frame;

    (void)state;
    assert_int_equal(open_camera(&camera, &o), 0);
    assert_int_equal(pl_source_next(o.source, PL_USEC_PER_SEC, &frame), 0);
    camera.unplugged = true;
    pl_source_release(o.source, &frame);
    assert_int_equal(pl_source_next(o.source, PL_USEC_PER_SEC, &frame), PL_SOURCE_LOST);
    camera.unplugged = false; /* another camera on the same name is not this one */
    assert_int_equal(pl_source_next(o.source, PL_USEC_PER_SEC, &frame), PL_SOURCE_LOST);
    pl_source_close(o.source);
    assert_nothing_is_left(&camera);
}

static int entries_of(const char *path)
{
    DIR *folder = opendir(path);
    int n = 0;

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static void a_thousand_plugs_leave_nothing_behind(void **state)
{
    struct fake_camera camera = webcam();
    size_t before = 0;
    int descriptors = entries_of("/proc/self/fd"), threads = entries_of("/proc/self/task");

    (void)state;
    pl_log_set_level(PL_LOG_WARNING);
    for (int i = 0; i < 1000; i++) {
        struct opened o;
        struct pl_frame frame;

        camera.unplugged = false;
        assert_int_equal(open_camera(&camera, &o), 0);
        assert_int_equal(pl_source_next(o.source, PL_USEC_PER_SEC, &frame), 0);
        camera.unplugged = i % 3 == 0; /* with a frame out */
        pl_source_release(o.source, &frame);
        camera.unplugged = i % 2 == 0;
        assert_int_equal(pl_source_next(o.source, PL_USEC_PER_SEC, &frame),
                         i % 2 && i % 3 ? 0 : PL_SOURCE_LOST);
        if (i % 2 && i % 3)
            pl_source_release(o.source, &frame);
        pl_source_close(o.source);
        assert_nothing_is_left(&camera);
        if (i == 10)
            before = mallinfo2().uordblks;
    }
    assert_true(mallinfo2().uordblks <= before);
    assert_int_equal(entries_of("/proc/self/fd"), descriptors);
    assert_int_equal(entries_of("/proc/self/task"), threads);
    pl_log_set_level(PL_LOG_INFO);
}

static void the_newest_whole_frame_wins(void **state)
{
    struct fake_camera camera = webcam();
    struct opened o;
    struct pl_frame f;

    (void)state;
    assert_int_equal(open_camera(&camera, &o), 0);
    fake_camera_shoot(&camera, 0, 0);                   /* 1: overtaken */
    fake_camera_shoot(&camera, 0, 0);                   /* 2: the newest that is whole */
    fake_camera_shoot(&camera, 100, 0);                 /* 3: cut short */
    fake_camera_shoot(&camera, 0, V4L2_BUF_FLAG_ERROR); /* 4: damaged on the wire */
    assert_int_equal(pl_source_next(o.source, 0, &f), 0);
    assert_int_equal(f.sequence, 2);
    assert_int_equal(f.plane[0][0], 2);
    assert_int_equal(o.source->dropped, 3);
    pl_source_release(o.source, &f);
    for (int i = 0; i < FAKE_BUFFERS; i++)
        assert_true(camera.buffer[i].queued); /* the driver has all of them again */
    pl_source_close(o.source);
}

static void frames_that_waited_too_long_are_not_news(void **state)
{
    struct fake_camera camera = webcam();
    struct opened o;
    struct pl_frame f;

    (void)state;
    assert_int_equal(open_camera(&camera, &o), 0);
    fake_camera_shoot(&camera, 0, 0);
    fake_camera_pass(&camera, PL_USEC_PER_SEC);
    assert_int_equal(pl_source_next(o.source, PL_USEC_PER_SEC, &f), 0);
    assert_int_equal(f.sequence, 2);
    assert_int_equal(f.t, camera.boot);
    pl_source_release(o.source, &f);
    pl_source_close(o.source);
}

static void stamps_are_moved_to_our_clock_or_not_believed(void **state)
{
    static const struct {
        uint32_t flag;
        pl_usec shift, age;
    } cases[] = {
        {V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC, 0, 30000},
        {V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN, 0, 0},
        {V4L2_BUF_FLAG_TIMESTAMP_COPY, 0, 0},
        {V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC, 5000000, 0}, /* from the future */
        {V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC, -60000000,
         0}, /* from a minute ago: not of this picture */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fake_camera camera = webcam();
        struct opened o;
        struct pl_frame f;

        camera.timestamp_flag = cases[i].flag;
        assert_int_equal(open_camera(&camera, &o), 0);
        camera.mono += cases[i].shift;
        fake_camera_shoot(&camera, 0, 0);
        camera.mono -= cases[i].shift;
        fake_camera_pass(&camera, 30000);
        assert_int_equal(pl_source_next(o.source, 0, &f), 0);
        assert_int_equal(f.t, camera.boot - cases[i].age);
        pl_source_release(o.source, &f);
        pl_source_close(o.source);
    }
}

static void a_silent_camera_is_a_state_and_keeps_to_the_timeout(void **state)
{
    struct fake_camera camera = webcam();
    struct opened o;
    struct pl_frame f;
    pl_usec before;

    (void)state;
    assert_int_equal(open_camera(&camera, &o), 0);
    camera.current.rate_hz = 0;
    before = camera.boot;
    assert_int_equal(pl_source_next(o.source, 2 * PL_USEC_PER_SEC, &f), PL_SOURCE_NO_FRAME);
    assert_int_equal(camera.boot - before, 2 * PL_USEC_PER_SEC);
    pl_source_close(o.source);
}

static void mjpeg_is_decoded_and_damaged_pictures_are_dropped(void **state)
{
    static uint8_t grey[48][64];
    struct fake_camera camera = webcam();
    tjhandle handle = tjInitCompress();
    unsigned char *jpeg = NULL;
    unsigned long size = 0;
    struct opened o;
    struct pl_frame f;

    (void)state;
    memset(grey, 77, sizeof grey);
    tjCompress2(handle, &grey[0][0], 64, 0, 48, TJPF_GRAY, &jpeg, &size, TJSAMP_GRAY, 90, 0);
    tjDestroy(handle);
    camera.mode[0] = camera.mode[2];
    camera.modes = 1;
    camera.jpeg = jpeg;
    camera.jpeg_size = (uint32_t)size;
    assert_int_equal(open_camera(&camera, &o), 0);
    fake_camera_shoot(&camera, (uint32_t)size / 2, 0);
    assert_int_equal(pl_source_next(o.source, 0, &f), PL_SOURCE_NO_FRAME);
    assert_int_equal(o.source->dropped, 1);
    fake_camera_shoot(&camera, 0, 0);
    assert_int_equal(pl_source_next(o.source, 0, &f), 0);
    assert_int_equal(f.plane[0][f.stride[0] * 20 + 30], 77);
    pl_source_release(o.source, &f);
    pl_source_close(o.source);
    tjFree(jpeg);
}

static void exposure_follows_the_mains_and_is_left_to_the_camera(void **state)
{
    struct fake_camera camera = webcam();
    struct pl_v4l2_calls calls = fake_camera_calls(&camera);
    struct pl_source_wish wish = vga;
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE];

    (void)state;
    camera.control[FAKE_EXPOSURE] = V4L2_EXPOSURE_MANUAL;
    wish.power_line_hz = 50;
    assert_int_equal(pl_v4l2_source_open(&calls, camera.path, &wish, &source, detail), 0);
    assert_int_equal(camera.control[FAKE_POWER_LINE], V4L2_CID_POWER_LINE_FREQUENCY_50HZ);
    assert_int_equal(camera.control[FAKE_EXPOSURE], V4L2_EXPOSURE_APERTURE_PRIORITY);
    pl_source_close(source);
}

static void auto_finds_the_camera_and_reports_the_nearest_miss(void **state)
{
    struct fake_camera camera = webcam();
    struct pl_v4l2_calls calls = fake_camera_calls(&camera);
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE];

    (void)state;
    assert_int_equal(pl_v4l2_source_open_any(&calls, &vga, &source, detail), 0);
    assert_string_equal(source->input, "/dev/video2");
    pl_source_close(source);
    camera.busy = true;
    assert_int_equal(pl_v4l2_source_open_any(&calls, &vga, &source, detail), PL_SOURCE_BUSY);
    assert_non_null(strstr(detail, "/dev/video2 is in use"));
    camera.unplugged = true;
    assert_int_equal(pl_v4l2_source_open_any(&calls, &vga, &source, detail), PL_SOURCE_NO_DEVICE);
    assert_string_equal(detail, "no camera is plugged in");
}

static void the_mode_nearest_to_the_wish_is_chosen(void **state)
{
    /* Best first: each must beat all that follow. */
    static const struct {
        uint32_t fourcc;
        int width, height;
        double rate_hz;
    } ranking[] = {
        {V4L2_PIX_FMT_NV12, 640, 480, 15},  {V4L2_PIX_FMT_YUYV, 640, 480, 15},
        {V4L2_PIX_FMT_YUYV, 640, 480, 30},  {V4L2_PIX_FMT_MJPEG, 640, 480, 30},
        {V4L2_PIX_FMT_GREY, 640, 480, 30},  {V4L2_PIX_FMT_NV12, 640, 480, 5},
        {V4L2_PIX_FMT_MJPEG, 800, 600, 15}, {V4L2_PIX_FMT_NV12, 1280, 720, 5},
        {V4L2_PIX_FMT_NV12, 320, 240, 15},  {V4L2_PIX_FMT_NV12, 160, 120, 15},
    };
    struct pl_v4l2_mode mode[sizeof ranking / sizeof ranking[0]];
    const size_t count = sizeof ranking / sizeof ranking[0];

    (void)state;
    for (size_t i = 0; i < count; i++)
        mode[i] = (struct pl_v4l2_mode){pl_v4l2_format_find(ranking[i].fourcc), ranking[i].width,
                                        ranking[i].height, ranking[i].rate_hz};
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (!pl_v4l2_mode_is_better(&mode[i], &mode[j], &vga) ||
                pl_v4l2_mode_is_better(&mode[j], &mode[i], &vga))
                fail_msg("%zu against %zu", i, j);
    assert_null(pl_v4l2_format_find(V4L2_PIX_FMT_H264));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_at_any_step_is_undone),
        cmocka_unit_test(trouble_has_a_name_and_a_sentence),
        cmocka_unit_test(a_camera_pulled_out_is_lost_once_and_for_all),
        cmocka_unit_test(a_thousand_plugs_leave_nothing_behind),
        cmocka_unit_test(the_newest_whole_frame_wins),
        cmocka_unit_test(frames_that_waited_too_long_are_not_news),
        cmocka_unit_test(stamps_are_moved_to_our_clock_or_not_believed),
        cmocka_unit_test(a_silent_camera_is_a_state_and_keeps_to_the_timeout),
        cmocka_unit_test(mjpeg_is_decoded_and_damaged_pictures_are_dropped),
        cmocka_unit_test(exposure_follows_the_mains_and_is_left_to_the_camera),
        cmocka_unit_test(auto_finds_the_camera_and_reports_the_nearest_miss),
        cmocka_unit_test(the_mode_nearest_to_the_wish_is_chosen),
    };
    pl_log_set_level(PL_LOG_WARNING);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
