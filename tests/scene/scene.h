/* A day as a few scenes, played to the judge in simulated time: what sessions, policies and days are
 * tested with. */
#pragma once

#include "app/watch/judge.h"
#include "base/wall_time.h"

#include <stddef.h>

enum scene_kind {
    SCENE_END = 0,
    SIT,    /* somebody sits, with these numbers */
    STAND,  /* the head 38 cm higher */
    AWAY,   /* an empty seat */
    HIDDEN, /* somebody is there, and nothing can be measured (face_hidden) */
    DARK,   /* nobody is found, and it is too dark to be sure */
    HOLE,   /* no lines at all */
};

/* Numbers that are 0 are left as in an upright person at 60 cm. */
struct scene {
    enum scene_kind kind;
    double lasts_s;
    double forward_cm, drop_cm, trunk_cm, lean_deg, tilt_deg, distance_cm;
    double sd_cm;          /* of the centimetres; 0: 0.8 */
    enum pl_reason reason; /* said although the numbers are there */
};

#define LASTS(kind_, seconds, ...)                     \
    {                                                  \
        .kind = kind_, .lasts_s = seconds, __VA_ARGS__ \
    }

struct play {
    pl_wall_usec start; /* wall time of the first line */
    double interval_s;  /* 0: 1 s */
    double jitter_s;    /* intervals differ by up to this */
    double noise_cm;    /* standard deviation added to the centimetres */
    unsigned seed;
    pl_usec first_t; /* time of the first line */

    struct pl_judge judge;
    struct pl_judge_config config;
    /* Told before each line; may ask the judge for something. */
    void (*before)(struct play *play, pl_usec t);

    /* "0:02:00 posture_alert soft forward_head 3.5", a line each; times since the start. */
    char text[65536];
    size_t length;
    int events[PL_EVENT_KINDS];
    bool says_suppressed; /* whether they are in the text */
    struct pl_day days[400];
    int day_count;
    void (*also)(struct play *play, const struct pl_event *event);
};

/* Defaults: 1 s, no noise, the default settings. */
void play_init(struct play *play);

/* Plays the scenes to the end, whose kind is SCENE_END; the judge is finished and a summary is in days[]. */
void play(struct play *play, const struct scene *scenes);

/* Random numbers that are the same everywhere. */
unsigned scene_random(unsigned *seed);
double scene_uniform(unsigned *seed); /* [0, 1) */
double scene_normal(unsigned *seed);  /* mean 0, sd 1 */
