/* The history under hardship: killed while writing, no room on the disk. */
#include "history/query.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "history_folder.h"

#define KILLS 200
#define START ((int64_t)1740787200) /* 2025-03-01 00:00 UTC */

static struct pl_span minute(int64_t number)
{
    struct pl_span span = {.at = START + number * 60,
                           .length_s = 60,
                           .tick = number * PL_USEC_PER_MIN,
                           .seated_s = 52.2,
                           .away_s = 7.8,
                           .good_s = 41.2,
                           .poor_s = 11,
                           .sit_s = (double)(number % 50) * 60,
                           .forward_head_cm = 2 + sin((double)number),
                           .head_drop_cm = 0.4,
                           .screen_distance_cm = 60};

    strcpy(span.posture, number % 7 ? "upright" : "forward_head");
    return span;
}

/* Writes minute after minute and says each number once it has been written. Never returns. */
static void write_for_ever(int64_t number, int said)
{
    struct pl_history *history;

    if (pl_history_open(directory, "default", PL_HISTORY_DAEMON, false, &history))
        _exit(1);
    for (;; number++) {
        struct pl_span span = minute(number);

        pl_history_clock(history, span.tick, span.at * PL_USEC_PER_SEC, true);
        pl_history_add_span(history, &span);
        if (write_at(history, span.tick) || write(said, &number, sizeof number) != sizeof number)
            _exit(1);
    }
}

static int count_span(const struct pl_span *span, void *context)
{
    int64_t *next = context;

    /* Minutes come in order and none is missing. */
    if (span->at != START + *next * 60)
        return 1;
    ++*next;
    return 0;
}

static int64_t minutes_on_disk(void)
{
    struct pl_history *history;
    int64_t next = 0;
    int r = pl_history_open(directory, "default", PL_HISTORY_READ, false, &history);

    if (r == PL_HISTORY_NONE)
        return 0;
    assert_int_equal(r, 0);
    assert_int_equal(
        pl_history_each_span(history, 0, INT64_MAX / PL_USEC_PER_SEC, count_span, &next), 0);
    pl_history_close(history);
    return next;
}

static void assert_sound(void)
{
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *check;

    snprintf(path, sizeof path, "%s/history.sqlite", directory);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    sqlite3_close(db);
}

static void a_kill_at_any_moment_loses_nothing_that_was_written(void **state)
{
    int64_t on_disk = 0;

    (void)state;
    srand(7);
    for (int i = 0; i < KILLS; i++) {
        int64_t number, last = on_disk - 1;
        int said[2], status;
        pid_t child;

        assert_int_equal(pipe(said), 0);
        child = fork();
        assert_true(child >= 0);
        if (!child)
            write_for_ever(on_disk, said[1]);
        close(said[1]);
        usleep((useconds_t)(rand() % 40000));
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        while (read(said[0], &number, sizeof number) == sizeof number)
            last = number;
        close(said[0]);
        on_disk = minutes_on_disk();
        assert_in_range(on_disk, last + 1, last + 2);
    }
    assert_sound();
    assert_true(on_disk > KILLS);
    printf("killed %d times, %lld minutes, none lost\n", KILLS, (long long)on_disk);
}

static void fill_disk(const char *path)
{
    static char block[65536];
    FILE *to = fopen(path, "w");

    setvbuf(to, NULL, _IONBF, 0);
    while (fwrite(block, 1, sizeof block, to) == sizeof block)
        ;
    fclose(to);
}

static void a_full_disk_is_outlived(void **state)
{
    struct pl_history *history;
    char filler[128];
    int64_t n;

    (void)state;
    if (mount("plumbline-test", directory, "tmpfs", 0, "size=1m")) {
        printf("skipped: a small file system cannot be mounted here: %s\n", strerror(errno));
        skip();
    }
    assert_int_equal(pl_history_open(directory, "default", PL_HISTORY_DAEMON, false, &history), 0);
    snprintf(filler, sizeof filler, "%s/filler", directory);
    fill_disk(filler);
    for (n = 0; n < 3000 && !pl_history_status(history).error; n++) {
        struct pl_span span = minute(n);
        pl_history_clock(history, span.tick, span.at * PL_USEC_PER_SEC, true);
        pl_history_add_span(history, &span);
        write_at(history, span.tick);
    }
    assert_int_equal(pl_history_status(history).error, -ENOSPC);
    for (int64_t end = n + 100; n < end; n++) {
        struct pl_span span = minute(n);
        pl_history_add_span(history, &span);
        write_at(history, span.tick);
    }
    assert_true(pl_history_status(history).pending_minutes > 100);
    unlink(filler);
    assert_int_equal(write_at(history, n * PL_USEC_PER_MIN), 0);
    assert_int_equal(pl_history_status(history).pending_minutes, 0);
    assert_int_equal(pl_history_status(history).dropped_minutes, 0);
    pl_history_close(history);
    assert_int_equal(minutes_on_disk(), n);
    assert_sound();
    assert_int_equal(umount(directory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(a_kill_at_any_moment_loses_nothing_that_was_written),
        FRESH(a_full_disk_is_outlived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
