/* Placing head and shoulders from one frame's landmarks. */
#include "posture/reference.h"

/* Of all people together, by plumbline-eval --constants. */
const struct pl_fitted pl_fitted_default = {
    .size = {0.0140667, -0.00120657, -1.28195e-06},
    .eye_size = {0.0680723, -0.00138079, 5.35136e-07},
    .gain_face = 0.927,
    .gain_profile = 0.971,
    .registration_factor = 0.417,
    .size_share = {[PL_SIZE_IN_FRONT] = 0.097,
                   [PL_SIZE_OBLIQUE] = 0.135,
                   [PL_SIZE_PROFILE] = 0.118,
                   [PL_SIZE_LOOK] = 0.089,
                   [PL_SIZE_EYES] = 0.069},
    .nod_cm_per_deg = 0.0376,
};

/* From here on eye corners tell the size less well. */
#define IN_FRONT_DEG 40.0
/* The mesh's point that stays put when heads turn and nod, from the canonical origin. */
static const struct pl_vec3 still_point = {{0, 0.3, 6.0}};
/* The shoulders of an upright person: this far behind and below the ears. */
#define SHOULDERS_BEHIND_CM 3.0
#define SHOULDERS_BELOW_CM 17.0
/* Profile: pixels per cm by the pose model's own world scale and by the face box's width in cm. */
#define WORLD_SCALE 0.95
#define BOX_WIDTH_CM 15.7

enum pl_size pl_reading_size(const struct pl_reading *reading)
{
    if (!reading->face)
        return PL_SIZE_PROFILE;
    if (reading->typed)
        return PL_SIZE_EYES;
    if (reading->looked)
        return PL_SIZE_LOOK;
    return fabs(reading->azimuth_deg) < IN_FRONT_DEG ? PL_SIZE_IN_FRONT : PL_SIZE_OBLIQUE;
}

static double polynomial(const double c[3], double x)
{
    return c[0] + c[1] * x + c[2] * x * x;
}

double pl_head_scale_from(const struct pl_face_fit *fit, double azimuth_deg,
                          const struct pl_fitted *fitted, double eye_distance_mm)
{
    double a = fmin(fabs(azimuth_deg), PL_FACE_VIEW_DEG);

    if (eye_distance_mm > 0)
        return exp(polynomial(fitted->eye_size, a)) * eye_distance_mm / PL_CANONICAL_EYES_MM /
               fit->eye_ratio;
    return exp(polynomial(fitted->size, a)) / fit->eye_ratio;
}

struct pl_reading pl_reading_from(const struct pl_landmarks *marks, const struct pl_face_fit *fit,
                                  const struct pl_fitted *fitted, double eye_distance_mm)
{
    const struct pl_face_fit *seen = fit && marks->face.presence > PL_FACE_SEEN ? fit : NULL;
    struct pl_reading r = {.head_scale = 1};

    r.azimuth_deg = pl_view_azimuth_deg(&marks->pose, seen);
    r.face = seen && fabs(r.azimuth_deg) < PL_FACE_VIEW_DEG;
    r.typed = eye_distance_mm > 0;
    r.pitch_deg = pl_view_pitch_deg(r.azimuth_deg, r.face ? seen : NULL);
    if (r.face)
        r.head_scale = pl_head_scale_from(seen, r.azimuth_deg, fitted, eye_distance_mm);
    return r;
}

struct pl_vec3 pl_head_place(const struct pl_face_fit *fit, double scale)
{
    struct pl_vec3 p = pl_vec3_add(fit->place_cm, pl_mat3_apply(fit->rotation, still_point));

    return pl_vec3_scale(p, scale);
}

struct pl_point pl_pose_middle(const struct pl_pose *pose, int a, int b)
{
    return (struct pl_point){(pose->point[a].x + pose->point[b].x) / 2,
                             (pose->point[a].y + pose->point[b].y) / 2};
}

static double distance_px(const struct pl_pose *pose, int a, int b)
{
    return hypot((double)pose->point[a].x - pose->point[b].x,
                 (double)pose->point[a].y - pose->point[b].y);
}

double pl_pose_shoulder_tilt_deg(const struct pl_pose *pose, double azimuth_deg)
{
    struct pl_point l = pose->point[PL_POSE_LEFT_SHOULDER], r = pose->point[PL_POSE_RIGHT_SHOULDER];
    double across = distance_px(pose, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER) /
                    fmax(cos(pl_radians(azimuth_deg)), 0.3);

    return pl_degrees(asin(pl_clamp(((double)r.y - l.y) / fmax(across, 1), -1, 1)));
}

/* Pixels per metre of the pose model's own head and shoulders: least squares over their points. */
static double world_scale(const struct pl_pose *pose)
{
    static const int used[] = {PL_POSE_NOSE,        PL_POSE_LEFT_EYE,      PL_POSE_RIGHT_EYE,
                               PL_POSE_LEFT_EAR,    PL_POSE_RIGHT_EAR,     PL_POSE_MOUTH_LEFT,
                               PL_POSE_MOUTH_RIGHT, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER};
    const int n = sizeof(used) / sizeof(used[0]);
    double mean[4] = {0}, product = 0, square = 0;

    for (int i = 0; i < n; i++) {
        mean[0] += (double)pose->world_m[used[i]][0] / n;
        mean[1] += (double)pose->world_m[used[i]][1] / n;
        mean[2] += (double)pose->point[used[i]].x / n;
        mean[3] += (double)pose->point[used[i]].y / n;
    }
    for (int i = 0; i < n; i++) {
        double wx = pose->world_m[used[i]][0] - mean[0], wy = pose->world_m[used[i]][1] - mean[1];

        product +=
            wx * (pose->point[used[i]].x - mean[2]) + wy * (pose->point[used[i]].y - mean[3]);
        square += wx * wx + wy * wy;
    }
    return product / square;
}

static struct pl_vec3 head_in_profile(const struct pl_landmarks *marks, struct pl_camera camera)
{
    struct pl_point ears = pl_pose_middle(&marks->pose, PL_POSE_LEFT_EAR, PL_POSE_RIGHT_EAR);
    double by_pose = world_scale(&marks->pose) / 100 / WORLD_SCALE;
    double by_box = marks->face.box_width / BOX_WIDTH_CM;
    double px_per_cm = by_box > 0 ? sqrt(by_pose * by_box) : by_pose;

    return pl_vec3_scale(pl_camera_ray(camera, ears.x, ears.y), camera.focal_px / px_per_cm);
}

static bool believable(struct pl_vec3 p)
{
    return isfinite(p.v[0]) && isfinite(p.v[1]) && p.v[2] > 15 && p.v[2] < 400;
}

int pl_reference_build(const struct pl_reading *reading, const struct pl_landmarks *marks,
                       const struct pl_face_fit *fit, struct pl_camera camera,
                       struct pl_reference *ret)
{
    struct pl_axes axes = pl_axes_from_view(reading->azimuth_deg, reading->pitch_deg);
    const struct pl_pose *pose = &marks->pose;
    struct pl_reference r = {
        .camera = camera, .reading = *reading, .face_rotation = pl_mat3_identity()};
    double depth;

    if (reading->face && !fit)
        return 1;
    r.head =
        reading->face ? pl_head_place(fit, reading->head_scale) : head_in_profile(marks, camera);
    if (fit)
        r.face_rotation = fit->rotation;
    r.ears_px = pl_pose_middle(pose, PL_POSE_LEFT_EAR, PL_POSE_RIGHT_EAR);
    r.shoulders_px = pl_pose_middle(pose, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER);
    depth =
        r.head.v[2] - SHOULDERS_BEHIND_CM * axes.forward.v[2] - SHOULDERS_BELOW_CM * axes.up.v[2];
    r.shoulders = pl_vec3_scale(pl_camera_ray(camera, r.shoulders_px.x, r.shoulders_px.y), depth);
    r.pose_angle_deg = pl_view_pose_angle_deg(pose);
    r.shoulder_tilt_deg = pl_pose_shoulder_tilt_deg(pose, reading->azimuth_deg);
    r.shoulder_width_px = distance_px(pose, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER);
    if (!believable(r.head) || !believable(r.shoulders))
        return 1;
    *ret = r;
    return 0;
}
