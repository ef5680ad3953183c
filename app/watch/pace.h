/* How often to look, and how closely: often while somebody moves, seldom while nobody is there.
 *
 * Pure. A frame is compared with the one that was looked at last; when something has moved the networks look, but at
 * most twice a second: at face and patches each time, at the pose every two seconds. Rates of frames: active (the
 * setting camera.fps), still (nothing has moved for a while), absent (the seat is empty), exercise (a guided exercise
 * runs: quick feedback). */
#pragma once

#include "base/time.h"

#include <stdbool.h>

enum pl_pace_mode {
    PL_PACE_ACTIVE,
    PL_PACE_STILL,
    PL_PACE_ABSENT,
    PL_PACE_EXERCISE,
    PL_PACE_MODES,
};

struct pl_pace {
    enum pl_pace_mode mode;

    /* Private to pace.c. */
    double active_hz;
    bool exercising, present;
    pl_usec moved;  /* something moved */
    pl_usec looked; /* the networks ran */
    pl_usec pose;   /* the pose network ran */
    bool started;
};

/* What to do with the frame at hand. */
enum pl_pace_look {
    PL_PACE_SKIP, /* nothing has moved, or a look was a moment ago: what was measured still holds */
    PL_PACE_GLANCE,   /* the face is enough: the trunk was looked at a moment ago */
    PL_PACE_THOROUGH, /* everything */
};

void pl_pace_init(struct pl_pace *pace, double active_hz);
void pl_pace_set_rate(struct pl_pace *pace, double active_hz);
void pl_pace_exercise(struct pl_pace *pace, bool on);

/* A frame came at t, and the change gate says whether something has moved. */
enum pl_pace_look pl_pace_frame(struct pl_pace *pace, pl_usec t, bool moved);

/* The frame was looked at, and somebody was there or not. */
void pl_pace_saw(struct pl_pace *pace, pl_usec t, bool present);

/* How long after one frame the next is wanted. */
pl_usec pl_pace_interval(const struct pl_pace *pace);

/* "active", "still", "absent", "exercise". Never fails. */
const char *pl_pace_mode_name(enum pl_pace_mode mode);
