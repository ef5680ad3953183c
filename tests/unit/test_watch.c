/* The patience with cameras, as tables of (time, what happened, what is told, what comes next). */
#include "capture/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MS PL_USEC_PER_MSEC
#define FROZEN_AFTER (10 * PL_USEC_PER_SEC)

enum input { OPENED, READ, CLOSED };

struct row {
    pl_usec at_ms;
    enum input input;
    int result;
    enum pl_source_state told;
    bool changed;
    enum pl_watch_action next;
    pl_usec until_ms; /* when next is WAIT */
};

static void play(const struct row *row, size_t count)
{
    struct pl_watch watch;

    pl_watch_init(&watch, FROZEN_AFTER);
    for (size_t i = 0; i < count; i++, row++) {
        pl_usec now = row->at_ms * MS, until = -1;
        bool changed = false;

        if (row->input == OPENED)
            changed = pl_watch_opened(&watch, now, row->result);
        else if (row->input == READ)
            changed = pl_watch_read(&watch, now, row->result);
        else
            pl_watch_closed(&watch);
        if (watch.state != row->told || changed != row->changed ||
            pl_watch_next(&watch, now, &until) != row->next ||
            (row->next == PL_WATCH_WAIT && until != row->until_ms * MS))
            fail_msg("row %zu: told %s, changed %d, until %g s", i,
                     pl_source_state_name(watch.state), changed, pl_seconds(until));
        if (changed)
            assert_int_equal(watch.since, now);
    }
}

#define PLAY(rows) play(rows, sizeof(rows) / sizeof((rows)[0]))

static void the_first_action_is_to_open(void **state)
{
    struct pl_watch watch;
    pl_usec until;

    (void)state;
    pl_watch_init(&watch, FROZEN_AFTER);
    assert_int_equal(pl_watch_next(&watch, 0, &until), PL_WATCH_OPEN);
}

static void a_missing_camera_is_told_once_and_tried_every_three_seconds(void **state)
{
    static const struct row rows[] = {
        {0, OPENED, PL_SOURCE_NO_DEVICE, PL_SOURCE_NO_DEVICE, true, PL_WATCH_WAIT, 500},
        {500, OPENED, PL_SOURCE_NO_DEVICE, PL_SOURCE_NO_DEVICE, false, PL_WATCH_WAIT, 1500},
        {1500, OPENED, PL_SOURCE_NO_DEVICE, PL_SOURCE_NO_DEVICE, false, PL_WATCH_WAIT, 3500},
        {3500, OPENED, PL_SOURCE_NO_DEVICE, PL_SOURCE_NO_DEVICE, false, PL_WATCH_WAIT, 6500},
        {6500, OPENED, PL_SOURCE_NO_DEVICE, PL_SOURCE_NO_DEVICE, false, PL_WATCH_WAIT, 9500},
        {9500, OPENED, 0, PL_SOURCE_NO_DEVICE, false, PL_WATCH_READ, 0},
        {9700, READ, 0, PL_SOURCE_OK, true, PL_WATCH_READ, 0},
        {9900, READ, 0, PL_SOURCE_OK, false, PL_WATCH_READ, 0},
    };

    (void)state;
    PLAY(rows);
}

static void a_lost_camera_is_closed_before_it_is_opened_again(void **state)
{
    static const struct row rows[] = {
        {0, OPENED, 0, PL_SOURCE_NO_FRAME, false, PL_WATCH_READ, 0},
        {100, READ, 0, PL_SOURCE_OK, true, PL_WATCH_READ, 0},
        {200, READ, PL_SOURCE_LOST, PL_SOURCE_LOST, true, PL_WATCH_CLOSE, 0},
        {200, CLOSED, 0, PL_SOURCE_LOST, false, PL_WATCH_WAIT, 700},
        {700, OPENED, PL_SOURCE_NO_DEVICE, PL_SOURCE_NO_DEVICE, true, PL_WATCH_WAIT, 1200},
        {1200, OPENED, PL_SOURCE_NO_PERMISSION, PL_SOURCE_NO_PERMISSION, true, PL_WATCH_WAIT, 2200},
        {2200, OPENED, 0, PL_SOURCE_NO_PERMISSION, false, PL_WATCH_READ, 0},
        {2300, READ, 0, PL_SOURCE_OK, true, PL_WATCH_READ, 0},
    };

    (void)state;
    PLAY(rows);
}

static void a_frozen_camera_is_opened_again_and_never_ok_in_between(void **state)
{
    static const struct row rows[] = {
        {0, OPENED, 0, PL_SOURCE_NO_FRAME, false, PL_WATCH_READ, 0},
        {100, READ, 0, PL_SOURCE_OK, true, PL_WATCH_READ, 0},
        {10099, READ, PL_SOURCE_NO_FRAME, PL_SOURCE_OK, false, PL_WATCH_READ, 0},
        {10100, READ, PL_SOURCE_NO_FRAME, PL_SOURCE_FROZEN, true, PL_WATCH_CLOSE, 0},
        {10100, CLOSED, 0, PL_SOURCE_FROZEN, false, PL_WATCH_WAIT, 10600},
        {10600, OPENED, 0, PL_SOURCE_FROZEN, false, PL_WATCH_READ, 0},
        {20599, READ, PL_SOURCE_NO_FRAME, PL_SOURCE_FROZEN, false, PL_WATCH_READ, 0},
        {20600, READ, PL_SOURCE_NO_FRAME, PL_SOURCE_FROZEN, false, PL_WATCH_CLOSE, 0},
        {20600, CLOSED, 0, PL_SOURCE_FROZEN, false, PL_WATCH_WAIT, 21600},
        {21600, OPENED, 0, PL_SOURCE_FROZEN, false, PL_WATCH_READ, 0},
        {21700, READ, 0, PL_SOURCE_OK, true, PL_WATCH_READ, 0},
    };

    (void)state;
    PLAY(rows);
}

static void what_needs_an_administrator_is_tried_less_and_less_often(void **state)
{
    static const pl_usec waits_s[] = {1, 2, 4, 8, 15, 30, 30};
    struct pl_watch watch;
    pl_usec now = 0, until;

    (void)state;
    pl_watch_init(&watch, FROZEN_AFTER);
    for (size_t i = 0; i < sizeof waits_s / sizeof waits_s[0]; i++) {
        assert_int_equal(pl_watch_opened(&watch, now, PL_SOURCE_WRONG_FORMAT), i == 0);
        assert_int_equal(pl_watch_next(&watch, now, &until), PL_WATCH_WAIT);
        assert_int_equal(until - now, waits_s[i] * PL_USEC_PER_SEC);
        now = until;
    }
}

static void an_error_number_counts_as_unreadable(void **state)
{
    static const struct row rows[] = {
        {0, OPENED, -5, PL_SOURCE_UNREADABLE, true, PL_WATCH_WAIT, 1000},
    };

    (void)state;
    PLAY(rows);
}

static void a_file_that_is_over_stays_over(void **state)
{
    static const struct row rows[] = {
        {0, OPENED, 0, PL_SOURCE_NO_FRAME, false, PL_WATCH_READ, 0},
        {100, READ, 0, PL_SOURCE_OK, true, PL_WATCH_READ, 0},
        {200, READ, PL_SOURCE_END, PL_SOURCE_END, true, PL_WATCH_CLOSE, 0},
        {200, CLOSED, 0, PL_SOURCE_END, false, PL_WATCH_END, 0},
    };

    (void)state;
    PLAY(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_action_is_to_open),
        cmocka_unit_test(a_missing_camera_is_told_once_and_tried_every_three_seconds),
        cmocka_unit_test(a_lost_camera_is_closed_before_it_is_opened_again),
        cmocka_unit_test(a_frozen_camera_is_opened_again_and_never_ok_in_between),
        cmocka_unit_test(what_needs_an_administrator_is_tried_less_and_less_often),
        cmocka_unit_test(an_error_number_counts_as_unreadable),
        cmocka_unit_test(a_file_that_is_over_stays_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
