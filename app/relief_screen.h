/* Draws a guided session: in place on a terminal, or a line for each change elsewhere. */
#pragma once

#include "app/relief.h"
#include "protocol/guide.h"

struct pl_relief_screen {
    const struct pl_relief_call *call;
    enum pl_guide_stage stage; /* drawn last */
    int rep, set;
    enum pl_side side;
    bool paused;
};

/* Title, steps, precaution; clears the screen first where that can be done. */
void pl_relief_screen_begin(struct pl_relief_screen *screen, const struct pl_guide *guide);
/* The state of the session: drawn anew, or said when it changed. */
void pl_relief_screen_update(struct pl_relief_screen *screen, const struct pl_guide *guide);
/* Leaves the cursor below what was drawn. */
void pl_relief_screen_end(struct pl_relief_screen *screen);
