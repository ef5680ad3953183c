/* A guided session of the terminal, wherever it runs: in the daemon beside it, which has the camera and the buzzer,
 * or in this process. Both are led by the same desk (app/relief/desk.h) and take the same orders.
 *
 * One thread, which runs the loop between the calls. */
#pragma once

#include "app/options.h"
#include "app/relief/live.h"
#include "base/message.h"

#include <systemd/sd-event.h>

struct pl_relief_session;

struct pl_relief_session_ops {
    void (*order)(struct pl_relief_session *session, const char *json);
    void (*step)(struct pl_relief_session *session);
    void (*close)(struct pl_relief_session *session);
};

/* The shared first member of both. */
struct pl_relief_session {
    const struct pl_relief_session_ops *ops;
    const char *where;          /* one sentence for people; "": nothing to say */
    struct pl_relief_live live; /* the newest; `refused` is about the last order */
    bool lost;                  /* the daemon has gone: nothing more will come */
    struct pl_message camera;   /* why no camera looks; "": nothing to say */
};

/* An order as for pl_relief_desk_exercise(); what came of it is in `live`. Waits for a daemon's answer, which
 * comes within a frame. */
static inline void pl_relief_session_order(struct pl_relief_session *session, const char *json)
{
    session->ops->order(session, json);
}

/* Time has passed, or something came: brings `live` up to date. Call after each turn of the loop, five times a
 * second at least. */
static inline void pl_relief_session_step(struct pl_relief_session *session)
{
    session->ops->step(session);
}

/* NULL is fine. A session that still runs goes on in the daemon, and is lost here. */
static inline void pl_relief_session_close(struct pl_relief_session *session)
{
    if (session)
        session->ops->close(session);
}

/* In the daemon of that state directory. 0; a negative errno when none is to be met there. */
int pl_relief_session_in_daemon(const char *state_dir, sd_event *loop,
                                struct pl_relief_session **ret);

/* In this process, with the camera and the buzzer of the settings. What cannot be had is done without. */
struct pl_relief_session_wish {
    const struct pl_options *options;
    const struct pl_settings *settings; /* borrowed while it is open, like the options */
    bool camera, buzzer;                /* whether to use them at all */
};

/* 0, or a negative errno. */
int pl_relief_session_here(const struct pl_relief_session_wish *wish, sd_event *loop,
                           struct pl_relief_session **ret);
