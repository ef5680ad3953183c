/* Combines both registrations and a belief about necks (maximum a posteriori). */
#include "posture/head_change.h"

/* The shift block of the registration counts neighbouring pixels as independent; they are not. */
#define TRUNK_COVARIANCE_FACTOR 3.0
/* What registration cannot know: cloth that is not rigid, and a solid that is not the body's. */
#define TRUNK_SHIFT_SHARE 0.04
/* Heads move along the person's forward axis more than across or up. */
#define PRIOR_FORWARD_CM 10.0
#define PRIOR_LEFT_CM 2.0
#define PRIOR_UP_CM 3.0

static struct pl_mat3 trunk_covariance(const struct pl_patch_fit *trunk)
{
    struct pl_vec3 t = pl_vec6_shift(trunk->motion);
    struct pl_mat3 c = pl_mat3_scale(trunk->shift_covariance, TRUNK_COVARIANCE_FACTOR);

    c = pl_mat3_add(c, pl_mat3_diagonal(0.04, 0.04, 0.1225));
    return pl_mat3_add(c, pl_mat3_scale(pl_mat3_outer(t, t), pl_square(TRUNK_SHIFT_SHARE)));
}

/* A tilt of the camera that is not known exactly turns the whole neck. */
static struct pl_mat3 tilt_covariance(const struct pl_camera_motion *camera, struct pl_vec3 neck)
{
    double deg = camera->state == PL_CAMERA_STILL ? 0 : camera->state == PL_CAMERA_TILTED ? 3 : 12;
    struct pl_vec3 v = pl_vec3_cross(pl_vec3(pl_radians(deg), 0, 0), neck);

    return pl_mat3_outer(v, v);
}

/* The pose model's idea of the trunk: middle and width of its shoulders. For comparison only. */
static struct pl_vec3 trunk_by_width(const struct pl_reference *ref,
                                     const struct pl_observation *seen)
{
    double z = ref->shoulders.v[2],
           width = hypot(seen->shoulder_line_px[0], seen->shoulder_line_px[1]);

    if (fabs(ref->reading.azimuth_deg) < 60)
        z *= pl_clamp(ref->shoulder_width_px / fmax(width, 1), 0.7, 1.4);
    return pl_vec3_sub(
        pl_vec3_scale(pl_camera_ray(ref->camera, seen->shoulders_px.x, seen->shoulders_px.y), z),
        ref->shoulders);
}

/* g = prior (prior + c)^-1 pulls the change towards what necks do. */
static void believe_necks(const struct pl_axes *a, struct pl_vec3 *change,
                          struct pl_mat3 *covariance)
{
    struct pl_mat3 prior = pl_mat3_scale(pl_mat3_outer(a->forward, a->forward),
                                         pl_square(PRIOR_FORWARD_CM)),
                   g;

    prior = pl_mat3_add(prior,
                        pl_mat3_scale(pl_mat3_outer(a->left, a->left), pl_square(PRIOR_LEFT_CM)));
    prior = pl_mat3_add(prior, pl_mat3_scale(pl_mat3_outer(a->up, a->up), pl_square(PRIOR_UP_CM)));
    g = pl_mat3_mul(prior, pl_mat3_inverse(pl_mat3_add(prior, *covariance)));
    *change = pl_mat3_apply(g, *change);
    *covariance = pl_mat3_add(prior, pl_mat3_scale(pl_mat3_mul(g, prior), -1));
}

/* Turns about up leave the still point where it is; nods and rolls do less so. */
static double nod_deg(const struct pl_axes *axes, const struct pl_observation *seen,
                      struct pl_mat3 camera_back)
{
    struct pl_mat3 turned = pl_rotation_from_vector(pl_vec6_rotation(seen->head.motion));
    struct pl_vec3 w = pl_rotation_to_vector(pl_mat3_mul(camera_back, turned));

    if (!seen->head.tried)
        return 0;
    return pl_degrees(hypot(pl_vec3_dot(w, axes->forward), pl_vec3_dot(w, axes->left)));
}

struct pl_head_change pl_head_change_from(const struct pl_reference *ref,
                                          const struct pl_observation *seen,
                                          const struct pl_ablation *without)
{
    struct pl_head_witnesses witnesses = {!without->no_face, !without->no_head_patch};
    struct pl_moved head = pl_head_fusion(ref, seen, witnesses);
    struct pl_camera_motion camera = pl_camera_motion_from(
        &seen->background, (double)seen->ears_px.y - ref->ears_px.y, ref->camera);
    struct pl_mat3 turn = without->no_tilt ? pl_mat3_identity() : camera.rotation;
    struct pl_mat3 back = pl_mat3_transpose(turn);
    struct pl_vec3 neck = pl_vec3_sub(ref->head, ref->shoulders);
    struct pl_axes axes = pl_reference_axes(ref);
    struct pl_head_change r = {.head_cm = head.shift_cm,
                               .trunk_cm = pl_vec6_shift(seen->trunk.motion),
                               .nod_deg = nod_deg(&axes, seen, back)};

    if (without->trunk_still)
        r.trunk_cm = pl_vec3(0, 0, 0);
    if (without->trunk_by_width)
        r.trunk_cm = trunk_by_width(ref, seen);
    r.change_cm = pl_vec3_sub(pl_vec3_add(neck, head.shift_cm), r.trunk_cm);
    r.change_cm = pl_vec3_sub(pl_mat3_apply(back, r.change_cm), neck);
    r.covariance =
        pl_mat3_turned(back, pl_mat3_add(head.covariance, trunk_covariance(&seen->trunk)));
    r.covariance = pl_mat3_add(r.covariance, tilt_covariance(&camera, neck));
    believe_necks(&axes, &r.change_cm, &r.covariance);
    return r;
}

double pl_raw_forward_cm(const struct pl_reference *ref, const struct pl_head_change *change)
{
    return pl_vec3_dot(change->change_cm, pl_reference_axes(ref).forward);
}

struct pl_number pl_forward_change(const struct pl_reference *ref,
                                   const struct pl_head_change *change,
                                   const struct pl_fitted *fitted)
{
    bool face_view = fabs(ref->reading.azimuth_deg) < PL_FACE_VIEW_DEG;
    double gain = face_view ? fitted->gain_face : fitted->gain_profile;
    double cm = gain * pl_raw_forward_cm(ref, change);
    double registered = pl_mat3_variance_along(change->covariance, pl_reference_axes(ref).forward);
    double variance = pl_square(fitted->registration_factor) * registered +
                      pl_square(fitted->size_share[pl_reading_size(&ref->reading)] * cm) +
                      pl_square(fitted->nod_cm_per_deg * change->nod_deg);

    return (struct pl_number){cm, sqrt(variance)};
}
