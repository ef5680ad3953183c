/* What to do about a camera, and when: open, read, wait, open again. A table of patience, no camera.
 *
 * Pure: results and times go in, the next action comes out. The one who acts (the vision worker) reports back
 * what came of it. A change of state is told once, so that it can be logged and published once. */
#pragma once

#include "base/time.h"
#include "capture/source.h"

struct pl_watch {
    enum pl_source_state state; /* what people are told: OK when frames come */
    pl_usec since;              /* when that began */

    /* Private to watch.c. */
    pl_usec frozen_after;
    bool open;
    int tries;        /* since frames came last, in this state */
    pl_usec retry_at; /* while not open */
    pl_usec moved;    /* the last sign of life: a frame, or the opening */
};

enum pl_watch_action {
    PL_WATCH_OPEN,  /* open the source, then pl_watch_opened() */
    PL_WATCH_READ,  /* read from the source, then pl_watch_read() */
    PL_WATCH_CLOSE, /* close the source, then pl_watch_closed() */
    PL_WATCH_WAIT,  /* nothing before *ret_until */
    PL_WATCH_END,   /* a file is over: nothing more will come */
};

/* `frozen_after`: a camera that is open and sends nothing for this long is closed and opened again. */
void pl_watch_init(struct pl_watch *watch, pl_usec frozen_after);

/* A new setting; takes effect at once. */
void pl_watch_set_frozen_after(struct pl_watch *watch, pl_usec frozen_after);

enum pl_watch_action pl_watch_next(const struct pl_watch *watch, pl_usec now, pl_usec *ret_until);

/* What pl_source_open() and pl_source_next() returned (0, a pl_source_state, or negative errno, which counts
 * as PL_SOURCE_UNREADABLE). True when watch->state has changed. */
bool pl_watch_opened(struct pl_watch *watch, pl_usec now, int result);
bool pl_watch_read(struct pl_watch *watch, pl_usec now, int result);

/* The source was closed. */
void pl_watch_closed(struct pl_watch *watch);

/* What a person can do about it, as a sentence; "" for states that need nothing. Never fails. */
const char *pl_source_state_advice(enum pl_source_state state);
