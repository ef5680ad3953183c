/* The sitting session: is somebody there, do they sit or stand, for how long, and was that a break?
 *
 * Measurements go in, a state and a few sums of time come out. Time is counted between measurements,
 * never by how many there were; a hole in them (suspend, camera gone, too dark to see) is counted as
 * missing and as nothing else. The states are explained in a table at the top of session.c.
 *
 * Pure: plain values, no I/O, no clock. A session belongs to one thread. */
#pragma once

#include "base/time.h"
#include "posture/measurement.h"

#include <stdbool.h>

#define PL_SESSION_HOLE (15 * PL_USEC_PER_SEC) /* without data for longer, nobody knows */

enum pl_session_state {
    PL_SESSION_UNKNOWN = 0, /* nothing seen yet, or not for a minute */
    PL_SESSION_SITTING,
    PL_SESSION_STANDING,
    PL_SESSION_AWAY,
    PL_SESSION_COUNT,
};

/* "unknown", "sitting", "standing", "away". Asserts on a value outside the enum. */
const char *pl_session_state_name(enum pl_session_state state);

/* Where the time went since pl_session_init(). Only grows; the parts add up to the time between the
 * first and the last step, but for the last seconds whose meaning is still open. */
struct pl_session_sums {
    pl_usec seated, standing, away;
    pl_usec missing; /* no data, or data that could not tell */
};

struct pl_streak {
    bool running;
    pl_usec since, last;
};

#define PL_SESSION_SHIFTS_MAX 64 /* posture shifts remembered: one a minute for an hour */

struct pl_session {
    enum pl_session_state state;
    pl_usec since;      /* when this state began: the first sight of it, not its confirmation */
    pl_usec seated;     /* seated without a break; held while away for less than a break */
    pl_usec pause;      /* away or standing in a row; 0 while sitting */
    pl_usec last_break; /* when the last credited break ended */
    bool rested;        /* the present pause is long enough to be a break */
    bool had_break;     /* last_break means something */
    struct pl_session_sums sums;

    /* Posture shifts: a trunk moved by 3 cm or turned by 8 degrees, and kept there for 5 s. */
    pl_usec shift[PL_SESSION_SHIFTS_MAX]; /* when, a ring */
    int shifts;                           /* in all; the newest is shift[(shifts - 1) % MAX] */

    /* Private to session.c. */
    bool started;
    pl_usec counted; /* time is accounted for up to here */
    pl_usec told;    /* the last measurement that could tell */
    pl_usec open;    /* time since then whose meaning is not settled yet */
    struct pl_streak seen[PL_SESSION_COUNT];
    double pose[4], moved[4]; /* trunk: where it is kept, where it may have gone */
    pl_usec moved_since;
    pl_usec unseen; /* the last moment of this sitting at which nothing of the trunk was known */
    bool posed, moving;
};

/* What a step changed. */
struct pl_session_change {
    bool state;       /* session.state and .since are new */
    bool break_ended; /* back in the seat after a credited break */
    pl_usec
        break_length; /* of that break: the time the seat was seen empty or the person standing */
    pl_usec seated;   /* how much seated time this step settled */
};

void pl_session_init(struct pl_session *session);

/* Takes the next measurement (filtered or not). `break_length` is the setting sitting.break_s: away or
 * standing for this long is a break and starts the sitting time anew. A time that jumps back is
 * survived: nothing is counted over the jump. */
struct pl_session_change pl_session_step(struct pl_session *session, pl_usec break_length,
                                         const struct pl_measurement *m);

/* Says that there is no data at time t (camera gone, paused). After a minute the state is unknown. */
struct pl_session_change pl_session_blind(struct pl_session *session, pl_usec break_length,
                                          pl_usec t);

/* The recording ends: what is still open is settled as the present state. */
struct pl_session_change pl_session_settle(struct pl_session *session, pl_usec break_length);

/* The user says a break was taken: the sitting time starts anew. */
void pl_session_rest(struct pl_session *session, pl_usec t);

/* Posture shifts in the hour before t; how long the trunk has been seen to keep still: since the last shift, since sitting
 * began, or since it was last not seen. 0 when not sitting. */
int pl_session_shifts_in_hour(const struct pl_session *session, pl_usec t);
pl_usec pl_session_still_for(const struct pl_session *session, pl_usec t);
