/* What tests of the history share: a state directory of their own, and a clock that reads UTC. */
#pragma once

#include "history/history.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char directory[64];

/* As the daemon's ticks would: the first write of a run comes after the background check. */
static inline int write_at(struct pl_history *history, pl_usec tick)
{
    int r = pl_history_write(history, tick);

    while (!r && pl_history_status(history).checking) {
        sched_yield();
        r = pl_history_write(history, tick);
    }
    return r;
}

static int make_directory(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    strcpy(directory, "/tmp/plumbline-history-XXXXXX");
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    char command[160];

    (void)state;
    snprintf(command, sizeof command, "rm -r '%s'", directory);
    return system(command);
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)
