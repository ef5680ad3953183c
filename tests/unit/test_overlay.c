/* What the overlay shows, judged by its pixels. */
#include "overlay/overlay.h"

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

#define WIDTH 640
#define HEIGHT 480
#define GREY 90
#define PANEL_TOP HEIGHT

static const struct pl_mounting upright;
static uint8_t grey_pixels[WIDTH * HEIGHT];

static struct pl_frame grey_frame(int width, int height)
{
    memset(grey_pixels, GREY, sizeof grey_pixels);
    return (struct pl_frame){
        .format = PL_PIXEL_GREY,
        .width = width,
        .height = height,
        .plane = {grey_pixels},
        .stride = {width},
        .full_range = 1,
    };
}

static struct pl_overlay *make(bool moving)
{
    struct pl_overlay *overlay;

    assert_int_equal(pl_overlay_create(&(struct pl_overlay_settings){moving, 2.5, 5.0}, &overlay),
                     0);
    return overlay;
}

/* Somebody seen from the front whose shoulders have their middle at x. */
static struct pl_landmarks somebody(float x)
{
    struct pl_landmarks l = {.present = true, .people = 1, .width = WIDTH, .height = HEIGHT};
    static const struct {
        enum pl_pose_point point;
        float dx, y;
    } places[] = {
        {PL_POSE_NOSE, 0, 170},
        {PL_POSE_LEFT_EYE, 20, 150},
        {PL_POSE_RIGHT_EYE, -20, 150},
        {PL_POSE_LEFT_EAR, 45, 160},
        {PL_POSE_RIGHT_EAR, -45, 160},
        {PL_POSE_LEFT_SHOULDER, 110, 300},
        {PL_POSE_RIGHT_SHOULDER, -110, 300},
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        l.pose.point[places[i].point] = (struct pl_point){x + places[i].dx, places[i].y};
        l.pose.visibility[places[i].point] = 1;
        l.pose.presence_of[places[i].point] = 1;
    }
    return l;
}

static struct pl_measurement forward_by(pl_usec t, double cm)
{
    struct pl_measurement m = pl_measurement_unknown(t, PL_REASON_NONE);

    m.present = true;
    m.people = 1;
    m.posture = cm > 2.5 ? PL_POSTURE_FORWARD_HEAD : PL_POSTURE_UPRIGHT;
    m.forward_head_delta_cm = (struct pl_number){cm, 0.5};
    return m;
}

static struct pl_measurement unknown(pl_usec t, enum pl_reason reason)
{
    struct pl_measurement m = pl_measurement_unknown(t, reason);

    m.present = reason != PL_REASON_NO_PERSON;
    return m;
}

static void draw(struct pl_overlay *overlay, const struct pl_landmarks *l, struct pl_measurement m)
{
    struct pl_frame frame = grey_frame(WIDTH, HEIGHT);

    assert_int_equal(pl_overlay_draw(overlay, &frame, upright, l, &m), 0);
}

static const uint8_t *pixel(const struct pl_frame *f, int x, int y)
{
    return f->plane[0] + y * f->stride[0] + 3 * x;
}

/* Pixels of a box that differ from a grey or dark ground by colour: warm when red is well above blue. */
static int count_warm(const struct pl_frame *f, int x0, int y0, int x1, int y1)
{
    int count = 0;

    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            count += pixel(f, x, y)[2] > pixel(f, x, y)[0] + 60;
    return count;
}

static int count_bright(const struct pl_frame *f, int x0, int y0, int x1, int y1)
{
    int count = 0;

    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            count += pixel(f, x, y)[1] > 150;
    return count;
}

static void a_picture_that_cannot_be_written_is_named(void **state)
{
    struct pl_overlay *overlay = make(false);
    struct pl_landmarks nobody = {0};
    struct pl_message why;

    (void)state;
    draw(overlay, &nobody, unknown(0, PL_REASON_NO_PERSON));
    assert_int_equal(pl_overlay_save(overlay, "/nowhere/out.png", &why), -ENOENT);
    assert_non_null(strstr(why.text, "/nowhere/out.png"));
    assert_int_equal(pl_overlay_save(overlay, "/nowhere/out.jpg", &why), -ENOENT);
    assert_non_null(strstr(why.text, "/nowhere/out.jpg"));
    pl_overlay_destroy(overlay);
}

static void nothing_is_drawn_on_the_picture_when_nobody_is_there(void **state)
{
    struct pl_overlay *overlay = make(true);
    struct pl_landmarks l = somebody(320);
    struct pl_frame canvas;

    (void)state;
    l.present = false;
    draw(overlay, &l, unknown(0, PL_REASON_NO_PERSON));
    canvas = pl_overlay_frame(overlay);
    for (int y = 0; y < PANEL_TOP; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_int_equal(pixel(&canvas, x, y)[1], GREY);
    pl_overlay_destroy(overlay);
}

static void the_plumb_line_hangs_through_the_shoulders(void **state)
{
    struct pl_overlay *overlay = make(true);

    (void)state;
    for (int x = 200; x <= 440; x += 120) {
        struct pl_landmarks l = somebody((float)x);
        struct pl_frame canvas;
        draw(overlay, &l, forward_by(0, 1));
        canvas = pl_overlay_frame(overlay);
        /* between head and bob the line is the only thing there, and it is vertical */
        for (int y = 310; y < 400; y += 10) {
            assert_true(count_bright(&canvas, x - 2, y, x + 3, y + 1) > 0);
            assert_int_equal(count_bright(&canvas, x - 40, y, x - 4, y + 1), 0);
        }
    }
    pl_overlay_destroy(overlay);
}

static void from_the_side_the_way_from_ear_to_line_is_drawn(void **state)
{
    struct pl_overlay *overlay = make(true);
    struct pl_landmarks l = somebody(320);
    struct pl_measurement m = forward_by(0, 6);
    struct pl_frame canvas;

    (void)state;
    m.view_deg = (struct pl_number){85, 3};
    for (int i = PL_POSE_LEFT_EAR; i <= PL_POSE_RIGHT_EAR; i++)
        l.pose.point[i] = (struct pl_point){220, 160};
    l.pose.point[PL_POSE_LEFT_SHOULDER].x = l.pose.point[PL_POSE_RIGHT_SHOULDER].x = 320;
    draw(overlay, &l, m);
    canvas = pl_overlay_frame(overlay);
    for (int x = 235; x < 310; x += 5)
        assert_true(count_warm(&canvas, x, 157, x + 1, 164) > 0);
    assert_true(count_warm(&canvas, 330, 150, 460, 172) > 100); /* the number */
    pl_overlay_destroy(overlay);
}

/* 20 s upright, 20 s unknown, 20 s far forward: blue line, nothing, warm line. */
static void the_strip_has_a_gap_where_nothing_was_known(void **state)
{
    struct pl_overlay *overlay = make(true);
    struct pl_landmarks l = somebody(320);
    struct pl_frame canvas;
    int left = 366, third = 254 / 3;

    (void)state;
    for (int s = 0; s <= 60; s++) {
        pl_usec t = s * PL_USEC_PER_SEC;
        draw(overlay, &l,
             s < 20   ? forward_by(t, 0.8)
             : s < 40 ? unknown(t, PL_REASON_TURNED_AWAY)
                      : forward_by(t, 6.5));
    }
    canvas = pl_overlay_frame(overlay);
    /* above the strong threshold there is only the line */
    assert_int_equal(
        count_warm(&canvas, left, PANEL_TOP + 26, left + 2 * third - 4, PANEL_TOP + 40), 0);
    assert_true(count_warm(&canvas, left + 2 * third + 4, PANEL_TOP + 26, left + 3 * third,
                           PANEL_TOP + 40) > third);
    pl_overlay_destroy(overlay);
}

static void the_reason_is_said_when_the_posture_is_not_known(void **state)
{
    struct pl_overlay *overlay = make(true);
    struct pl_landmarks l = somebody(320);
    struct pl_frame canvas;

    (void)state;
    draw(overlay, &l, forward_by(0, 1));
    canvas = pl_overlay_frame(overlay);
    assert_int_equal(count_warm(&canvas, 152, PANEL_TOP + 100, 340, PANEL_TOP + 118), 0);
    draw(overlay, &l, unknown(1, PL_REASON_FACE_HIDDEN));
    canvas = pl_overlay_frame(overlay);
    assert_true(count_warm(&canvas, 152, PANEL_TOP + 100, 340, PANEL_TOP + 118) > 40);
    pl_overlay_destroy(overlay);
}

static void a_small_odd_turned_picture_gets_a_legible_even_canvas(void **state)
{
    struct pl_overlay *overlay = make(false);
    struct pl_landmarks nobody = {0};
    struct pl_measurement m = unknown(0, PL_REASON_NO_PERSON);
    struct pl_frame frame = grey_frame(101, 75), canvas;

    (void)state;
    assert_int_equal(pl_overlay_draw(overlay, &frame, (struct pl_mounting){90, 1}, &nobody, &m), 0);
    canvas = pl_overlay_frame(overlay);
    assert_int_equal(canvas.width, 640);
    assert_int_equal(canvas.height % 2, 0);
    assert_true(canvas.height > 640 * 101 / 75 + 100);
    /* a picture of another shape afterwards is fitted in */
    frame = grey_frame(320, 200);
    assert_int_equal(pl_overlay_draw(overlay, &frame, upright, &nobody, &m), 0);
    assert_int_equal(pl_overlay_frame(overlay).height, canvas.height);
    pl_overlay_destroy(overlay);
}

static void check_saved(const char *path, const uint8_t *magic, size_t size)
{
    uint8_t head[8];
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fread(head, 1, size, file), size);
    assert_memory_equal(head, magic, size);
    fclose(file);
}

static void pictures_are_written_as_their_names_say(void **state)
{
    struct pl_overlay *overlay = make(false);
    struct pl_landmarks l = somebody(320);

    (void)state;
    draw(overlay, &l, forward_by(0, 4));
    assert_int_equal(pl_overlay_save(overlay, PL_BINARY_DIR "/test_overlay.png", NULL), 0);
    check_saved(PL_BINARY_DIR "/test_overlay.png", (const uint8_t *)"\x89PNG", 4);
    assert_int_equal(pl_overlay_save(overlay, PL_BINARY_DIR "/test_overlay.JPG", NULL), 0);
    check_saved(PL_BINARY_DIR "/test_overlay.JPG", (const uint8_t *)"\xff\xd8\xff", 3);
    pl_overlay_destroy(overlay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_that_cannot_be_written_is_named),
        cmocka_unit_test(nothing_is_drawn_on_the_picture_when_nobody_is_there),
        cmocka_unit_test(the_plumb_line_hangs_through_the_shoulders),
        cmocka_unit_test(from_the_side_the_way_from_ear_to_line_is_drawn),
        cmocka_unit_test(the_strip_has_a_gap_where_nothing_was_known),
        cmocka_unit_test(the_reason_is_said_when_the_posture_is_not_known),
        cmocka_unit_test(a_small_odd_turned_picture_gets_a_legible_even_canvas),
        cmocka_unit_test(pictures_are_written_as_their_names_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
