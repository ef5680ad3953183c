/* One moment's posture in numbers, each with its standard deviation.
 *
 * A number that would be a guess is unknown: its value and sd are NaN, and `reason` says why the
 * posture as a whole could not be judged. Directions: forward is where the trunk faces, drop is
 * downward, tilt and lean are positive to the person's right. */
#pragma once

#include "base/time.h"
#include "posture/landmarks.h"

#include <math.h>
#include <stdbool.h>

enum pl_reason {
    PL_REASON_NONE = 0, /* everything that the view offers is known */
    PL_REASON_NO_PERSON,
    PL_REASON_LOW_LIGHT,
    PL_REASON_FACE_HIDDEN,
    PL_REASON_TURNED_AWAY,
    PL_REASON_OUT_OF_FRAME,
    PL_REASON_TOO_MANY_PEOPLE,
    PL_REASON_LOW_CONFIDENCE,
    PL_REASON_CAMERA_MOVED,
    PL_REASON_NO_BASELINE,
    PL_REASON_BASELINE_STALE,
    PL_REASON_COUNT,
};

enum pl_posture {
    PL_POSTURE_UNKNOWN = 0,
    PL_POSTURE_UPRIGHT,
    PL_POSTURE_FORWARD_HEAD,
    PL_POSTURE_SLOUCHED,
    PL_POSTURE_LEANING_LEFT,
    PL_POSTURE_LEANING_RIGHT,
    PL_POSTURE_TOO_CLOSE,
    PL_POSTURE_RECLINED,
    PL_POSTURE_COUNT,
};

struct pl_number {
    double value; /* NaN when not known */
    double sd;    /* NaN when not known */
};

#define PL_UNKNOWN ((struct pl_number){NAN, NAN})

static inline bool pl_is_known(struct pl_number n)
{
    return isfinite(n.value);
}

struct pl_measurement {
    pl_usec t;
    bool present;
    int people;
    double confidence; /* 0..1 */
    enum pl_reason reason;
    enum pl_posture posture;
    bool
        head_above; /* 25 cm above upright, or out over the top edge with the trunk in view: standing */

    struct pl_number view_deg;        /* 0: camera in front of the trunk, 90: at its left side */
    struct pl_number forward_head_cm; /* ear ahead of the shoulders, where the view shows it */
    struct pl_number forward_head_delta_cm; /* change against the baseline */
    struct pl_number
        trunk_forward_cm;            /* trunk moved along its own forward axis since the baseline */
    struct pl_number head_drop_cm;   /* since the baseline */
    struct pl_number trunk_drop_cm;  /* since the baseline */
    struct pl_number neck_angle_deg; /* shoulder-to-ear line against vertical, forward positive */
    struct pl_number head_pitch_deg; /* down positive */
    struct pl_number head_yaw_deg;   /* against the camera, to the person's left positive */
    struct pl_number head_roll_deg;
    struct pl_number shoulder_tilt_deg;
    struct pl_number torso_lean_deg;
    struct pl_number screen_distance_cm; /* eyes to the camera, which stands beside the screen */

    /* Where forward_head_cm lies in the upright picture, to scale and as it was measured: the middle of the ears, and
     * the plumb line at the height of the shoulders. Only with forward_head_cm. */
    struct pl_point ears_px, plumb_px;
};

/* The snake_case word of the JSON contract. Never fails; asserts on a value outside the enum. */
const char *pl_reason_name(enum pl_reason reason);
const char *pl_posture_name(enum pl_posture posture);

/* A measurement with every number unknown. */
struct pl_measurement pl_measurement_unknown(pl_usec t, enum pl_reason reason);
