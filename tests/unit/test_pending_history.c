/* Alerts that wait on disk: in order, and still there after the end of the process that put them there. */
#include "app/run/pending_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[] = "/tmp/plumbline-pending-XXXXXX";

static struct pl_history *open_history(void)
{
    struct pl_history *history;

    assert_int_equal(pl_history_open(folder, "default", PL_HISTORY_DAEMON, false, &history), 0);
    return history;
}

static void push(struct pl_history *history, const char *payload)
{
    struct pl_pending_item item = {.at = 1795422605000000, .topic = "event/alert"};

    snprintf(item.payload, sizeof item.payload, "%s", payload);
    assert_int_equal(pl_pending_history_ops.push(history, &item), 0);
}

static void what_was_not_confirmed_outlives_the_process(void **state)
{
    struct pl_history *history;
    struct pl_pending_item item;

    (void)state;
    assert_non_null(mkdtemp(folder));
    history = open_history();
    assert_int_equal(pl_pending_history_ops.peek(history, &item), PL_PENDING_EMPTY);
    push(history, "{\"n\":1}");
    push(history, "{\"n\":2}");
    assert_int_equal(pl_pending_history_ops.peek(history, &item), 0);
    assert_string_equal(item.payload, "{\"n\":1}");
    assert_int_equal(pl_pending_history_ops.ack(history, item.id), 0);
    pl_history_close(history);

    history = open_history();
    assert_int_equal(pl_pending_history_ops.peek(history, &item), 0);
    assert_string_equal(item.payload, "{\"n\":2}");
    assert_string_equal(item.topic, "event/alert");
    assert_int_equal(item.at, 1795422605000000);
    assert_int_equal(pl_pending_history_ops.ack(history, item.id), 0);
    assert_int_equal(pl_pending_history_ops.ack(history, item.id), 0); /* twice is fine */
    assert_int_equal(pl_pending_history_ops.peek(history, &item), PL_PENDING_EMPTY);
    pl_history_close(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_confirmed_outlives_the_process),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const names[] = {
        "history.sqlite", "history.sqlite-wal", "history.sqlite-shm", "lock", "history.lock", ""};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    return failed;
}
