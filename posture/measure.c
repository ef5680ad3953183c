/* The numbers of a measurement, one function each group. Why a posture is unknown stands in reason.c. */
#include "posture/measure.h"

#include "posture/head_change.h"
#include "posture/reason.h"

/* Eyes from the canonical origin of the face, and from the head's still point when there is no face. */
static const struct pl_vec3 eyes_in_face = {{0, -2.6, -3.2}};
#define EYES_AHEAD_CM 9.0
#define EYES_ABOVE_CM 2.9
/* Sizes of heads scatter by this much, and distance with them. */
#define DISTANCE_SHARE 0.08
/* The absolute offset is told only where the view shows it this well. */
#define ABSOLUTE_SD_CM 3.0
/* Across the picture: sd of the landmark "ear over shoulder", and of people's symmetry. */
#define EAR_LANDMARK_CM 1.2
#define MIDLINE_CM 1.5

static struct pl_number number(double value, double sd)
{
    return isfinite(value) && isfinite(sd) ? (struct pl_number){value, sd} : PL_UNKNOWN;
}

/* ---- what one frame tells by itself ---- */

static void measure_view(struct pl_measurement *m, const struct pl_reading *reading)
{
    double a = fabs(reading->azimuth_deg);

    m->view_deg = number(reading->azimuth_deg, a < 35 ? 2.5 : 5);
}

static void measure_face(struct pl_measurement *m, const struct pl_observation *o, double scale)
{
    struct pl_vec3 eyes;
    double level;

    if (!o->has_face)
        return;
    eyes = pl_vec3_add(o->face.place_cm, pl_mat3_apply(o->face.rotation, eyes_in_face));
    level = pl_view_pitch_deg(o->reading.azimuth_deg, NULL);
    m->head_yaw_deg = number(-pl_face_fit_yaw_deg(&o->face), 4);
    m->head_pitch_deg = number(pl_face_fit_pitch_deg(&o->face) - level, 6);
    m->head_roll_deg = number(-pl_face_fit_roll_deg(&o->face), 3);
    m->screen_distance_cm =
        number(scale * pl_vec3_norm(eyes), scale * pl_vec3_norm(eyes) * DISTANCE_SHARE);
}

static void measure_shoulders(struct pl_measurement *m, const struct pl_observation *o,
                              double azimuth_deg)
{
    double width = hypot(o->shoulder_line_px[0], o->shoulder_line_px[1]);
    double across = width / fmax(cos(pl_radians(azimuth_deg)), 0.3);

    if (fabs(azimuth_deg) > 60 || width < 1)
        return;
    m->shoulder_tilt_deg =
        number(pl_degrees(asin(pl_clamp(-o->shoulder_line_px[1] / across, -1, 1))),
               2 + fabs(azimuth_deg) / 20);
}

/* ---- what only a comparison tells ---- */

/* The patch's or the face's turn in the person's own axes: nod, turn, roll. */
static void measure_head_turn(struct pl_measurement *m, const struct pl_reference *ref,
                              const struct pl_observation *o)
{
    struct pl_axes a = pl_reference_axes(ref);
    bool face = pl_head_by_face(ref, o);
    struct pl_vec3 w = pl_vec6_rotation(o->head.motion);
    double sd = face ? 3 : 5;

    if (face)
        w = pl_rotation_to_vector(
            pl_mat3_mul(o->face.rotation, pl_mat3_transpose(ref->face_rotation)));
    else if (!o->head.tried)
        return;
    m->head_pitch_deg = number(pl_degrees(pl_vec3_dot(w, a.left)), sd);
    m->head_roll_deg = number(pl_degrees(pl_vec3_dot(w, a.forward)), sd);
    if (!o->has_face)
        m->head_yaw_deg = number(pl_degrees(pl_vec3_dot(w, a.up)) - ref->reading.azimuth_deg, 8);
}

static void measure_trunk(struct pl_measurement *m, const struct pl_reference *ref,
                          const struct pl_observation *o, const struct pl_head_change *change)
{
    struct pl_axes a = pl_reference_axes(ref);
    struct pl_mat3 c = o->trunk.shift_covariance;
    double turn_sd =
        pl_degrees(sqrt(pl_mat3_variance_along(o->trunk.rotation_covariance, a.forward)));
    double along_sd = sqrt(3 * pl_mat3_variance_along(c, a.forward) + 0.15);
    double up_sd = sqrt(3 * pl_mat3_variance_along(c, a.up) + 0.15);
    double lean = pl_degrees(pl_vec3_dot(pl_vec6_rotation(o->trunk.motion), a.forward));

    m->trunk_forward_cm =
        number(pl_vec3_dot(change->trunk_cm, a.forward) - ref->rest_trunk_forward_cm, along_sd);
    m->trunk_drop_cm =
        number(-pl_vec3_dot(change->trunk_cm, a.up) - ref->rest_trunk_drop_cm, up_sd);
    m->torso_lean_deg = number(lean, turn_sd + 1);
    if (pl_is_known(m->shoulder_tilt_deg))
        m->shoulder_tilt_deg.value -= ref->shoulder_tilt_deg;
}

static void measure_head_drop(struct pl_measurement *m, const struct pl_reference *ref,
                              const struct pl_head_change *change)
{
    double drop = -pl_vec3_dot(change->head_cm, pl_reference_axes(ref).up) - ref->rest_head_drop_cm;

    m->head_drop_cm = number(drop, hypot(0.5, 0.08 * drop));
}

/* The ear ahead of the shoulders at the key frame, seen across the picture: only a side view shows it. */
static struct pl_number ahead_at_rest(const struct pl_reference *ref)
{
    struct pl_axes a = pl_reference_axes(ref);
    double side = a.forward.v[0];
    double k = ref->head.v[2] / ref->camera.focal_px;
    double across = ((double)ref->ears_px.x - ref->shoulders_px.x) * k;
    double sd =
        hypot(EAR_LANDMARK_CM, MIDLINE_CM * cos(pl_radians(ref->reading.azimuth_deg))) / fabs(side);

    return sd < ABSOLUTE_SD_CM ? number(across / side, sd) : PL_UNKNOWN;
}

/* Where a point of the key frame, taken to be as far away as the head, is after a move. */
static struct pl_vec3 moved(const struct pl_reference *ref, struct pl_point px,
                            struct pl_vec3 by_cm)
{
    struct pl_vec3 ray = pl_camera_ray(ref->camera, (double)px.x, (double)px.y);

    return pl_vec3_add(pl_vec3_scale(ray, ref->head.v[2]), by_cm);
}

/* The head is followed best, so the plumb line hangs from it. */
static void place_plumb_line(struct pl_measurement *m, const struct pl_reference *ref,
                             struct pl_camera camera, const struct pl_head_change *change)
{
    struct pl_vec3 ears = moved(ref, ref->ears_px, change->head_cm);
    struct pl_vec3 shoulders = moved(ref, ref->shoulders_px, change->trunk_cm);
    struct pl_vec3 line = ears;

    line.v[0] -= m->forward_head_cm.value * pl_reference_axes(ref).forward.v[0];
    m->ears_px = pl_camera_project(camera, ears);
    m->plumb_px = (struct pl_point){pl_camera_project(camera, line).x,
                                    pl_camera_project(camera, shoulders).y};
}

static void measure_absolute(struct pl_measurement *m, const struct pl_reference *ref,
                             struct pl_camera camera, double raw_change,
                             const struct pl_head_change *change)
{
    struct pl_number ahead = ahead_at_rest(ref);
    struct pl_vec3 neck = pl_vec3_add(pl_vec3_sub(ref->head, ref->shoulders), change->change_cm);
    double height = pl_vec3_dot(neck, pl_reference_axes(ref).up);

    if (!pl_is_known(ahead) || !(height > 3))
        return;
    m->forward_head_cm = number(ahead.value + raw_change, ahead.sd);
    m->neck_angle_deg = number(pl_degrees(atan2(m->forward_head_cm.value, height)),
                               pl_degrees(m->forward_head_cm.sd / height));
    place_plumb_line(m, ref, camera, change);
}

static void measure_distance(struct pl_measurement *m, const struct pl_reference *ref,
                             const struct pl_head_change *change)
{
    struct pl_axes a = pl_reference_axes(ref);
    struct pl_vec3 eyes = pl_vec3_add(ref->head, change->head_cm);

    if (pl_is_known(m->screen_distance_cm))
        return;
    eyes = pl_vec3_add(eyes, pl_vec3_scale(a.forward, EYES_AHEAD_CM));
    eyes = pl_vec3_add(eyes, pl_vec3_scale(a.up, EYES_ABOVE_CM));
    m->screen_distance_cm = number(pl_vec3_norm(eyes), 1.5 * DISTANCE_SHARE * pl_vec3_norm(eyes));
}

static void measure_change(struct pl_measurement *m, const struct pl_reference *ref,
                           const struct pl_observation *o, const struct pl_fitted *fitted)
{
    static const struct pl_ablation everything = {.trunk_still = false};
    struct pl_head_change change = pl_head_change_from(ref, o, &everything);
    struct pl_number forward = pl_forward_change(ref, &change, fitted);
    double sd = hypot(forward.sd, ref->tie_sd_cm);

    if (pl_camera_has_moved(ref, o))
        sd *= PL_MOVED_SD_FACTOR;
    m->forward_head_delta_cm = number(forward.value - ref->rest_forward_cm, sd);
    measure_head_turn(m, ref, o);
    measure_trunk(m, ref, o, &change);
    measure_head_drop(m, ref, &change);
    measure_absolute(m, ref, o->camera, forward.value, &change);
    measure_distance(m, ref, &change);
}

/* How much all of it is to be trusted: the person is there, and the patches fit. */
static double confidence(const struct pl_observation *o)
{
    double patches = o->trunk.tried ? pl_clamp(0.5 + o->trunk.score, 0.3, 1) : 1;

    return pl_clamp(o->pose_presence, 0, 1) * patches;
}

static void forget_posture(struct pl_measurement *m)
{
    m->forward_head_cm = m->forward_head_delta_cm = m->neck_angle_deg = PL_UNKNOWN;
    m->trunk_forward_cm = m->trunk_drop_cm = m->head_drop_cm = m->torso_lean_deg = PL_UNKNOWN;
}

/* A person rises by 34 to 45 cm. Asked before numbers are forgotten, because a trunk that has left its place makes the
 * change of forward head absurd, and the height of the head is then still known. */
#define RISEN_CM 25.0

static bool is_risen(const struct pl_measurement *m, const struct pl_observation *seen)
{
    bool over_the_edge = seen->ears_px.y < 0 && seen->shoulders_px.y > 0;

    return seen->present && seen->pose_presence >= 0.5 &&
           (over_the_edge || m->head_drop_cm.value <= -RISEN_CM);
}

struct pl_measurement pl_measure(const struct pl_reference *ref, const struct pl_observation *seen,
                                 const struct pl_fitted *fitted,
                                 const struct pl_posture_limits *limits)
{
    const struct pl_reference *used =
        seen->present && ref && seen->reference_id == ref->id ? ref : NULL;
    struct pl_measurement m = pl_measurement_unknown(seen->t, PL_REASON_NONE);
    const struct pl_reading *view = used ? &used->reading : &seen->reading;

    m.present = seen->present;
    m.people = seen->people;
    if (seen->present) {
        measure_view(&m, view);
        measure_face(&m, seen, view->head_scale);
        measure_shoulders(&m, seen, view->azimuth_deg);
        m.confidence = confidence(seen);
    }
    if (used)
        measure_change(&m, used, seen, fitted);
    m.head_above = is_risen(&m, seen);
    m.reason = pl_reason_for(used, seen, &m);
    if (pl_reason_hides_posture(m.reason))
        forget_posture(&m);
    m.posture = pl_posture_class(&m, limits);
    return m;
}
