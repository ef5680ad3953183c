/* Private to history/: the open database. */
#pragma once

#include "history/history.h"

#include <sqlite3.h>

struct pl_history {
    sqlite3 *db; /* NULL while the file cannot be opened */
    char path[512];
    enum pl_history_mode mode;
    bool imported;
    int lock;               /* descriptor, or -1 */
    bool checked;           /* the file was looked through in this run, or need not be */
    struct pl_check *check; /* doing so; NULL: not begun, or over */
    int64_t profile;        /* id */
    char profile_name[64];

    int64_t boot; /* id; 0: imported */
    bool clock_known, clock_trusted;
    int64_t offset_us;         /* wall clock minus tick */
    int64_t redate_us;         /* still to be added to rows of this boot */
    pl_usec opened, clock_set; /* ticks; 0: not known yet */

    bool wrote;         /* last_write means something */
    pl_usec last_write; /* tick of the last try */
    struct pl_history_status status;
    struct pl_span *spans; /* PL_HISTORY_PENDING_MINUTES, the oldest first */
    struct pl_history_event *events;
};

/* Opens the file, checks, migrates. As pl_history_open(). */
int pl_store_open_file(struct pl_history *history);

/* Puts a damaged file aside and begins a new one; the name goes into the status. 0, or as above. */
int pl_store_set_aside(struct pl_history *history);

/* Inserts one span at once. 0 or negative errno. */
int pl_store_insert_span(struct pl_history *history, const struct pl_span *span);

/* Moves pending rows by `us` on the wall clock. */
void pl_store_shift_pending(struct pl_history *history, int64_t us);
