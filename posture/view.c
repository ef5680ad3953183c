/* The two biased angles, their corrections, and the axes that follow. */
#include "posture/view.h"

struct curve {
    int n;
    const double *x, *y;
};

/* Face yaw -> azimuth; beyond 60 degrees the mesh sees nothing. */
static const double face_yaw[] = {0, 15, 27.6, 41.6, 51.8, 60};
static const double face_azimuth[] = {0, 15, 30, 45, 60, 72};
/* Mean pose angle -> azimuth. */
static const double pose_angle[] = {0, 5, 11.5, 25, 50, 70, 84.5, 91.3, 100};
static const double pose_azimuth[] = {0, 0, 15, 30, 45, 60, 75, 90, 98};
/* Azimuth -> how far down a level gaze reads. */
static const double gaze_azimuth[] = {0, 15, 30, 45, 60};
static const double gaze_pitch[] = {6.7, 5.6, 3.3, 1.4, 0};

#define CURVE(xs, ys) ((struct curve){(int)(sizeof(xs) / sizeof((xs)[0])), xs, ys})

#define USUAL_PITCH_DEG 6.5
/* Above this pose angle the face leaves the picture, and the pose takes over within a few degrees. */
#define FACE_ENDS_DEG 77.0
#define FACE_FADES_DEG 3.0

static double interpolate(struct curve c, double x)
{
    int i = 1;

    if (x <= c.x[0])
        return c.y[0];
    if (x >= c.x[c.n - 1])
        return c.y[c.n - 1];
    while (c.x[i] < x)
        i++;
    return c.y[i - 1] + (c.y[i] - c.y[i - 1]) * (x - c.x[i - 1]) / (c.x[i] - c.x[i - 1]);
}

struct pl_axes pl_axes_from_view(double azimuth_deg, double pitch_deg)
{
    double a = pl_radians(azimuth_deg), p = pl_radians(pitch_deg);
    struct pl_vec3 away = pl_vec3(0, -sin(p), cos(p)), x = pl_vec3(1, 0, 0);

    return (struct pl_axes){
        pl_vec3_add(pl_vec3_scale(x, -sin(a)), pl_vec3_scale(away, -cos(a))),
        pl_vec3_add(pl_vec3_scale(x, cos(a)), pl_vec3_scale(away, -sin(a))),
        pl_vec3(0, -cos(p), -sin(p)),
    };
}

static struct pl_vec3 world(const struct pl_pose *pose, int i)
{
    return pl_vec3(pose->world_m[i][0], pose->world_m[i][1], pose->world_m[i][2]);
}

static double line_angle_deg(struct pl_vec3 to_left)
{
    return pl_degrees(-atan2(to_left.v[2], to_left.v[0]));
}

static double shoulder_line_deg(const struct pl_pose *pose)
{
    return line_angle_deg(
        pl_vec3_sub(world(pose, PL_POSE_LEFT_SHOULDER), world(pose, PL_POSE_RIGHT_SHOULDER)));
}

double pl_view_pose_angle_deg(const struct pl_pose *pose)
{
    struct pl_vec3 left = world(pose, PL_POSE_LEFT_EAR), right = world(pose, PL_POSE_RIGHT_EAR);
    struct pl_vec3 middle = pl_vec3_scale(pl_vec3_add(left, right), 0.5);
    struct pl_vec3 nose = pl_vec3_sub(world(pose, PL_POSE_NOSE), middle);
    double nose_angle = pl_degrees(atan2(-nose.v[0], -nose.v[2]));

    return (shoulder_line_deg(pose) + line_angle_deg(pl_vec3_sub(left, right)) + nose_angle) / 3;
}

static double azimuth_of_pose_angle(double angle)
{
    return copysign(interpolate(CURVE(pose_angle, pose_azimuth), fabs(angle)), angle);
}

double pl_view_shoulder_angle_deg(const struct pl_pose *pose)
{
    return azimuth_of_pose_angle(shoulder_line_deg(pose));
}

double pl_view_face_azimuth_deg(const struct pl_face_fit *fit)
{
    double yaw = pl_face_fit_yaw_deg(fit);

    return copysign(interpolate(CURVE(face_yaw, face_azimuth), fabs(yaw)), yaw);
}

double pl_view_azimuth_deg(const struct pl_pose *pose, const struct pl_face_fit *fit)
{
    double angle = pl_view_pose_angle_deg(pose), by_pose = azimuth_of_pose_angle(angle), w;

    if (!fit)
        return by_pose;
    w = 1 / (1 + exp((fabs(angle) - FACE_ENDS_DEG) / FACE_FADES_DEG));
    return w * pl_view_face_azimuth_deg(fit) + (1 - w) * by_pose;
}

double pl_view_pitch_deg(double azimuth_deg, const struct pl_face_fit *fit)
{
    double level;

    if (!fit)
        return USUAL_PITCH_DEG;
    level = interpolate(CURVE(gaze_azimuth, gaze_pitch), fabs(azimuth_deg));
    return pl_clamp(pl_face_fit_pitch_deg(fit) - level, -25, 35);
}
