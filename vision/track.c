/* The order of one frame: face, background, head, trunk; each helps the next. */
#include "vision/track.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MASK_PERSON 160.0f
/* From this score on a registration stands for itself. */
#define TRUSTED_SCORE 0.3

struct pl_track {
    struct pl_canonical_face face;
    struct pl_levels *levels;
    struct pl_registration_scratch scratch;
    struct pl_background now;
    struct pl_key_frame key;
    bool has_key;
    unsigned keys; /* made so far: the next key frame's id is one more */
    bool has_last;
    struct pl_patch_fit last_head, last_trunk;
};

int pl_track_create(const struct pl_canonical_face *face, struct pl_track **ret)
{
    struct pl_track *t = calloc(1, sizeof(*t));
    int r;

    if (!t)
        return -ENOMEM;
    t->face = *face;
    r = pl_levels_create(&t->levels);
    if (r < 0) {
        free(t);
        return r;
    }
    *ret = t;
    return 0;
}

void pl_track_destroy(struct pl_track *track)
{
    if (!track)
        return;
    pl_levels_destroy(track->levels);
    free(track);
}

void pl_track_picture(struct pl_track *track, const struct pl_frame *frame,
                      struct pl_mounting mounting)
{
    pl_levels_fill(track->levels, frame, mounting);
}

bool pl_track_face(const struct pl_track *track, const struct pl_landmarks *marks,
                   struct pl_camera camera, struct pl_face_fit *ret)
{
    return marks->present && marks->face.presence > PL_FACE_SEEN &&
           pl_face_fit_solve(&track->face, marks->face.mesh, camera, ret) == 0;
}

static struct pl_point scaled(struct pl_point p, double k)
{
    return (struct pl_point){(float)(p.x * k), (float)(p.y * k)};
}

/* In pixels of the finest level; the head is taken to be as far away as in the key frame. */
static struct pl_silhouette silhouette(const struct pl_track *track, const struct pl_reference *ref,
                                       struct pl_point ears, struct pl_point shoulders)
{
    double k = track->levels->scale;

    return (struct pl_silhouette){scaled(ears, k), scaled(shoulders, k),
                                  ref->camera.focal_px * k / ref->head.v[2]};
}

/* ---- the key frame ---- */

struct person_test {
    const struct pl_mask *mask;
    struct pl_silhouette hull;
    double scale;
};

static bool is_person(struct pl_point pixel, const void *context)
{
    const struct person_test *t = context;

    if (!t->mask)
        return pl_silhouette_narrow(&t->hull, pixel);
    return pl_mask_at(t->mask, scaled(pixel, 1 / t->scale)) > MASK_PERSON;
}

static void take_patches(struct pl_track *track, const struct pl_mask *mask)
{
    struct pl_key_frame *key = &track->key;
    struct pl_camera camera = pl_camera_scaled(key->reference.camera, key->scale);
    struct person_test test = {
        mask,
        silhouette(track, &key->reference, key->reference.ears_px, key->reference.shoulders_px),
        key->scale};

    pl_template_head(&key->reference, camera, key->width, key->height, &key->head.shape);
    pl_template_trunk(&key->reference, camera, key->width, key->height, &key->trunk.shape);
    pl_template_keep(&key->head.shape, is_person, &test);
    pl_template_keep(&key->trunk.shape, is_person, &test);
    pl_patch_take(&key->head, track->levels);
    pl_patch_take(&key->trunk, track->levels);
    pl_background_take(&key->background, track->levels, &test.hull);
}

int pl_track_key(struct pl_track *track, const struct pl_landmarks *marks,
                 const struct pl_reading *reading, const struct pl_mask *mask,
                 struct pl_camera camera)
{
    struct pl_reference reference;
    struct pl_face_fit fit;
    bool has_face = pl_track_face(track, marks, camera, &fit);

    if (pl_reference_build(reading, marks, has_face ? &fit : NULL, camera, &reference) != 0)
        return 1;
    reference.id = ++track->keys;
    track->key.reference = reference;
    track->key.width = track->levels->width;
    track->key.height = track->levels->height;
    track->key.scale = track->levels->scale;
    track->has_key = true;
    track->has_last = false;
    take_patches(track, mask);
    return 0;
}

const struct pl_key_frame *pl_track_key_frame(const struct pl_track *track)
{
    return track->has_key ? &track->key : NULL;
}

void pl_track_set_rest(struct pl_track *track, const struct pl_rest *rest, double tie_sd_cm)
{
    pl_reference_set_rest(&track->key.reference, rest);
    track->key.reference.tie_sd_cm = tie_sd_cm;
}

void pl_track_restore(struct pl_track *track, const struct pl_key_frame *key)
{
    track->key = *key;
    track->key.reference.id = ++track->keys;
    track->has_key = true;
    track->has_last = false;
}

void pl_track_forget_key(struct pl_track *track)
{
    track->has_key = false;
    track->has_last = false;
}

/* ---- every frame ---- */

/* Another resolution than the key frame's: nothing can be compared. */
static bool comparable(const struct pl_track *track)
{
    return track->has_key && track->key.width == track->levels->width &&
           track->key.height == track->levels->height;
}

static void compare_background(struct pl_track *track, struct pl_observation *o)
{
    struct pl_silhouette s = silhouette(track, &track->key.reference, o->ears_px, o->shoulders_px);
    struct pl_camera camera = pl_camera_scaled(track->key.reference.camera, track->key.scale);

    pl_background_take(&track->now, track->levels, &s);
    o->background = pl_background_compare(&track->key.background, &track->now, camera);
}

/* Without pixels to look at, the trunk is where it is believed to be, and so badly known. */
static struct pl_patch_fit believed(const struct pl_expectation *e)
{
    struct pl_patch_fit fit = {.motion = e->mean};
    struct pl_mat6 covariance;

    if (pl_mat6_inverse(&e->information, &covariance)) {
        fit.rotation_covariance = pl_mat6_block(&covariance, 0);
        fit.shift_covariance = pl_mat6_block(&covariance, 3);
    }
    return fit;
}

/* A poor fit in plain or other cloth may lie anywhere: it is pulled towards the belief by as much as it is poor. */
static void distrust(struct pl_patch_fit *fit, const struct pl_expectation *e)
{
    struct pl_patch_fit belief = believed(e);
    double trust = pl_clamp(fit->score / TRUSTED_SCORE, 0, 1);

    for (int i = 0; i < 6; i++)
        fit->motion.v[i] = e->mean.v[i] + trust * (fit->motion.v[i] - e->mean.v[i]);
    fit->shift_covariance = pl_mat3_add(pl_mat3_scale(fit->shift_covariance, trust),
                                        pl_mat3_scale(belief.shift_covariance, (1 - trust) / 3));
}

static void look_for_patches(struct pl_track *track, struct pl_observation *o, bool follow)
{
    const struct pl_reference *ref = &track->key.reference;
    struct pl_camera finest = pl_camera_scaled(ref->camera, track->key.scale);
    struct pl_camera_motion moved =
        pl_camera_motion_from(&o->background, (double)o->ears_px.y - ref->ears_px.y, ref->camera);
    struct pl_expectation e = pl_expect_head(ref, o, &moved, follow ? &track->last_head : NULL);
    struct pl_moved head;

    o->head =
        pl_register(&track->key.head, track->levels, finest, &e, PL_CHOOSE_SCORE, &track->scratch);
    head = pl_head_fusion(ref, o, PL_ALL_WITNESSES);
    e = pl_expect_trunk(ref, o, &moved, &head, follow ? &track->last_trunk : NULL);
    o->trunk = pl_register(&track->key.trunk, track->levels, finest, &e, PL_CHOOSE_ENERGY,
                           &track->scratch);
    if (!o->trunk.tried)
        o->trunk = believed(&e);
    else
        distrust(&o->trunk, &e);
}

static void remember(struct pl_track *track, const struct pl_observation *o)
{
    track->has_last = o->reference_id != 0;
    track->last_head = o->head;
    track->last_trunk = o->trunk;
}

struct pl_observation pl_track_observe(struct pl_track *track, const struct pl_landmarks *marks,
                                       struct pl_camera camera, const struct pl_fitted *fitted,
                                       double eye_distance_mm, bool follow)
{
    struct pl_face_fit fit;
    bool has_face = pl_track_face(track, marks, camera, &fit);
    struct pl_reading reading = {.head_scale = 1};
    struct pl_observation o;

    if (marks->present)
        reading = pl_reading_from(marks, has_face ? &fit : NULL, fitted, eye_distance_mm);
    o = pl_observation_from(marks, has_face ? &fit : NULL, &reading, camera);
    if (o.present && comparable(track)) {
        o.reference_id = track->key.reference.id;
        compare_background(track, &o);
        look_for_patches(track, &o, follow && track->has_last);
    }
    remember(track, &o);
    return o;
}
