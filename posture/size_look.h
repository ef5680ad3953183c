/* A moment of looking into the camera, at calibration: how large this head is.
 *
 * The outer eye corners are the best cue for a head's size, and best of all when the face is seen from in front
 * (7 % against 10 % obliquely). Whoever has the camera at the side can therefore turn the head to it for
 * three seconds; the size is the person's, so it serves every view. Values in, values out; time is the frames'. */
#pragma once

#include "posture/observation.h"

#define PL_SIZE_LOOK_LENGTH_S \
    3.0 /* of seeing the face from in front; a longer wait without one than 12 s ends it */
#define PL_SIZE_LOOK_FRAMES 64 /* more are left out */

/* What whoever feeds it has to do next. */
enum pl_size_look_step {
    PL_SIZE_LOOK_GO_ON,
    PL_SIZE_LOOK_DONE,       /* pl_size_look_scale() is the head's size */
    PL_SIZE_LOOK_NOT_NEEDED, /* the camera is in front: sitting tall looks into it anyway */
    PL_SIZE_LOOK_NO_FACE,    /* no face was turned to the camera for long enough */
};

/* Zero is the state of a look that has seen nothing. */
struct pl_size_look {
    bool started, asked;   /* asked: the first second is over, and the camera is not in front */
    pl_usec begun, last_t; /* of the first and the last frame */
    pl_usec good;          /* time with a frontal face */
    bool frontal;          /* the last frame showed one */
    double yaw_deg;        /* of the last frame's face against the camera; NAN: no face */
    int frames, in_front;  /* of the first second: all, and those that need no look */
    int n;
    double scale[PL_SIZE_LOOK_FRAMES];
};

/* Takes one frame. `eye_distance_mm` 0: not known. */
enum pl_size_look_step pl_size_look_add(struct pl_size_look *look,
                                        const struct pl_observation *seen,
                                        const struct pl_fitted *fitted, double eye_distance_mm);

/* The median. At least one frontal frame must have come (asserted); PL_SIZE_LOOK_DONE promises it. */
double pl_size_look_scale(const struct pl_size_look *look);

/* 0..1, for people to watch. */
double pl_size_look_progress(const struct pl_size_look *look);

/* What the person can do better, a short sentence; "" while the face is seen from in front. */
const char *pl_size_look_advice(const struct pl_size_look *look);
