/* Draws a guided session: in place on a terminal, or a line for each change elsewhere. */
#pragma once

#include "app/relief/relief.h"
#include "app/relief/session.h"

struct pl_relief_screen {
    const struct pl_relief_call *call;
    const struct pl_entry *entry;
    const struct pl_relief_session *session;
    struct pl_relief_live shown; /* drawn last */
};

/* Title, steps, precaution; clears the screen first where that can be done. */
void pl_relief_screen_begin(struct pl_relief_screen *screen);
/* The state of the session: drawn anew, or said when it changed. Returns whether the stage is another. */
bool pl_relief_screen_update(struct pl_relief_screen *screen);
/* Leaves the cursor below what was drawn. */
void pl_relief_screen_end(struct pl_relief_screen *screen);
