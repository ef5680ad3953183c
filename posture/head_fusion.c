/* Sum of information. The sds were read off rendered people by view and head turn (measurement.md §5.4). */
#include "posture/head_fusion.h"

#define PATCH_GOOD 0.35

bool pl_head_by_face(const struct pl_reference *ref, const struct pl_observation *seen)
{
    return ref->reading.face && seen->has_face;
}

struct pl_vec3 pl_head_shift_by_face(const struct pl_reference *ref,
                                     const struct pl_observation *seen)
{
    return pl_vec3_sub(pl_head_place(&seen->face, ref->reading.head_scale), ref->head);
}

struct pl_vec3 pl_head_shift_by_ears(const struct pl_reference *ref,
                                     const struct pl_observation *seen)
{
    double k = ref->head.v[2] / ref->camera.focal_px;

    return pl_vec3(((double)seen->ears_px.x - ref->ears_px.x) * k,
                   ((double)seen->ears_px.y - ref->ears_px.y) * k, 0);
}

struct evidence {
    struct pl_mat3 information;
    struct pl_vec3 weighed;
};

static void add(struct evidence *e, struct pl_vec3 shift, double sd_x, double sd_y, double sd_z)
{
    struct pl_mat3 w =
        pl_mat3_diagonal(1 / pl_square(sd_x), 1 / pl_square(sd_y), 1 / pl_square(sd_z));

    e->information = pl_mat3_add(e->information, w);
    e->weighed = pl_vec3_add(e->weighed, pl_mat3_apply(w, shift));
}

/* A turned or oblique face gives a poorer depth, and a nod moves the fit's centre. */
static void add_face(struct evidence *e, const struct pl_reference *ref,
                     const struct pl_observation *seen)
{
    struct pl_face_fit before = {.rotation = ref->face_rotation};
    double azimuth = fabs(ref->reading.azimuth_deg), yaw = pl_face_fit_yaw_deg(&seen->face);
    double turned = hypot(yaw - pl_face_fit_yaw_deg(&before),
                          pl_face_fit_pitch_deg(&seen->face) - pl_face_fit_pitch_deg(&before));
    double oblique = fmax(0, fmax(fabs(yaw), 0.8 * azimuth) - 20);

    add(e, pl_head_shift_by_face(ref, seen), 0.3 + 0.01 * oblique + 0.02 * turned,
        0.3 + 0.04 * turned,
        0.4 + 0.0012 * oblique * oblique + turned * (0.04 + 0.16 * fmin(1, azimuth / 45)));
}

static void add_patch(struct evidence *e, const struct pl_patch_fit *patch)
{
    struct pl_vec3 shift = pl_vec6_shift(patch->motion);
    double turned = pl_degrees(pl_vec3_norm(pl_vec6_rotation(patch->motion)));
    double across = 0.3 + 0.05 * turned;

    add(e, shift, across, across, 0.6 + 0.08 * turned + 0.1 * fabs(shift.v[2]));
}

struct pl_moved pl_head_fusion(const struct pl_reference *ref, const struct pl_observation *seen,
                               struct pl_head_witnesses witnesses)
{
    struct evidence e = {pl_mat3_diagonal(1e-4, 1e-4, 1e-4), pl_vec3(0, 0, 0)};
    bool face = witnesses.face && pl_head_by_face(ref, seen);
    bool patch = witnesses.patch && seen->head.tried && seen->head.score > PATCH_GOOD;
    struct pl_moved moved;

    if (face)
        add_face(&e, ref, seen);
    if (patch)
        add_patch(&e, &seen->head);
    else if (!face || witnesses.patch)
        add(&e, pl_head_shift_by_ears(ref, seen), 1.2, 1.2, 8);
    moved.covariance = pl_mat3_inverse(e.information);
    moved.shift_cm = pl_mat3_apply(moved.covariance, e.weighed);
    return moved;
}
