/* Wall time in a zone that changes its clocks, and quiet hours on it. */
#include "alerts/quiet_hours.h"
#include "base/wall_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static pl_wall_usec at(const char *text)
{
    pl_wall_usec wall = 0;

    if (pl_rfc3339_parse(text, &wall))
        fail_msg("%s is not read", text);
    return wall;
}

static void times_are_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "today",
                                        "2026-13-01T00:00:00",
                                        "2026-03-02T09:00:00 or so",
                                        "2026-03-02T09:00:00+1:00",
                                        "2026-03-02T09:00:00+01:00x",
                                        "2026-03-02T09:00:00+25:00",
                                        "09:00"};
    pl_wall_usec wall = 7;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (!pl_rfc3339_parse(wrong[i], &wall))
            fail_msg("%s is accepted", wrong[i]);
    assert_int_equal(wall, 7);
}

static void times_are_read_and_written_in_local_time(void **state)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"2026-03-02T09:00:00", "2026-03-02T09:00:00+01:00"},
        {"2026-07-02 09:00", "2026-07-02T09:00:00+02:00"},
        {"2026-03-02", "2026-03-02T00:00:00+01:00"},
        {"2026-03-02T09:00:00Z", "2026-03-02T10:00:00+01:00"},
        {"2026-03-02T09:00:00-05:00", "2026-03-02T15:00:00+01:00"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[PL_RFC3339_SIZE];

        pl_rfc3339(at(cases[i].text), text);
        assert_string_equal(text, cases[i].written);
    }
}

static void milliseconds_are_written_where_there_are_any(void **state)
{
    char text[PL_RFC3339_SIZE];

    (void)state;
    pl_rfc3339(at("2026-03-02T09:00:00") + 250000, text);
    assert_string_equal(text, "2026-03-02T09:00:00.250+01:00");
    pl_rfc3339(-250000, text);
    assert_string_equal(text, "1970-01-01T00:59:59.750+01:00");
}

static void the_local_day_follows_the_zone(void **state)
{
    struct pl_local_time before = pl_local_time_at(at("2026-03-28T23:59:59"));
    struct pl_local_time after = pl_local_time_at(at("2026-03-29T00:00:00"));

    (void)state;
    assert_int_equal(after.day, before.day + 1);
    assert_int_equal(before.second, 86399);
    assert_int_equal(after.second, 0);
    /* Clocks go from 02:00 to 03:00. */
    assert_int_equal(pl_local_time_at(at("2026-03-29T00:59:59Z")).second, 2 * 3600 - 1);
    assert_int_equal(pl_local_time_at(at("2026-03-29T01:00:00Z")).second, 3 * 3600);
}

static void quiet_texts_are_refused(void **state)
{
    static const char *const wrong[] = {"22-7",        "22:00",        "22:00-24:00",
                                        "22:60-23:00", "22:00-22:00",  "22:00-07:00,",
                                        "a",           "22:00 - 07:00"};
    struct pl_quiet_hours quiet = {.count = 7};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (!pl_quiet_hours_parse(wrong[i], &quiet))
            fail_msg("'%s' is accepted", wrong[i]);
    assert_int_equal(quiet.count, 7);
}

static void quiet_hours_end_where_they_say(void **state)
{
    static const struct {
        const char *text;
        int hour, minute;
        bool quiet;
    } cases[] = {
        {"", 3, 0, false},
        {"22:00-07:00", 21, 59, false},
        {"22:00-07:00", 22, 0, true},
        {"22:00-07:00", 0, 0, true},
        {"22:00-07:00", 6, 59, true},
        {"22:00-07:00", 7, 0, false},
        {"12:30-13:00, 22:00-07:00", 12, 45, true},
        {"12:30-13:00, 22:00-07:00", 13, 0, false},
        {"12:30-13:00, 22:00-07:00", 23, 0, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pl_quiet_hours quiet;
        struct pl_local_time local = {.second = cases[i].hour * 3600 + cases[i].minute * 60 + 59};

        assert_int_equal(pl_quiet_hours_parse(cases[i].text, &quiet), 0);
        assert_int_equal(pl_quiet_at(&quiet, local), cases[i].quiet);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_refused),
        cmocka_unit_test(times_are_read_and_written_in_local_time),
        cmocka_unit_test(milliseconds_are_written_where_there_are_any),
        cmocka_unit_test(the_local_day_follows_the_zone),
        cmocka_unit_test(quiet_texts_are_refused),
        cmocka_unit_test(quiet_hours_end_where_they_say),
    };
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
