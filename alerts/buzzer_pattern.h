/* What the buzzer plays and how the status LED blinks: patterns of on and off over time. Pure.
 *
 * Graded: the more it matters, the longer and the more often, but never above PL_TUNE_MAX. */
#pragma once

#include "alerts/event.h"
#include "base/time.h"

#include <stdbool.h>

enum pl_tune {
    PL_TUNE_NONE = 0,
    PL_TUNE_POSTURE_SOFT,   /* one short */
    PL_TUNE_POSTURE_STRONG, /* three short */
    PL_TUNE_BREAK_SOFT,     /* two short */
    PL_TUNE_BREAK_FIRM,     /* two long */
    PL_TUNE_EXERCISE,       /* four very short: there is something to do about it */
    PL_TUNE_GO,             /* guided session: begin */
    PL_TUNE_RELEASE,        /* guided session: let go */
    PL_TUNE_END,            /* guided session: that was it */
    PL_TUNE_NOTED,          /* a tick: the button was heard */
    PL_TUNE_COUNT,
};

#define PL_TUNE_MAX (1500 * PL_USEC_PER_MSEC)

/* The tune of an event; PL_TUNE_NONE for most. */
enum pl_tune pl_tune_of(const struct pl_event *event);

/* Two tunes of one moment, as an alert and the exercise that comes with it, are told apart only one after the other. */
#define PL_TUNE_GAP (600 * PL_USEC_PER_MSEC)

enum pl_tune_meeting {
    PL_TUNE_TAKES_OVER, /* at once: it matters as much or more, or nothing is playing */
    PL_TUNE_WAITS,      /* PL_TUNE_GAP after the end of what is playing */
    PL_TUNE_GIVES_WAY,  /* it is not played: later it would mean nothing */
};

/* What becomes of a tune that comes while another is playing. Alerts matter most, the beeps of a guided session more than
 * an exercise that is suggested, and that more than the tick of the button. */
enum pl_tune_meeting pl_tune_meet(enum pl_tune playing, enum pl_tune coming);

/* For the log: "posture alert". Never fails; asserts outside the enum. */
const char *pl_tune_name(enum pl_tune tune);

/* Whether the buzzer is on `since` the tune began. Never after pl_tune_length(), nor before it has begun. */
bool pl_tune_level(enum pl_tune tune, pl_usec since);

/* The time of the next change after `since`, which may be before the beginning; -1 when the tune is over. */
pl_usec pl_tune_next_change(enum pl_tune tune, pl_usec since);

pl_usec pl_tune_length(enum pl_tune tune);

/* What the LED says between alerts. */
enum pl_light {
    PL_LIGHT_OFF,
    PL_LIGHT_WATCHING, /* steady: the camera is on */
    PL_LIGHT_PAUSED,   /* a flash in 3 s */
    PL_LIGHT_WARNING,  /* slow blinking: poor posture */
    PL_LIGHT_TROUBLE,  /* fast blinking: no camera */
    PL_LIGHT_COUNT,
};

/* Whether the LED is on at time t, and when it changes next; INT64_MAX: never. */
bool pl_light_level(enum pl_light light, pl_usec t);
pl_usec pl_light_next_change(enum pl_light light, pl_usec t);
