/* How often the daemon looks: the change gate on drawn frames, the rates as a table, and the mailbox. */
#include "app/watch/mailbox.h"
#include "app/watch/pace.h"
#include "vision/change_gate.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WIDTH 640
#define HEIGHT 480

static uint8_t pixels[HEIGHT * WIDTH * 3];

/* A grey wall with a dark head of 120 px at x, sensor noise of sd `noise`, everything brighter by `light`. */
static struct pl_frame draw(double x, int noise, int light, unsigned seed)
{
    srand(seed);
    for (int v = 0; v < HEIGHT; v++)
        for (int u = 0; u < WIDTH; u++) {
            double du = u - x, dv = v - 200;
            int level = du * du + dv * dv < 60 * 60 ? 60 : 150;

            /* Twelve dice make a bell curve. */
            for (int i = 0; noise && i < 12; i++)
                level += rand() % (noise + 1) - noise / 2;
            level += light;
            pixels[v * WIDTH + u] = (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
        }
    return (struct pl_frame){.format = PL_PIXEL_GREY,
                             .width = WIDTH,
                             .height = HEIGHT,
                             .plane = {pixels},
                             .stride = {WIDTH}};
}

static bool moves(struct pl_frame first, double x, int noise, int light)
{
    static struct pl_change_gate gate;
    struct pl_frame second;

    pl_change_gate_init(&gate);
    assert_true(pl_change_gate_look(&gate, &first)); /* nothing to compare with */
    pl_change_gate_keep(&gate);
    second = draw(x, noise, light, 7);
    return pl_change_gate_look(&gate, &second);
}

static void noise_and_light_are_no_movement(void **state)
{
    (void)state;
    assert_false(moves(draw(320, 0, 0, 1), 320, 0, 0));
    assert_false(moves(draw(320, 2, 0, 1), 320, 2, 0)); /* sd 2.8 */
    assert_false(moves(draw(320, 0, 0, 1), 320, 0, 12));
}

static void a_head_that_moves_three_millimetres_has_moved(void **state)
{
    (void)state; /* 7.6 px a centimetre at 70 cm and 62 degrees */
    assert_true(moves(draw(320, 0, 0, 1), 322.3, 0, 0));
    assert_true(moves(draw(320, 2, 0, 1), 323, 2, 0));
}

/* A step that alone is nothing, again and again. */
static void slow_movement_adds_up(void **state)
{
    static struct pl_change_gate gate;
    struct pl_frame frame = draw(320.4, 0, 0, 1);
    double x = 320.4;

    (void)state;
    pl_change_gate_init(&gate);
    pl_change_gate_look(&gate, &frame);
    pl_change_gate_keep(&gate);
    do
        frame = draw(x += 0.25, 0, 0, 1);
    while (!pl_change_gate_look(&gate, &frame) && x < 340);
    if (x < 320.8 || x > 324)
        fail_msg("moved at %g", x);
}

static void every_pixel_format_is_read_inside_its_planes(void **state)
{
    static const struct {
        enum pl_pixel_format format;
        int bytes;
    } cases[] = {{PL_PIXEL_GREY, 1}, {PL_PIXEL_YUYV, 2}, {PL_PIXEL_RGB, 3}, {PL_PIXEL_BGR, 3}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct pl_change_gate gate;
        const int width = 37, height = 29; /* of no relation to the grid */
        size_t size = (size_t)(width * height * cases[i].bytes);
        uint8_t *exact = malloc(size); /* the sanitizer sees a read behind it */
        struct pl_frame frame = {.format = cases[i].format,
                                 .width = width,
                                 .height = height,
                                 .plane = {exact},
                                 .stride = {width * cases[i].bytes}};

        memset(exact, 100, size);
        pl_change_gate_init(&gate);
        pl_change_gate_look(&gate, &frame);
        pl_change_gate_keep(&gate);
        assert_false(pl_change_gate_look(&gate, &frame));
        memset(exact, 200, size / 2);
        assert_true(pl_change_gate_look(&gate, &frame));
        free(exact);
    }
}

static void the_rate_follows_what_happens(void **state)
{
    static const struct {
        int at_ms;
        bool moved, present;
        enum pl_pace_look look;
        enum pl_pace_mode mode; /* after pl_pace_saw() */
        int interval_ms;
    } rows[] = {
        {0, true, false, PL_PACE_THOROUGH, PL_PACE_ACTIVE, 200},
        {200, true, false, PL_PACE_SKIP, PL_PACE_ACTIVE, 200},    /* a look was a moment ago */
        {470, true, true, PL_PACE_THOROUGH, PL_PACE_ACTIVE, 200}, /* nobody was there: search */
        {670, true, true, PL_PACE_SKIP, PL_PACE_ACTIVE, 200},
        {1000, true, true, PL_PACE_GLANCE, PL_PACE_ACTIVE, 200},
        {2400, true, true, PL_PACE_GLANCE, PL_PACE_ACTIVE, 200},
        {2600, true, true, PL_PACE_SKIP, PL_PACE_ACTIVE, 200},
        {3000, true, true, PL_PACE_THOROUGH, PL_PACE_ACTIVE,
         200}, /* two seconds after the last pose */
        {3200, false, true, PL_PACE_SKIP, PL_PACE_ACTIVE, 200},
        {12800, false, true, PL_PACE_SKIP, PL_PACE_ACTIVE, 200},
        {13000, false, true, PL_PACE_SKIP, PL_PACE_STILL, 500}, /* ten seconds after it moved */
        {17500, false, true, PL_PACE_SKIP, PL_PACE_STILL, 500},
        {18000, false, true, PL_PACE_THOROUGH, PL_PACE_STILL,
         500}, /* fifteen after the last look */
        {18500, false, true, PL_PACE_SKIP, PL_PACE_STILL, 500},
        {19000, true, true, PL_PACE_GLANCE, PL_PACE_ACTIVE, 200},
        {19600, true, false, PL_PACE_GLANCE, PL_PACE_ACTIVE, 200}, /* gone */
        {29600, false, false, PL_PACE_SKIP, PL_PACE_ABSENT, 1000},
        {34600, false, false, PL_PACE_THOROUGH, PL_PACE_ABSENT, 1000},
        {35600, true, true, PL_PACE_THOROUGH, PL_PACE_ACTIVE, 200}, /* back */
    };
    struct pl_pace pace;

    (void)state;
    pl_pace_init(&pace, 5);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pl_usec t = rows[i].at_ms * PL_USEC_PER_MSEC;
        enum pl_pace_look look = pl_pace_frame(&pace, t, rows[i].moved);

        if (look != PL_PACE_SKIP)
            pl_pace_saw(&pace, t, rows[i].present);
        if (look != rows[i].look || pace.mode != rows[i].mode ||
            pl_pace_interval(&pace) != rows[i].interval_ms * PL_USEC_PER_MSEC)
            fail_msg("row %zu: look %d, %s, every %g s", i, look, pl_pace_mode_name(pace.mode),
                     pl_seconds(pl_pace_interval(&pace)));
    }
}

static void an_exercise_is_watched_closely_and_a_slow_setting_is_kept(void **state)
{
    struct pl_pace pace;

    (void)state;
    pl_pace_init(&pace, 1);
    pl_pace_frame(&pace, 0, true);
    pl_pace_saw(&pace, 0, true);
    pl_pace_frame(&pace, 60 * PL_USEC_PER_SEC, false);
    assert_int_equal(pace.mode, PL_PACE_STILL);
    assert_int_equal(pl_pace_interval(&pace), PL_USEC_PER_SEC); /* never faster than asked for */
    pl_pace_exercise(&pace, true);
    assert_int_equal(pl_pace_frame(&pace, 60100000, false), PL_PACE_THOROUGH);
    assert_int_equal(pl_pace_interval(&pace), PL_USEC_PER_SEC / 10);
}

static bool is_readable(int descriptor)
{
    struct pollfd one = {.fd = descriptor, .events = POLLIN};

    return poll(&one, 1, 0) == 1;
}

static void the_newest_value_wins_and_the_others_are_counted(void **state)
{
    struct pl_mailbox *mailbox = NULL;
    uint64_t overtaken = 99;
    int value = 0;

    (void)state;
    assert_int_equal(pl_mailbox_create(sizeof value, &mailbox), 0);
    assert_false(pl_mailbox_take(mailbox, &value, &overtaken));
    assert_false(is_readable(pl_mailbox_descriptor(mailbox)));
    for (int i = 1; i <= 3; i++)
        pl_mailbox_put(mailbox, &i);
    assert_true(is_readable(pl_mailbox_descriptor(mailbox)));
    assert_true(pl_mailbox_take(mailbox, &value, &overtaken));
    assert_int_equal(value, 3);
    assert_int_equal(overtaken, 2);
    assert_false(is_readable(pl_mailbox_descriptor(mailbox)));
    assert_false(pl_mailbox_take(mailbox, &value, &overtaken));
    pl_mailbox_put(mailbox, &(int){4});
    assert_true(pl_mailbox_take(mailbox, &value, &overtaken));
    assert_int_equal(value, 4);
    assert_int_equal(overtaken, 0);
    pl_mailbox_destroy(mailbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_and_light_are_no_movement),
        cmocka_unit_test(a_head_that_moves_three_millimetres_has_moved),
        cmocka_unit_test(slow_movement_adds_up),
        cmocka_unit_test(every_pixel_format_is_read_inside_its_planes),
        cmocka_unit_test(the_rate_follows_what_happens),
        cmocka_unit_test(an_exercise_is_watched_closely_and_a_slow_setting_is_kept),
        cmocka_unit_test(the_newest_value_wins_and_the_others_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
