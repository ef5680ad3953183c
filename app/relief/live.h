/* A guided session as a screen shows it: where it stands and what the camera makes of it. As text it is one JSON
 * object, with which a session in the daemon is told to a terminal beside it. */
#pragma once

#include "protocol/verify.h"

#define PL_RELIEF_LIVE_BYTES 1024

/* What the camera can say at all. */
enum pl_relief_sight {
    PL_SIGHT_NOTHING = 0, /* this exercise is told by the person */
    PL_SIGHT_NONE,        /* no camera looks */
    PL_SIGHT_LEARNING,    /* the first seconds at rest */
    PL_SIGHT_BLIND,       /* what it needs cannot be seen */
    PL_SIGHT_SEES,
    PL_SIGHT_COUNT,
};

struct pl_relief_live {
    char id[PL_CATALOGUE_ID_BYTES]; /* of the entry; empty before the first session */
    enum pl_guide_stage stage;
    bool paused;
    int set, sets, rep, reps; /* from 1 */
    enum pl_side side;
    double left_s, fraction, progress; /* as in struct pl_guide_view */
    enum pl_relief_sight sight;
    enum pl_seen seen;
    int seen_right, seen_left, seen_reps; /* `seen_reps`: those without sides */
    double holding_s;                     /* 0: nothing is held */
    double turned_right_deg, turned_left_deg, best_right_deg, best_left_deg; /* 0: not known */
    bool shrugged;
    enum pl_outcome outcome; /* when the stage is over */
    bool ease_off;           /* pain of 4 or 5 was said */
    bool answers, refused;   /* it answers an order, which could not be carried out */
};

/* `looking`: a camera gives samples. Pure. */
struct pl_relief_live pl_relief_live_of(const struct pl_guide *guide,
                                        const struct pl_verify *verify, bool looking);

/* The text, at most PL_RELIEF_LIVE_BYTES; empty when memory is short. */
void pl_relief_live_format(const struct pl_relief_live *live, char ret[PL_RELIEF_LIVE_BYTES]);

/* Reads it back; false when anything is missing or not understood (a daemon of another version). */
bool pl_relief_live_parse(const char *text, struct pl_relief_live *ret);
