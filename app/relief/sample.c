#include "app/relief/sample.h"

#include "posture/session.h"

_Static_assert(PL_VERIFY_HOLE_US == PL_SESSION_HOLE,
               "a guided break and the sitting session forgive the same");

struct pl_body pl_relief_body(const struct pl_landmarks *landmarks)
{
    static const enum pl_pose_point from[PL_BODY_POINTS] = {
        [PL_BODY_RIGHT_EAR] = PL_POSE_RIGHT_EAR,
        [PL_BODY_LEFT_EAR] = PL_POSE_LEFT_EAR,
        [PL_BODY_RIGHT_SHOULDER] = PL_POSE_RIGHT_SHOULDER,
        [PL_BODY_LEFT_SHOULDER] = PL_POSE_LEFT_SHOULDER,
        [PL_BODY_RIGHT_ELBOW] = PL_POSE_RIGHT_ELBOW,
        [PL_BODY_LEFT_ELBOW] = PL_POSE_LEFT_ELBOW,
        [PL_BODY_RIGHT_WRIST] = PL_POSE_RIGHT_WRIST,
        [PL_BODY_LEFT_WRIST] = PL_POSE_LEFT_WRIST,
    };
    struct pl_body body = {.point = {{0}}};

    for (int i = 0; i < PL_BODY_POINTS && landmarks->present; i++)
        body.point[i] =
            (struct pl_body_at){landmarks->pose.point[from[i]].x, landmarks->pose.point[from[i]].y,
                                landmarks->pose.visibility[from[i]]};
    return body;
}

struct pl_verify_sample pl_relief_sample(const struct pl_body *body,
                                         const struct pl_measurement *measurement, bool standing)
{
    return (struct pl_verify_sample){.t = measurement->t,
                                     .present = measurement->present,
                                     .standing = standing,
                                     .yaw_deg = measurement->head_yaw_deg.value,
                                     .pitch_deg = measurement->head_pitch_deg.value,
                                     .forward_cm = measurement->forward_head_delta_cm.value,
                                     .body = *body};
}
