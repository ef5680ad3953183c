/* A day's report: why there is no data, each reason with its time; and that every reason has words. */
#include "history_folder.h"

#include "capture/source.h"
#include "stats/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAY INT64_C(1772409600) /* 2026-03-02 00:00 UTC */

struct stretch {
    int from_minute, minutes;
    const char *missing_because; /* NULL: seated */
};

static void live(const struct stretch *stretches, size_t count)
{
    struct pl_history *history;

    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_WRITE, true, &history), 0);
    for (size_t i = 0; i < count; i++)
        for (int m = 0; m < stretches[i].minutes; m++) {
            struct pl_span span = {.at = DAY + 60 * (stretches[i].from_minute + m), .length_s = 60};

            if (stretches[i].missing_because) {
                span.missing_s = 60;
                snprintf(span.missing_because, sizeof span.missing_because, "%s",
                         stretches[i].missing_because);
            } else {
                span.seated_s = span.good_s = 60;
            }
            pl_history_add_span(history, &span);
        }
    assert_int_equal(pl_history_close(history), 0);
}

/* The reasons of the day so far at `now_minute`, "not_running 60, paused 5". */
static void report(int now_minute, char *ret, size_t size)
{
    struct pl_history *history;
    struct pl_day_report day;
    size_t n = 0;

    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_READ, false, &history), 0);
    assert_int_equal(pl_day_report(history, DAY, DAY + 60 * now_minute, &day), 0);
    pl_history_close(history);
    *ret = '\0';
    for (int i = 0; i < day.missing_count; i++)
        n += (size_t)snprintf(ret + n, size - n, "%s%s %.0f", i ? ", " : "", day.missing[i].because,
                              day.missing[i].s / 60);
}

static void each_reason_has_its_time_the_longest_first(void **state)
{
    static const struct stretch stretches[] = {
        {480, 60, NULL}, {540, 10, "paused"}, {550, 50, NULL},  {600, 100, "no_device"},
        {700, 20, NULL}, {720, 15, "paused"}, {735, 1, "lost"},
    };
    char said[200];

    (void)state;
    live(stretches, sizeof stretches / sizeof stretches[0]);
    report(1440, said, sizeof said);
    assert_string_equal(said, "not_running 1184, no_device 100, paused 25, lost 1");
    report(736, said, sizeof said);
    assert_string_equal(said, "not_running 480, no_device 100, paused 25, lost 1");
}

static void the_last_reason_is_not_the_only_one(void **state)
{
    static const struct stretch stretches[] = {
        {0, 480, "paused"}, {480, 1, "lost"}, {481, 959, NULL}};
    char said[200];

    (void)state;
    live(stretches, 3);
    report(1440, said, sizeof said);
    assert_string_equal(said, "paused 480, lost 1");
}

static void a_whole_day_lacks_nothing(void **state)
{
    static const struct stretch stretches[] = {{0, 1440, NULL}};
    char said[200];

    (void)state;
    live(stretches, 1);
    report(1440, said, sizeof said);
    assert_string_equal(said, "");
}

static void every_state_of_a_camera_has_words(void **state)
{
    (void)state;
    for (int i = 1; i < PL_SOURCE_STATES; i++) {
        const char *word = pl_source_state_name((enum pl_source_state)i);

        if (pl_stats_because(word) == word)
            fail_msg("%s has no words", word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(each_reason_has_its_time_the_longest_first),
        FRESH(the_last_reason_is_not_the_only_one),
        FRESH(a_whole_day_lacks_nothing),
        cmocka_unit_test(every_state_of_a_camera_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
