/* Landmarks boiled down to the few that measuring uses. */
#include "posture/observation.h"

static void take_pose(struct pl_observation *o, const struct pl_pose *pose)
{
    struct pl_point l = pose->point[PL_POSE_LEFT_SHOULDER], r = pose->point[PL_POSE_RIGHT_SHOULDER];

    o->pose_presence = pose->presence;
    o->shoulders_inside =
        fmin(pose->presence_of[PL_POSE_LEFT_SHOULDER], pose->presence_of[PL_POSE_RIGHT_SHOULDER]);
    o->pose_angle_deg = pl_view_pose_angle_deg(pose);
    o->shoulder_angle_deg = pl_view_shoulder_angle_deg(pose);
    o->shoulder_line_px[0] = (double)l.x - r.x;
    o->shoulder_line_px[1] = (double)l.y - r.y;
    o->ears_px = pl_pose_middle(pose, PL_POSE_LEFT_EAR, PL_POSE_RIGHT_EAR);
    o->shoulders_px = pl_pose_middle(pose, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER);
}

struct pl_observation pl_observation_from(const struct pl_landmarks *marks,
                                          const struct pl_face_fit *fit,
                                          const struct pl_reading *reading, struct pl_camera camera)
{
    struct pl_observation o = {
        .t = marks->t,
        .present = marks->present,
        .people = marks->people,
        .width = marks->width,
        .height = marks->height,
        .camera = camera,
        .brightness = marks->brightness,
        .face = {.rotation = pl_mat3_identity()},
    };

    if (!marks->present)
        return o;
    take_pose(&o, &marks->pose);
    o.face_presence = marks->face.presence;
    o.reading = *reading;
    o.has_face = fit && marks->face.presence > PL_FACE_SEEN;
    if (o.has_face)
        o.face = *fit;
    return o;
}

void pl_observation_forget_key(struct pl_observation *seen)
{
    seen->reference_id = 0;
    seen->background = (struct pl_background_match){.judged = false};
    seen->head = seen->trunk = (struct pl_patch_fit){.tried = false};
}
