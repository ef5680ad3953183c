/* A piece of the past in numbers: a minute as it is lived, an hour or a day when it has grown old.
 *
 * pl_minute_add() cuts the stream of moments that the session judges into spans of one minute of the
 * clock. Pure values; seconds are seconds, centimetres are changes against the baseline. */
#pragma once

#include "base/time.h"

#include <stdint.h>

#define PL_WORD_MAX 24      /* bytes of a posture, an event or a reason, with its end */
#define PL_MINUTE_SLOTS 120 /* half seconds: the median of a minute is taken over these */

enum pl_presence {
    PL_PRESENCE_MISSING, /* nothing is known: camera lost, paused */
    PL_PRESENCE_SEATED,
    PL_PRESENCE_STANDING,
    PL_PRESENCE_AWAY,
};

enum pl_judgement {
    PL_JUDGED_UNKNOWN,
    PL_JUDGED_GOOD,
    PL_JUDGED_POOR,
};

/* What was true from `from_us` to `to_us`, wall time (microseconds since 1970, UTC). */
struct pl_moment {
    int64_t from_us, to_us;
    pl_usec tick; /* the same as from_us on the clock that never steps */
    enum pl_presence presence;
    enum pl_judgement judgement; /* of SEATED time only */
    const char *posture;         /* pl_posture_name(); borrowed for the call */
    const char *missing_because; /* of MISSING time: a camera's state, "paused"; borrowed */
    double sit_s;                /* seated since the last credited break */
    double forward_head_cm;      /* forward_head_delta_cm; NaN when not known, as the next two */
    double head_drop_cm;
    double screen_distance_cm;
};

struct pl_span {
    int64_t at;       /* start, seconds since 1970, UTC */
    int32_t length_s; /* 60; of thinned ones 3600, or a local day of 23 to 25 hours */
    pl_usec tick;     /* start on the clock that never steps */
    double seated_s, standing_s, away_s, missing_s;
    double good_s, poor_s, unknown_s; /* add up to seated_s */
    double sit_s;                     /* largest within the span */
    double forward_head_cm;           /* median; NaN when not known, as the next two */
    double head_drop_cm;
    double screen_distance_cm;
    char posture[PL_WORD_MAX];         /* of most of the seated time; empty when never seated */
    char missing_because[PL_WORD_MAX]; /* of the most recent missing time; empty when none */
};

/* Collects one minute. All zero is a good start. */
struct pl_minute_builder {
    struct pl_span span; /* length_s 0: nothing collected */
    float forward_head_cm[PL_MINUTE_SLOTS];
    float head_drop_cm[PL_MINUTE_SLOTS];
    float screen_distance_cm[PL_MINUTE_SLOTS];
    struct {
        char name[PL_WORD_MAX];
        double lasted_s;
    } posture[8];
};

/* Takes in as much of the moment as belongs to the minute being collected and moves moment->from_us
 * up. Returns 1 with a finished minute in *ret when the moment begins in or reaches into another minute
 * (forward, or back after a clock was set): keep it and call again. Returns 0 when the moment is used
 * up. Time that no moment covers is not made up. */
int pl_minute_add(struct pl_minute_builder *builder, struct pl_moment *moment, struct pl_span *ret);

/* The minute collected so far, when there is one (returns 1); the builder is empty afterwards. For the end
 * of a run. */
int pl_minute_finish(struct pl_minute_builder *builder, struct pl_span *ret);
