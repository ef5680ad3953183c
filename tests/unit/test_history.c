/* The history on a real file: what is kept, what happens when the disk, the clock or the file fails. */
#include "history/outbox.h"
#include "history/query.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "history_folder.h"

#define NOON ((int64_t)1772452800) /* 2026-03-02 12:00 UTC */
#define MINUTES(n) ((pl_usec)(n)*PL_USEC_PER_MIN)

static const char *file(const char *name)
{
    static char path[160];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static struct pl_history *open_as(enum pl_history_mode mode, bool imported)
{
    struct pl_history *history = NULL;

    assert_int_equal(pl_history_open(directory, "default", mode, imported, &history), 0);
    return history;
}

static struct pl_span minute(int64_t at, pl_usec tick)
{
    struct pl_span span = {.at = at,
                           .length_s = 60,
                           .tick = tick,
                           .seated_s = 50,
                           .away_s = 10,
                           .good_s = 40,
                           .poor_s = 10,
                           .sit_s = 300,
                           .forward_head_cm = 1.5,
                           .head_drop_cm = NAN,
                           .screen_distance_cm = 61};

    strcpy(span.posture, "upright");
    return span;
}

static struct pl_history_event event(int64_t wall_s, const char *kind)
{
    struct pl_history_event e = {.wall_us = wall_s * PL_USEC_PER_SEC, .tick = 1};

    snprintf(e.kind, sizeof e.kind, "%s", kind);
    snprintf(e.json, sizeof e.json, "{\"event\":\"%s\"}", kind);
    return e;
}

struct seen {
    int count;
    int64_t first, last;
    double seated_s;
    struct pl_span span;
};

static int look(const struct pl_span *span, void *context)
{
    struct seen *seen = context;

    if (!seen->count++)
        seen->first = span->at;
    seen->last = span->at;
    seen->seated_s += span->seated_s;
    seen->span = *span;
    return 0;
}

static struct seen all_spans(struct pl_history *history)
{
    struct seen seen = {0};

    assert_int_equal(pl_history_each_span(history, 0, INT64_MAX / PL_USEC_PER_SEC, look, &seen), 0);
    return seen;
}

static int count_event(const struct pl_history_event *e, void *context)
{
    (void)e;
    ++*(int *)context;
    return 0;
}

static int events(struct pl_history *history, const char *kind)
{
    int count = 0;

    assert_int_equal(pl_history_each_event(history, 0, 4102444800, kind, count_event, &count), 0);
    return count;
}

static void reading_what_is_not_there_says_so(void **state)
{
    struct pl_history *history;

    (void)state;
    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_READ, false, &history),
                     PL_HISTORY_NONE);
    assert_int_not_equal(access(file("history.sqlite"), F_OK), 0);
}

static void a_second_daemon_is_told(void **state)
{
    struct pl_history *first = open_as(PL_HISTORY_DAEMON, false), *second;

    (void)state;
    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_DAEMON, false, &second),
                     PL_HISTORY_BUSY);
    pl_history_close(open_as(PL_HISTORY_WRITE, false));
    pl_history_close(first);
    pl_history_close(open_as(PL_HISTORY_DAEMON, false));
}

static void minutes_wait_a_minute_and_events_do_not(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);
    struct pl_span span = minute(NOON, 0);
    struct pl_history_event e = event(NOON, "break");

    (void)state;
    pl_history_clock(history, MINUTES(1), NOON * PL_USEC_PER_SEC, true);
    pl_history_add_span(history, &span);
    assert_int_equal(write_at(history, MINUTES(1)), 0);
    span.at += 60;
    pl_history_add_span(history, &span);
    assert_int_equal(write_at(history, MINUTES(1) + 30 * PL_USEC_PER_SEC), 0);
    assert_int_equal(all_spans(history).count, 1);
    assert_int_equal(write_at(history, MINUTES(2)), 0);
    assert_int_equal(all_spans(history).count, 2);
    pl_history_add_event(history, &e);
    assert_int_equal(write_at(history, MINUTES(2) + 2 * PL_USEC_PER_SEC), 0);
    assert_int_equal(events(history, "break"), 1);
    assert_int_equal(events(history, "sitting"), 0);
    assert_int_equal(pl_history_status(history).pending_events, 0);
    pl_history_close(history);
}

static void what_was_written_is_read_as_it_was(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_WRITE, true);
    struct pl_span span = minute(NOON, 5);
    struct seen seen;

    (void)state;
    strcpy(span.missing_because, "paused");
    pl_history_add_span(history, &span);
    assert_int_equal(pl_history_close(history), 0);
    history = open_as(PL_HISTORY_READ, false);
    seen = all_spans(history);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.span.at, NOON);
    assert_float_equal((float)seen.span.forward_head_cm, 1.5, 1e-6);
    assert_float_equal((float)seen.span.screen_distance_cm, 61, 1e-6);
    assert_true(isnan(seen.span.head_drop_cm));
    assert_string_equal(seen.span.posture, "upright");
    assert_string_equal(seen.span.missing_because, "paused");
    pl_history_close(history);
}

static void a_recording_imported_twice_counts_once(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct pl_history *history = open_as(PL_HISTORY_WRITE, true);
        struct pl_span span = minute(NOON, i);
        struct pl_history_event e = event(NOON, "break");

        pl_history_add_span(history, &span);
        pl_history_add_event(history, &e);
        assert_int_equal(pl_history_close(history), 0);
    }
    struct pl_history *history = open_as(PL_HISTORY_READ, false);
    assert_int_equal(all_spans(history).count, 1);
    assert_int_equal(events(history, NULL), 1);
    pl_history_close(history);
}

static void profiles_do_not_mix(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_WRITE, true), *other;
    struct pl_span span = minute(NOON, 0);

    (void)state;
    pl_history_add_span(history, &span);
    pl_history_close(history);
    assert_int_equal(pl_history_open(directory, "anna", PL_HISTORY_WRITE, true, &other), 0);
    assert_int_equal(all_spans(other).count, 0);
    pl_history_close(other);
}

static void write_minute_at(struct pl_history *history, pl_usec tick, int64_t wall_s)
{
    struct pl_span span = minute(wall_s, tick);

    pl_history_add_span(history, &span);
    assert_int_equal(write_at(history, tick), 0);
}

static void a_clock_set_after_booting_dates_the_boot_again(void **state)
{
    static const int64_t steps_s[] = {-3600, 3 * 3600, 315360000};
    struct seen seen;

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);

        pl_history_clock(history, MINUTES(10), NOON * PL_USEC_PER_SEC, false);
        write_minute_at(history, MINUTES(10), NOON);
        pl_history_clock(history, MINUTES(11), (NOON + 60 + steps_s[i]) * PL_USEC_PER_SEC, true);
        write_minute_at(history, MINUTES(11), NOON + 60 + steps_s[i]);
        seen = all_spans(history);
        assert_int_equal(seen.count, 2);
        assert_int_equal(seen.first, NOON + steps_s[i]);
        assert_int_equal(seen.last, NOON + 60 + steps_s[i]);
        pl_history_close(history);
        unlink(file("history.sqlite"));
    }
}

static void a_trusted_clock_that_steps_leaves_the_past_alone(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);
    struct seen seen;

    (void)state;
    pl_history_clock(history, MINUTES(10), NOON * PL_USEC_PER_SEC, true);
    write_minute_at(history, MINUTES(10), NOON);
    pl_history_clock(history, MINUTES(11), (NOON - 3540) * PL_USEC_PER_SEC, true);
    write_minute_at(history, MINUTES(11), NOON - 3540);
    pl_history_clock(history, MINUTES(71), (NOON + 60) * PL_USEC_PER_SEC, true);
    /* The hour is lived again: both count. */
    write_minute_at(history, MINUTES(71), NOON);
    seen = all_spans(history);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.first, NOON - 3540);
    pl_history_close(history);
}

static void run_sql(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(file("history.sqlite"), &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void old_schemas_are_backed_up_and_brought_forward(void **state)
{
    static const struct {
        const char *back, *copy;
    } rows[] = {
        {"CREATE TABLE meta (x); CREATE TABLE note (x); CREATE TABLE relief (x);"
         "PRAGMA user_version = 2",
         "history.sqlite.v2"},
        {"DROP TABLE outbox; CREATE TABLE meta (x); PRAGMA user_version = 1", "history.sqlite.v1"},
    };
    struct pl_history *history = open_as(PL_HISTORY_WRITE, true);
    struct pl_span span = minute(NOON, 0);
    int waiting = -1;

    (void)state;
    pl_history_add_span(history, &span);
    pl_history_close(history);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        run_sql(rows[i].back);
        assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_READ, false, &history),
                         PL_HISTORY_OLDER);
        history = open_as(PL_HISTORY_DAEMON, false);
        assert_int_equal(all_spans(history).count, 1);
        assert_int_equal(access(file(rows[i].copy), F_OK), 0);
        assert_int_equal(pl_outbox_count(history, &waiting), 0);
        pl_history_close(history);
    }
    run_sql("PRAGMA user_version = 99");
    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_DAEMON, false, &history),
                     PL_HISTORY_NEWER);
}

static void a_damaged_file_is_set_aside(void **state)
{
    struct pl_history *history;
    FILE *to = fopen(file("history.sqlite"), "w");

    (void)state;
    for (int i = 0; i < 1000; i++)
        fputs("this is no database. ", to);
    fclose(to);
    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_READ, false, &history),
                     PL_HISTORY_DAMAGED);
    history = open_as(PL_HISTORY_DAEMON, false);
    assert_int_equal(access(file(pl_history_status(history).set_aside), F_OK), 0);
    assert_int_equal(all_spans(history).count, 0);
    pl_history_close(history);
}

static void damage_page(long at)
{
    FILE *to;

    run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
    to = fopen(file("history.sqlite"), "r+");
    fseek(to, at, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0x5a, to);
    fclose(to);
}

static void write_a_day(void)
{
    struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);

    pl_history_clock(history, 1, NOON * PL_USEC_PER_SEC, true);
    for (int i = 0; i < 1400; i++) {
        struct pl_span span = minute(NOON + i * 60, i);
        pl_history_add_span(history, &span);
    }
    assert_int_equal(pl_history_close(history), 0);
}

/* The program was stopped properly: nothing but the bits themselves tells of it. What came meanwhile goes to the new file. */
static void a_damaged_page_is_found_after_a_clean_stop_and_no_minute_is_lost(void **state)
{
    struct pl_history *history;

    (void)state;
    write_a_day();
    damage_page(40960);
    history = open_as(PL_HISTORY_DAEMON, false);
    pl_history_clock(history, MINUTES(1), NOON * PL_USEC_PER_SEC, true);
    write_minute_at(history, MINUTES(1), NOON);
    assert_int_equal(access(file(pl_history_status(history).set_aside), F_OK), 0);
    assert_int_equal(all_spans(history).count, 1);
    pl_history_close(history);
    /* What is new is sound. */
    history = open_as(PL_HISTORY_DAEMON, false);
    pl_history_clock(history, MINUTES(2), (NOON + 60) * PL_USEC_PER_SEC, true);
    write_minute_at(history, MINUTES(2), NOON + 60);
    assert_string_equal(pl_history_status(history).set_aside, "");
    assert_int_equal(all_spans(history).count, 2);
    pl_history_close(history);
}

static void a_run_that_ends_during_the_check_loses_nothing(void **state)
{
    (void)state;
    write_a_day();
    for (int i = 0; i < 20; i++) {
        struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);
        struct pl_span span = minute(NOON + (2000 + i) * 60, MINUTES(2000 + i));

        pl_history_add_span(history, &span);
        assert_int_equal(pl_history_write(history, MINUTES(2000 + i)), 0);
        assert_int_equal(pl_history_close(history), 0);
        history = open_as(PL_HISTORY_READ, false);
        assert_int_equal(all_spans(history).count, 1401 + i);
        pl_history_close(history);
    }
}

/* From one local midnight; the tests run in UTC. */
static void minutes_become_hours_and_days_and_go(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_WRITE, true);
    int64_t day = NOON - 12 * 3600;
    struct seen seen;

    (void)state;
    for (int d = 0; d < 3; d++) {
        for (int i = 0; i < 300; i++) {
            struct pl_span span = minute(day + d * 86400 + 36000 + i * 60, 0);
            pl_history_add_span(history, &span);
        }
        pl_history_close(history);
        history = open_as(PL_HISTORY_WRITE, true);
    }
    pl_history_close(history);
    history = open_as(PL_HISTORY_DAEMON, false);
    int64_t later = day + 10 * 86400;
    pl_history_clock(history, MINUTES(1), later * PL_USEC_PER_SEC, true);
    assert_int_equal(pl_history_thin(history, MINUTES(2), 8, 400, 400), 0);
    assert_int_equal(all_spans(history).count, 900); /* too soon after the start */
    assert_int_equal(pl_history_thin(history, MINUTES(100), 8, 400, 400), 0);
    seen = all_spans(history);
    assert_int_equal(seen.count, 2 * 5 + 300);
    assert_float_equal((float)seen.seated_s, 900 * 50, 0.01);
    assert_int_equal(pl_history_thin(history, MINUTES(100), 8, 9, 400), 0);
    seen = all_spans(history);
    assert_int_equal(seen.count, 1 + 5 + 300);
    assert_int_equal(seen.first, day);
    assert_float_equal((float)seen.seated_s, 900 * 50, 0.01);
    assert_int_equal(pl_history_thin(history, MINUTES(100), 7, 7, 8), 0);
    assert_int_equal(all_spans(history).first, day + 2 * 86400);
    pl_history_close(history);
}

static void a_clock_ten_years_ahead_deletes_nothing(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);

    (void)state;
    pl_history_clock(history, MINUTES(1), NOON * PL_USEC_PER_SEC, true);
    write_minute_at(history, MINUTES(1), NOON);
    pl_history_clock(history, MINUTES(90), (NOON + 315360000) * PL_USEC_PER_SEC, true);
    assert_int_equal(pl_history_thin(history, MINUTES(91), 90, 200, 400), 0);
    assert_int_equal(all_spans(history).count, 1);
    assert_int_equal(all_spans(history).span.length_s, 60);
    pl_history_close(history);
}

static void memory_has_a_limit_and_says_what_it_dropped(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_WRITE, true);

    (void)state;
    for (int i = 0; i < PL_HISTORY_PENDING_MINUTES + 5; i++) {
        struct pl_span span = minute(NOON + i * 60, 0);
        pl_history_add_span(history, &span);
    }
    assert_int_equal(pl_history_status(history).dropped_minutes, 5);
    pl_history_close(history);
    history = open_as(PL_HISTORY_READ, false);
    assert_int_equal(all_spans(history).first, NOON + 5 * 60);
    pl_history_close(history);
}

static void messages_leave_the_outbox_once(void **state)
{
    struct pl_history *history = open_as(PL_HISTORY_DAEMON, false);
    struct pl_outbox_message message = {.wall_us = 7, .topic = "event/alert"}, got;
    int64_t id, last = 0;
    int count;

    (void)state;
    assert_int_equal(pl_outbox_next(history, 0, &got), 1);
    for (int i = 0; i < 3; i++) {
        snprintf(message.payload, sizeof message.payload, "%d", i);
        assert_int_equal(pl_outbox_put(history, &message, &id), 0);
        assert_true(id > last);
        last = id;
    }
    assert_int_equal(pl_outbox_next(history, 0, &got), 0);
    assert_string_equal(got.payload, "0");
    assert_int_equal(pl_outbox_done(history, got.id), 0);
    assert_int_equal(pl_outbox_done(history, got.id), 0);
    pl_history_close(history);
    history = open_as(PL_HISTORY_DAEMON, false);
    assert_int_equal(pl_outbox_count(history, &count), 0);
    assert_int_equal(count, 2);
    assert_int_equal(pl_outbox_next(history, 0, &got), 0);
    assert_string_equal(got.payload, "1");
    pl_history_close(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(reading_what_is_not_there_says_so),
        FRESH(a_second_daemon_is_told),
        FRESH(minutes_wait_a_minute_and_events_do_not),
        FRESH(what_was_written_is_read_as_it_was),
        FRESH(a_recording_imported_twice_counts_once),
        FRESH(profiles_do_not_mix),
        FRESH(a_clock_set_after_booting_dates_the_boot_again),
        FRESH(a_trusted_clock_that_steps_leaves_the_past_alone),
        FRESH(old_schemas_are_backed_up_and_brought_forward),
        FRESH(a_damaged_file_is_set_aside),
        FRESH(a_damaged_page_is_found_after_a_clean_stop_and_no_minute_is_lost),
        FRESH(a_run_that_ends_during_the_check_loses_nothing),
        FRESH(minutes_become_hours_and_days_and_go),
        FRESH(a_clock_ten_years_ahead_deletes_nothing),
        FRESH(memory_has_a_limit_and_says_what_it_dropped),
        FRESH(messages_leave_the_outbox_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
