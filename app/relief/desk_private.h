/* What the parts of the desk share. */
#pragma once

#include "app/relief/desk.h"

struct pl_relief_desk {
    struct pl_catalogue *catalogue;
    struct pl_relief relief;
    char directory[PL_SETTING_PATH_MAX]; /* empty: only in memory */
    struct pl_relief_stamp stamp;
    bool enabled;
    int still_min;
    enum pl_phase ceiling;
    struct pl_suggest_limits limits;
    const struct pl_entry *suggested; /* the one that stands; NULL: none */
    enum pl_trigger because;
    pl_usec looked; /* at stillness */
    bool stiff;     /* a head turn check asks for something about it */
    struct pl_guide guide;
    struct pl_verify verify;
    pl_usec sampled; /* when the camera last said something to the session */
    char advice[3 * PL_CATALOGUE_TEXT_BYTES];
};

/* One change of the kept state. The ceiling is a setting and is not kept. */
struct pl_desk_change {
    struct pl_relief_desk *desk;
    struct pl_when now;
    enum pl_trigger trigger;
    struct pl_suggest_limits limits;
    const struct pl_entry *chosen;
    const struct pl_check *check;
    const struct pl_event *event;
    int result;
};

/* Does it to the file's state under its lock, or in memory. 0 or what the store says. */
int pl_relief_desk_change(struct pl_relief_desk *desk, void (*how)(struct pl_relief *, void *),
                          struct pl_desk_change *what);

/* Reads what a command beside us may have changed. */
void pl_relief_desk_refresh(struct pl_relief_desk *desk);

/* Ends the session that runs: the person's word counts as the whole of it. */
int pl_relief_desk_session_done(struct pl_relief_desk *desk, struct pl_when now);
