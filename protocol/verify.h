/* What the camera can say about an exercise: counted repetitions, timed holds, a break really taken.
 *
 * Pure. It judges movement against the person's own first seconds and own range, never against a norm, and
 * never in medical words. What could not be seen is "not seen", which is not "not done": the person's word
 * counts. Red flags, pain and strength are never inferred here. Criteria: docs/protocol.md.
 * One thread at a time; time is the monotonic pl_usec. */
#pragma once

#include "protocol/guide.h"

enum pl_body_point {
    PL_BODY_RIGHT_EAR = 0, /* right and left are the person's; right comes first in each pair */
    PL_BODY_LEFT_EAR,
    PL_BODY_RIGHT_SHOULDER,
    PL_BODY_LEFT_SHOULDER,
    PL_BODY_RIGHT_ELBOW,
    PL_BODY_LEFT_ELBOW,
    PL_BODY_RIGHT_WRIST,
    PL_BODY_LEFT_WRIST,
    PL_BODY_POINTS,
};

struct pl_body_at {
    double x, y;       /* px of the upright picture, y down */
    double visibility; /* 0..1; under 0.5 the point is not used */
};

/* What exercises need of a body. All zero: nothing of it was seen. */
struct pl_body {
    struct pl_body_at point[PL_BODY_POINTS];
};

/* One frame's worth of sight. Numbers that are not known are NaN. */
struct pl_verify_sample {
    pl_usec t;
    bool present;      /* somebody is in the picture */
    bool standing;     /* that somebody stands; false when not known */
    double yaw_deg;    /* head, to the person's left positive */
    double pitch_deg;  /* head, down positive */
    double forward_cm; /* forward head, as change against anything that stays the same */
    struct pl_body body;
};

/* Tri-state: a criterion is met, not met, or cannot be told. */
enum pl_met {
    PL_MET_UNKNOWN = 0,
    PL_MET_NO,
    PL_MET_YES,
};

/* The person at rest, from the first seconds of the session. */
struct pl_verify_reference {
    double yaw_deg, pitch_deg, forward_cm; /* NaN when not seen */
    double shoulder_width, elbow_width;    /* px */
    double neck_gap;                       /* ears above shoulders, px */
    double middle_x, middle_y;             /* of the shoulders, px */
};

#define PL_VERIFY_REFERENCE_US (3 * PL_USEC_PER_SEC)
#define PL_VERIFY_DROPOUT_US \
    (1 * PL_USEC_PER_SEC) /* shorter gaps stop the clock, longer ones end a hold */
#define PL_VERIFY_HOLE_US \
    (15 * PL_USEC_PER_SEC) /* missing frames that a break is not counted over */
#define PL_VERIFY_TOLERANCE_US (3 * PL_USEC_PER_SEC / 2)

struct pl_verify {
    enum pl_verifiable what;
    pl_usec need; /* of one hold */
    int want;     /* repetitions, of each side where sides count */
    bool each_side;
    double own_best_deg[3]; /* by pl_side: how far the head has turned at best; 0: not known */

    /* private to verify.c */
    pl_usec began, last;
    struct pl_verify_reference reference;
    int reference_count[7];
    bool in;
    enum pl_side side;
    double hold_deg;   /* the angle being held, slowly following */
    pl_usec held, gap; /* of the present hold; how long it has not been met or not been seen */
    pl_usec longest;
    int reps[3]; /* by pl_side */
    pl_usec seen_us, unseen_us;
    bool shrugged;
    double turned_deg; /* the head, slowly following; to the left positive */
    double furthest_deg[3];
};

struct pl_verify_view {
    int reps[3];      /* seen so far, by pl_side; NONE holds those without sides */
    double holding_s; /* the present hold; 0 when none */
    enum pl_side side;
    double longest_s;
    bool can_see;  /* most of the time so far what is needed was visible */
    bool shrugged; /* shoulders went up with it: say "shoulders low" */
    double furthest_deg
        [3]; /* by pl_side: how far the head turned and stayed, trunk still; 0: no turn */
    enum pl_seen seen;
};

/* Starts verifying that entry with today's dose. `own_best_deg` by pl_side, or NULL. */
void pl_verify_start(struct pl_verify *verify, const struct pl_entry *entry, struct pl_dose dose,
                     const double own_best_deg[3], pl_usec now);

/* One frame; samples come in order of time, at any rate (8 a second or more for repetitions). */
void pl_verify_step(struct pl_verify *verify, const struct pl_verify_sample *sample);

/* Whether the person is still being learnt at rest. */
bool pl_verify_learning(const struct pl_verify *verify);

/* Whether the trunk turned along with the head. */
bool pl_verify_trunk_turned(const struct pl_verify *verify, const struct pl_verify_sample *sample);

/* The state now; a hold under way counts once it is long enough. */
struct pl_verify_view pl_verify_view(const struct pl_verify *verify);

/* Whether the sample meets the criterion of `verify->what`, given whether it did before. `ret_side` gets
 * the side of a turn, `ret_deg` its angle from the reference (0 for what has none). */
enum pl_met pl_verify_criterion(const struct pl_verify *verify,
                                const struct pl_verify_sample *sample, enum pl_side *ret_side,
                                double *ret_deg);
