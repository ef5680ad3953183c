#include "app/watch/measurer.h"

#include "posture/renewal.h"
#include "vision/canonical_face.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The face detector's box on a head of average size. */
#define FACE_BOX_CM 15.7

struct pl_measurer {
    struct pl_measurer_settings settings;
    struct pl_track *track;
    enum pl_measurer_state state;
    bool calibrated; /* `calibration` was begun */
    struct pl_calibration calibration;
    bool keep_view; /* calibrate without reading the view anew */
    struct pl_reading view;
    double quality, spread_cm;
    struct pl_renewal renewal;
    struct pl_mask mask;
};

static int load_face(const struct pl_model_places *models, struct pl_canonical_face *ret,
                     struct pl_message *reterr)
{
    char path[1024];
    int r = pl_models_find(models, PL_MODEL_FACE_GEOMETRY, path, sizeof(path), reterr);

    return r < 0 ? r : pl_canonical_face_read(path, ret, reterr);
}

int pl_measurer_create(const struct pl_measurer_settings *settings, struct pl_measurer **ret,
                       struct pl_message *reterr)
{
    struct pl_measurer *m = calloc(1, sizeof(*m));
    struct pl_canonical_face face;
    int r = -ENOMEM;

    if (!m)
        goto fail;
    m->settings = *settings;
    r = load_face(&settings->models, &face, reterr);
    if (r == 0)
        r = pl_track_create(&face, &m->track);
    if (r < 0)
        goto fail;
    *ret = m;
    return 0;
fail:
    if (r == -ENOMEM)
        pl_message_set(reterr, "out of memory");
    pl_measurer_destroy(m);
    return r;
}

void pl_measurer_destroy(struct pl_measurer *measurer)
{
    if (!measurer)
        return;
    pl_track_destroy(measurer->track);
    free(measurer);
}

void pl_measurer_adjust(struct pl_measurer *measurer, double eye_distance_mm,
                        const struct pl_posture_limits *limits)
{
    measurer->settings.eye_distance_mm = eye_distance_mm;
    measurer->settings.limits = *limits;
}

static struct pl_camera camera_of(const struct pl_measurer *m, const struct pl_frame *frame)
{
    return pl_camera_from_hfov(m->settings.hfov_deg, frame->width,
                               pl_upright_width(frame, m->settings.mounting),
                               pl_upright_height(frame, m->settings.mounting));
}

/* The mask of this frame when the network can make one. */
static const struct pl_mask *mask_of(struct pl_measurer *m, const struct pl_frame *frame)
{
    struct pl_message ignored;

    if (!m->settings.sight ||
        pl_sight_mask(m->settings.sight, frame, m->settings.mounting, &m->mask, &ignored) != 0)
        return NULL;
    return &m->mask;
}

static bool take_key(struct pl_measurer *m, const struct pl_frame *frame,
                     const struct pl_landmarks *marks)
{
    struct pl_reading reading = m->keep_view ? m->view : pl_calibration_reading(&m->calibration);

    if (pl_track_key(m->track, marks, &reading, mask_of(m, frame), camera_of(m, frame)) != 0)
        return false;
    m->view = reading;
    pl_calibration_key_taken(&m->calibration);
    return true;
}

static void finish(struct pl_measurer *m)
{
    struct pl_rest rest = pl_calibration_rest(&m->calibration);

    pl_track_set_rest(m->track, &rest, 0);
    m->quality = pl_calibration_quality(&m->calibration);
    m->spread_cm = rest.spread_cm;
    m->state = PL_MEASURER_READY;
    m->renewal = (struct pl_renewal){.poor_since = 0};
}

static struct pl_observation observe(struct pl_measurer *m, const struct pl_frame *frame,
                                     const struct pl_landmarks *marks, bool independent)
{
    return pl_track_observe(m->track, marks, camera_of(m, frame), &pl_fitted_default,
                            m->settings.eye_distance_mm, !independent);
}

/* The key frame itself is observed again, now against itself. */
static void calibrate(struct pl_measurer *m, const struct pl_frame *frame,
                      const struct pl_landmarks *marks, struct pl_observation *seen)
{
    enum pl_calibration_step step =
        pl_calibration_add(&m->calibration, seen, pl_measurer_reference(m), &pl_fitted_default);

    if (step == PL_CALIBRATION_TAKE_KEY && take_key(m, frame, marks)) {
        *seen = observe(m, frame, marks, true);
        step = pl_calibration_is_over(&m->calibration) ? PL_CALIBRATION_DONE : PL_CALIBRATION_GO_ON;
    }
    if (step == PL_CALIBRATION_DONE)
        finish(m);
    if (step == PL_CALIBRATION_REFUSED) {
        pl_track_forget_key(m->track);
        pl_observation_forget_key(seen);
        m->state = PL_MEASURER_REFUSED;
    }
}

/* New patches when the old ones no longer fit; the view and upright stay. */
static void renew(struct pl_measurer *m, const struct pl_frame *frame,
                  const struct pl_landmarks *marks, const struct pl_observation *seen,
                  const struct pl_measurement *measured)
{
    bool has_patches = pl_track_key_frame(m->track)->trunk.shape.n > 0;
    struct pl_tie tie;

    if (!pl_renewal_step(&m->renewal, seen, measured, has_patches, &tie))
        return;
    if (pl_track_key(m->track, marks, &m->view, mask_of(m, frame), camera_of(m, frame)) == 0)
        pl_track_set_rest(m->track, &tie.rest, tie.sd_cm);
}

static struct pl_basis basis_of(const struct pl_reference *ref, const struct pl_observation *seen)
{
    struct pl_basis basis = {.seen = *seen, .has_reference = ref != NULL};

    if (ref)
        basis.reference = *ref;
    return basis;
}

struct pl_measurement pl_measurer_measure(struct pl_measurer *measurer,
                                          const struct pl_frame *frame,
                                          const struct pl_landmarks *marks, bool independent,
                                          struct pl_basis *ret_basis)
{
    const struct pl_reference *ref;
    struct pl_observation seen;
    struct pl_measurement measured;

    pl_track_picture(measurer->track, frame, measurer->settings.mounting);
    seen = observe(measurer, frame, marks, independent);
    if (measurer->state == PL_MEASURER_CALIBRATING)
        calibrate(measurer, frame, marks, &seen);
    ref = pl_measurer_reference(measurer);
    measured = pl_measure(ref, &seen, &pl_fitted_default, &measurer->settings.limits);
    if (ret_basis) /* now: the reference may be renewed in its place */
        *ret_basis = basis_of(ref, &seen);
    if (measurer->state == PL_MEASURER_READY && !independent)
        renew(measurer, frame, marks, &seen, &measured);
    return measured;
}

void pl_measurer_calibrate(struct pl_measurer *measurer, struct pl_calibration_plan plan,
                           bool keep_view)
{
    const struct pl_reference *before = pl_measurer_reference(measurer);

    plan.look = plan.look && !keep_view && plan.pictures == 0;
    plan.eye_distance_mm = measurer->settings.eye_distance_mm;
    if (before && before->reading.looked && plan.eye_distance_mm == 0)
        plan.head_scale = before->reading.head_scale;
    measurer->keep_view = keep_view && pl_measurer_reference(measurer);
    if (measurer->keep_view)
        measurer->view = pl_measurer_reference(measurer)->reading;
    pl_track_forget_key(measurer->track);
    measurer->calibration = pl_calibration_begin(plan);
    measurer->calibrated = true;
    measurer->state = PL_MEASURER_CALIBRATING;
}

enum pl_measurer_state pl_measurer_state(const struct pl_measurer *measurer)
{
    return measurer->state;
}

const struct pl_calibration *pl_measurer_calibration(const struct pl_measurer *measurer)
{
    return measurer->calibrated ? &measurer->calibration : NULL;
}

const struct pl_reference *pl_measurer_reference(const struct pl_measurer *measurer)
{
    const struct pl_key_frame *key = pl_track_key_frame(measurer->track);

    return key ? &key->reference : NULL;
}

bool pl_measurer_seat(const struct pl_measurer *measurer, struct pl_seat *ret)
{
    const struct pl_reference *ref = pl_measurer_reference(measurer);

    if (!ref)
        return false;
    *ret = (struct pl_seat){ref->ears_px,
                            (float)(ref->camera.focal_px * FACE_BOX_CM / ref->head.v[2])};
    return true;
}

int pl_measurer_load(struct pl_measurer *measurer, const char *path, struct pl_message *reterr)
{
    struct pl_baseline *b = calloc(1, sizeof(*b));
    int r = b ? pl_baseline_read(path, b, reterr) : -ENOMEM;

    if (r == 0) {
        pl_track_restore(measurer->track, &b->key);
        measurer->view = b->key.reference.reading;
        measurer->quality = b->quality;
        measurer->spread_cm = b->spread_cm;
        measurer->state = PL_MEASURER_READY;
        measurer->renewal = (struct pl_renewal){.poor_since = 0};
    }
    free(b);
    return r;
}

int pl_measurer_save(const struct pl_measurer *measurer, const char *path, const char *profile,
                     double made_s, bool keep_patches, struct pl_message *reterr)
{
    const struct pl_key_frame *key = pl_track_key_frame(measurer->track);
    struct pl_baseline *b = calloc(1, sizeof(*b));
    int r;

    if (!b || !key) {
        pl_message_set(reterr, b ? "there is no baseline to keep" : "out of memory");
        r = b ? -ENOENT : -ENOMEM;
        free(b);
        return r;
    }
    snprintf(b->profile, sizeof(b->profile), "%s", profile);
    b->made_s = made_s;
    b->spread_cm = measurer->spread_cm;
    b->quality = measurer->quality;
    b->has_patches = keep_patches;
    b->key = *key;
    r = pl_baseline_write(path, b, reterr);
    free(b);
    return r;
}
