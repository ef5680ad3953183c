/* Where frames come from: a camera, a file, a made-up picture. One table of functions each.
 *
 * Trouble with a camera is a value that the caller shows and retries, never an abort. A source is used
 * by one thread at a time. */
#pragma once

#include "base/time.h"
#include "capture/frame.h"

#include <stdbool.h>

/* Conditions of pl_source_next() and of opening: positive, and every caller handles them. */
enum pl_source_state {
    PL_SOURCE_OK = 0,
    PL_SOURCE_NO_FRAME,  /* nothing came within the timeout */
    PL_SOURCE_END,       /* a file is over */
    PL_SOURCE_NO_DEVICE, /* not there (unplugged, wrong name) */
    PL_SOURCE_BUSY,      /* another program has it */
    PL_SOURCE_NO_PERMISSION,
    PL_SOURCE_WRONG_FORMAT, /* it offers nothing that we read */
    PL_SOURCE_FROZEN,       /* it is there but no frame has come for too long */
    PL_SOURCE_LOST,         /* it went away while in use */
    PL_SOURCE_UNREADABLE,   /* a file that is no picture or video, or is broken */
    PL_SOURCE_NOT_BUILT,    /* this build lacks the backend */
};

#define PL_SOURCE_STATES (PL_SOURCE_NOT_BUILT + 1)

/* The snake_case word shown to people and published. Never fails. */
const char *pl_source_state_name(enum pl_source_state state);

struct pl_source;

struct pl_source_ops {
    const char *name; /* "v4l2", "libcamera", "file", "synthetic" */
    int (*next)(struct pl_source *source, pl_usec timeout, struct pl_frame *ret);
    int (*skip)(struct pl_source *source, pl_usec t); /* NULL: cameras, which run by themselves */
    void (*release)(struct pl_source *source, struct pl_frame *frame);
    void (*close)(struct pl_source *source);
};

#define PL_DETAIL_SIZE 256

/* The shared first member of every backend's own struct. */
struct pl_source {
    const struct pl_source_ops *ops;
    int lent;                    /* frames handed out and not yet given back */
    char detail[PL_DETAIL_SIZE]; /* one sentence for people about the last state that was not OK */
    const char
        *input; /* the file, device or address (its password hidden) of the last frame or trouble;
                * valid until the next call */
    double rate_hz;   /* frames a second of a file; 0 when not known */
    int64_t expected; /* frames until the end, 0 when not known (a camera, a loop) */
    bool independent; /* frames are moments of their own (pictures), not a movement */
    bool live;        /* frame times are CLOCK_BOOTTIME; otherwise they are positions in a file */
    uint64_t dropped; /* frames that came but were broken or overtaken by a newer one */
};

/* What the user would like; a source comes as near as it can and says so. Zero: the default. */
struct pl_source_wish {
    int width, height; /* px of a camera's picture; 640 x 480. Files have their own size */
    double
        rate_hz; /* frames a second of a camera, and of pictures, which have no time of their own; 15 */
    int power_line_hz; /* 50 or 60: lamps flicker at twice that; 0: the camera decides by itself */
    bool loop;         /* files and made-up pictures begin again when they end */
    bool paced; /* files play at their own speed and frames that are too old are left out, as a
                        * camera would; otherwise every frame comes as soon as it is asked for */
};

/* Opens what `description` names: "auto" (the first camera that streams), a device ("/dev/video0", a by-id
 * path), "libcamera" or "libcamera:ID", "file:PATH" or a plain path (a picture, a video, or a folder of
 * pictures in the order of their names), "rtsp://...", "synthetic" or "synthetic:MODE".
 * 0: *ret is the caller's and goes to pl_source_close(). Positive: a pl_source_state, `ret_detail` holds one
 * sentence for people; that a picture is broken may show only in pl_source_next(). Negative: errno. */
int pl_source_open(const char *description, const struct pl_source_wish *wish,
                   struct pl_source **ret, char ret_detail[PL_DETAIL_SIZE]);

/* Loads what opening `description` will need. Call once from the main thread before others start, because
 * the readers of pictures and videos are set up through the environment. 0, or as pl_source_open(). */
int pl_source_prepare(const char *description, char ret_detail[PL_DETAIL_SIZE]);

/* Waits up to `timeout` for the newest frame. 0: *ret is filled and must be released exactly once before
 * the next call. Positive: a pl_source_state; *ret untouched. Negative: errno.
 * PL_SOURCE_UNREADABLE concerns `input` only: a folder goes on with the next picture at the next call. */
int pl_source_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret);

/* Of what is recorded or made up: passes over the frames that are overtaken at position `t`, that is, whose successor
 * is due as well; they are counted in `dropped` and cost less than reading them. The next pl_source_next() goes on from
 * there. No frame may be out. 0; positive and negative as pl_source_next(). */
int pl_source_skip(struct pl_source *source, pl_usec t);

/* Gives the frame back; its planes are dead afterwards. */
void pl_source_release(struct pl_source *source, struct pl_frame *frame);

/* Closes and frees. NULL is fine. No frame may be out. */
void pl_source_close(struct pl_source *source);
