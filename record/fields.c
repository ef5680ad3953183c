#include "record/fields.h"

#include "record/record.h"

#include <assert.h>

#define NUMBER(name, decimals)                                 \
    {                                                          \
#name, offsetof(struct pl_measurement, name), decimals \
    }

const struct pl_record_field pl_record_fields[PL_RECORD_FIELDS] = {
    NUMBER(view_deg, 10),
    NUMBER(forward_head_cm, 100),
    NUMBER(forward_head_delta_cm, 100),
    NUMBER(neck_angle_deg, 10),
    NUMBER(head_pitch_deg, 10),
    NUMBER(head_yaw_deg, 10),
    NUMBER(head_roll_deg, 10),
    NUMBER(shoulder_tilt_deg, 10),
    NUMBER(torso_lean_deg, 10),
    NUMBER(trunk_forward_cm, 100),
    NUMBER(head_drop_cm, 100),
    NUMBER(trunk_drop_cm, 100),
    NUMBER(screen_distance_cm, 10),
};

static const char *const point_names[PL_POSE_NAMED_POINTS] = {
    [PL_POSE_NOSE] = "nose",
    [PL_POSE_LEFT_EYE_INNER] = "left_eye_inner",
    [PL_POSE_LEFT_EYE] = "left_eye",
    [PL_POSE_LEFT_EYE_OUTER] = "left_eye_outer",
    [PL_POSE_RIGHT_EYE_INNER] = "right_eye_inner",
    [PL_POSE_RIGHT_EYE] = "right_eye",
    [PL_POSE_RIGHT_EYE_OUTER] = "right_eye_outer",
    [PL_POSE_LEFT_EAR] = "left_ear",
    [PL_POSE_RIGHT_EAR] = "right_ear",
    [PL_POSE_MOUTH_LEFT] = "mouth_left",
    [PL_POSE_MOUTH_RIGHT] = "mouth_right",
    [PL_POSE_LEFT_SHOULDER] = "left_shoulder",
    [PL_POSE_RIGHT_SHOULDER] = "right_shoulder",
    [PL_POSE_LEFT_ELBOW] = "left_elbow",
    [PL_POSE_RIGHT_ELBOW] = "right_elbow",
    [PL_POSE_LEFT_WRIST] = "left_wrist",
    [PL_POSE_RIGHT_WRIST] = "right_wrist",
    [PL_POSE_LEFT_PINKY] = "left_pinky",
    [PL_POSE_RIGHT_PINKY] = "right_pinky",
    [PL_POSE_LEFT_INDEX] = "left_index",
    [PL_POSE_RIGHT_INDEX] = "right_index",
    [PL_POSE_LEFT_THUMB] = "left_thumb",
    [PL_POSE_RIGHT_THUMB] = "right_thumb",
    [PL_POSE_LEFT_HIP] = "left_hip",
    [PL_POSE_RIGHT_HIP] = "right_hip",
    [PL_POSE_LEFT_KNEE] = "left_knee",
    [PL_POSE_RIGHT_KNEE] = "right_knee",
    [PL_POSE_LEFT_ANKLE] = "left_ankle",
    [PL_POSE_RIGHT_ANKLE] = "right_ankle",
    [PL_POSE_LEFT_HEEL] = "left_heel",
    [PL_POSE_RIGHT_HEEL] = "right_heel",
    [PL_POSE_LEFT_FOOT] = "left_foot",
    [PL_POSE_RIGHT_FOOT] = "right_foot",
};

const char *pl_pose_point_name(enum pl_pose_point point)
{
    assert((int)point >= 0 && point < PL_POSE_NAMED_POINTS);
    return point_names[point];
}
