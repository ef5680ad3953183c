#include "posture/measurement.h"

#include <assert.h>

static const char *const reason_names[PL_REASON_COUNT] = {
    [PL_REASON_NONE] = "none",
    [PL_REASON_NO_PERSON] = "no_person",
    [PL_REASON_LOW_LIGHT] = "low_light",
    [PL_REASON_FACE_HIDDEN] = "face_hidden",
    [PL_REASON_TURNED_AWAY] = "turned_away",
    [PL_REASON_OUT_OF_FRAME] = "out_of_frame",
    [PL_REASON_TOO_MANY_PEOPLE] = "too_many_people",
    [PL_REASON_LOW_CONFIDENCE] = "low_confidence",
    [PL_REASON_CAMERA_MOVED] = "camera_moved",
    [PL_REASON_NO_BASELINE] = "no_baseline",
    [PL_REASON_BASELINE_STALE] = "baseline_stale",
};

static const char *const posture_names[PL_POSTURE_COUNT] = {
    [PL_POSTURE_UNKNOWN] = "unknown",           [PL_POSTURE_UPRIGHT] = "upright",
    [PL_POSTURE_FORWARD_HEAD] = "forward_head", [PL_POSTURE_SLOUCHED] = "slouched",
    [PL_POSTURE_LEANING_LEFT] = "leaning_left", [PL_POSTURE_LEANING_RIGHT] = "leaning_right",
    [PL_POSTURE_TOO_CLOSE] = "too_close",       [PL_POSTURE_RECLINED] = "reclined",
};

const char *pl_reason_name(enum pl_reason reason)
{
    assert(reason < PL_REASON_COUNT);
    return reason_names[reason];
}

const char *pl_posture_name(enum pl_posture posture)
{
    assert(posture < PL_POSTURE_COUNT);
    return posture_names[posture];
}

struct pl_measurement pl_measurement_unknown(pl_usec t, enum pl_reason reason)
{
    return (struct pl_measurement){
        .t = t,
        .reason = reason,
        .posture = PL_POSTURE_UNKNOWN,
        .view_deg = PL_UNKNOWN,
        .forward_head_cm = PL_UNKNOWN,
        .forward_head_delta_cm = PL_UNKNOWN,
        .trunk_forward_cm = PL_UNKNOWN,
        .head_drop_cm = PL_UNKNOWN,
        .trunk_drop_cm = PL_UNKNOWN,
        .neck_angle_deg = PL_UNKNOWN,
        .head_pitch_deg = PL_UNKNOWN,
        .head_yaw_deg = PL_UNKNOWN,
        .head_roll_deg = PL_UNKNOWN,
        .shoulder_tilt_deg = PL_UNKNOWN,
        .torso_lean_deg = PL_UNKNOWN,
        .screen_distance_cm = PL_UNKNOWN,
    };
}
