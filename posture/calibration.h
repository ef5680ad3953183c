/* Learning what upright is: 20 to 30 seconds of sitting tall, judged while they pass.
 *
 * Where the plan asks for it, a look into the camera comes first (posture/size_look.h). Then the first half
 * reads the view and the head's size and takes medians; then one frame becomes the key
 * frame; the second half is measured against it, so that its noise is averaged out of "upright". Pure:
 * whoever feeds it takes the key frame when it says so. */
#pragma once

#include "posture/head_change.h"
#include "posture/size_look.h"

#define PL_CALIBRATION_FRAMES 512 /* more are left out */

/* Why a frame does not count. */
enum pl_calibration_fault {
    PL_CALIBRATION_GOOD = 0,
    PL_CALIBRATION_NOBODY,
    PL_CALIBRATION_DARK,
    PL_CALIBRATION_OTHERS,  /* somebody else is in the picture */
    PL_CALIBRATION_OUTSIDE, /* shoulders out of the picture */
    PL_CALIBRATION_UNSURE,  /* the person is not seen well */
    PL_CALIBRATION_MOVING,
    PL_CALIBRATION_TURNED, /* face and shoulders look in different directions */
    PL_CALIBRATION_FAULTS,
};

/* What whoever feeds it has to do next. */
enum pl_calibration_step {
    PL_CALIBRATION_GO_ON,
    PL_CALIBRATION_TAKE_KEY, /* make this frame the key frame, with pl_calibration_reading() */
    PL_CALIBRATION_DONE,     /* pl_calibration_rest() is what upright lies from the key frame */
    PL_CALIBRATION_REFUSED,  /* too few good frames; pl_calibration_main_fault() says why */
};

struct pl_calibration_plan {
    pl_usec length; /* good time wanted */
    pl_usec
        deadline; /* in all; then what there is must do. 0: three times the length, then refuse */
    int pictures; /* above 0: so many independent pictures instead of time */
    bool look;    /* begin with a look into the camera; needs time, so not with pictures */
    double eye_distance_mm; /* typed in by the user; 0: not known */
    double head_scale;      /* from an earlier look, used when there is none now; 0: not known */
};

/* How far upright lies from the key frame; also how the results scattered. */
struct pl_rest {
    double forward_cm, head_drop_cm, trunk_forward_cm, trunk_drop_cm;
    double spread_cm; /* of forward, a robust sd */
};

struct pl_calibration {
    struct pl_calibration_plan plan;
    struct pl_size_look look;
    enum pl_size_look_step
        looked;      /* PL_SIZE_LOOK_GO_ON while looking, or when the plan asks for no look */
    pl_usec resumed; /* after a look: when the person is back from it */
    bool started, has_key;
    pl_usec begun, last_good, good;
    int pictures;
    int seen[PL_CALIBRATION_FAULTS]; /* frames by fault */
    enum pl_calibration_fault fault; /* of the last frame */
    struct pl_point last_ears;
    pl_usec last_t;
    int readings;
    struct pl_reading reading[PL_CALIBRATION_FRAMES];
    int results;
    struct pl_rest result[PL_CALIBRATION_FRAMES];
};

struct pl_calibration pl_calibration_begin(struct pl_calibration_plan plan);

/* Takes one frame. After PL_CALIBRATION_TAKE_KEY came and the key frame could be made, call
 * pl_calibration_key_taken(); from then on `ref` is its reference and `seen` was observed against it. */
enum pl_calibration_step pl_calibration_add(struct pl_calibration *c,
                                            const struct pl_observation *seen,
                                            const struct pl_reference *ref,
                                            const struct pl_fitted *fitted);
void pl_calibration_key_taken(struct pl_calibration *c);

/* Nothing more is needed: the plan's time or pictures are over. */
bool pl_calibration_is_over(const struct pl_calibration *c);

/* The look into the camera is not over. */
bool pl_calibration_is_looking(const struct pl_calibration *c);

/* The medians so far, with the head's size from a look, this one's or an earlier one's, where there was one. At least one
 * good frame must have come (asserted). */
struct pl_reading pl_calibration_reading(const struct pl_calibration *c);

/* The medians of the second half; zeros when it gave nothing. */
struct pl_rest pl_calibration_rest(const struct pl_calibration *c);

/* Writes the rest into a reference. */
void pl_reference_set_rest(struct pl_reference *ref, const struct pl_rest *rest);

/* 0..1, for people to watch. */
double pl_calibration_progress(const struct pl_calibration *c);
double pl_calibration_quality(const struct pl_calibration *c);

/* The fault of most frames that did not count; PL_CALIBRATION_GOOD when all did. */
enum pl_calibration_fault pl_calibration_main_fault(const struct pl_calibration *c);

/* What the person can do about it, a short sentence; "" when all is good. */
const char *pl_calibration_advice(enum pl_calibration_fault fault);
