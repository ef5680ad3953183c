/* What was lived, kept in one SQLite file `history.sqlite` of the state directory.
 *
 * Minutes and events are handed in and written together: after an event, otherwise once a minute, because SD
 * cards wear. A killed program loses at most the last minute. When the disk is full, everything stays in
 * memory (PL_HISTORY_PENDING_MINUTES, PL_HISTORY_PENDING_EVENTS; then the oldest goes) and is written when
 * there is room again.
 *
 * Before its first write the daemon looks through the whole file, in the background, because cards lose bits without a word;
 * until that is done, a matter of seconds, everything waits in memory. A damaged file is set aside under another name and a new one begun, then or
 * whenever damage is met.
 *
 * A clock that is set later (a Pi boots without one) does not spoil the past: rows carry the boot they were
 * made in and the time since it, and pl_history_clock() dates the rows of a boot again when its clock,
 * not trusted until then, is set.
 *
 * Each row belongs to a profile. A handle is used by one thread. */
#pragma once

#include "history/span.h"

#include <stdbool.h>
#include <stddef.h>

#define PL_HISTORY_PENDING_MINUTES 1440
#define PL_HISTORY_PENDING_EVENTS 512
#define PL_HISTORY_JSON_MAX 1024 /* bytes of an event as a JSON line, with its end */

struct pl_history;

enum pl_history_mode {
    PL_HISTORY_READ,   /* stats: adds nothing, never blocks the writer */
    PL_HISTORY_WRITE,  /* a short command beside the daemon: relief log, replay */
    PL_HISTORY_DAEMON, /* the one that stays; takes the lock */
};

/* Conditions of pl_history_open(), positive. */
enum pl_history_condition {
    PL_HISTORY_OK = 0,
    PL_HISTORY_NONE,  /* reading: nothing has been written yet */
    PL_HISTORY_BUSY,  /* another daemon holds the lock of this state directory */
    PL_HISTORY_NEWER, /* written by a newer Plumbline; left alone */
    PL_HISTORY_OLDER, /* reading: written by an older one; a run of the daemon brings it up to date */
    PL_HISTORY_DAMAGED, /* reading: not a database any more; the daemon will set it aside */
};

/* How a person is told. Never fails. */
const char *pl_history_condition_text(enum pl_history_condition condition);

struct pl_history_event {
    int64_t wall_us; /* microseconds since 1970, UTC */
    pl_usec tick;
    char kind[PL_WORD_MAX];         /* the word of the event dictionary: "posture_alert" */
    char json[PL_HISTORY_JSON_MAX]; /* the line that `run --json` prints */
};

/* How it goes, for the log, doctor and diagnostics. */
struct pl_history_status {
    int pending_minutes, pending_events; /* in memory, not yet on disk */
    int dropped_minutes, dropped_events; /* lost since opening because memory was full too */
    int error;                           /* 0, or the negative errno of the last write */
    bool clock_trusted;
    bool checking;      /* the file is being looked through: call pl_history_write() again */
    char set_aside[64]; /* name of the last damaged file; empty: none */
};

/* Opens or makes the history of `profile` in `state_dir` (which must exist). `imported` rows (replay) belong
 * to no boot, and the same minute or event written again replaces the earlier one.
 * 0: *ret is yours until pl_history_close(). Positive: a condition. Negative: errno. */
int pl_history_open(const char *state_dir, const char *profile, enum pl_history_mode mode,
                    bool imported, struct pl_history **ret);

/* Writes what is pending and closes. NULL is fine. Returns 0 or the negative errno of that write. */
int pl_history_close(struct pl_history *history);

/* Tells the history the time, at least once a minute: `tick` (CLOCK_BOOTTIME), the wall clock, and whether the
 * kernel calls that clock synchronised. Dates rows of this boot again where that is due. */
void pl_history_clock(struct pl_history *history, pl_usec tick, int64_t wall_us, bool trusted);

/* Hand in; kept in memory until the next pl_history_write(). */
void pl_history_add_span(struct pl_history *history, const struct pl_span *span);
void pl_history_add_event(struct pl_history *history, const struct pl_history_event *event);

/* Writes when it is due: an event waits, or a minute has passed since the last write. Call it about every
 * second. 0: done or not due; negative errno: kept in memory, tried again at the next due time. */
int pl_history_write(struct pl_history *history, pl_usec tick);

/* Deletes and thins what has grown old, at most a week of it a call; minutes older than `minutes_days` become
 * hours, hours older than `hours_days` local days, what is older than `retention_days` goes. Call it
 * once an hour. Does nothing in the first hour after opening and after the clock was set, so that a wrong clock
 * cannot delete the past. 0 or negative errno. */
int pl_history_thin(struct pl_history *history, pl_usec tick, int minutes_days, int hours_days,
                    int retention_days);

struct pl_history_status pl_history_status(const struct pl_history *history);
