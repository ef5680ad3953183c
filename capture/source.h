/* Where frames come from: a camera, a file, a made-up picture. One table of functions each.
 *
 * Trouble with a camera is a value that the caller shows and retries, never an abort. A source is used
 * by one thread at a time. */
#pragma once

#include "base/time.h"
#include "capture/frame.h"

/* Conditions of pl_source_next() and of opening: positive, and every caller handles them. */
enum pl_source_state {
    PL_SOURCE_OK = 0,
    PL_SOURCE_NO_FRAME,     /* nothing came within the timeout */
    PL_SOURCE_END,          /* a file is over */
    PL_SOURCE_NO_DEVICE,    /* not there (unplugged, wrong name) */
    PL_SOURCE_BUSY,         /* another program has it */
    PL_SOURCE_NO_PERMISSION,
    PL_SOURCE_WRONG_FORMAT, /* it offers nothing that we read */
    PL_SOURCE_FROZEN,       /* it is there but no frame has come for too long */
    PL_SOURCE_LOST,         /* it went away while in use */
    PL_SOURCE_UNREADABLE,   /* a file that is no picture or video, or is broken */
    PL_SOURCE_NOT_BUILT,    /* this build lacks the backend */
};

/* The snake_case word shown to people and published. Never fails. */
const char *pl_source_state_name(enum pl_source_state state);

struct pl_source;

struct pl_source_ops {
    const char *name; /* "v4l2", "libcamera", "file", "synthetic" */
    int (*next)(struct pl_source *source, pl_usec timeout, struct pl_frame *ret);
    void (*release)(struct pl_source *source, struct pl_frame *frame);
    void (*close)(struct pl_source *source);
};

/* The shared first member of every backend's own struct. */
struct pl_source {
    const struct pl_source_ops *ops;
    int lent; /* frames handed out and not yet given back */
    char detail[256]; /* one sentence for people about the last state that was not OK */
};

/* Waits up to `timeout` for the newest frame. 0: *ret is filled and must be released exactly once before
 * the next call. Positive: a pl_source_state; *ret untouched. Negative: errno. */
int pl_source_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret);

/* Gives the frame back; its planes are dead afterwards. */
void pl_source_release(struct pl_source *source, struct pl_frame *frame);

/* Closes and frees. NULL is fine. No frame may be out. */
void pl_source_close(struct pl_source *source);
