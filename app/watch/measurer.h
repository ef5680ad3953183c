/* Frames and landmarks in, measurements out; calibrates on the way. What analyze, calibrate and run share.
 *
 * For each frame: pl_sight_look() of the caller's sight, then pl_measurer_measure(). Filtering over time is the
 * caller's, by posture/filter.h. A measurer belongs to one thread; after create it allocates only when a calibration
 * needs the person's mask for the first time. */
#pragma once

#include "base/message.h"
#include "posture/calibration.h"
#include "posture/measure.h"
#include "vision/baseline.h"
#include "vision/sight.h"

struct pl_measurer_settings {
    double hfov_deg; /* of the captured picture's width */
    struct pl_mounting mounting;
    double eye_distance_mm; /* 0: not known */
    struct pl_posture_limits limits;
    struct pl_model_places models;
    struct pl_sight
        *sight; /* borrowed, asked for the person's mask; NULL: a hull of the landmarks does */
};

enum pl_measurer_state {
    PL_MEASURER_NO_BASELINE,
    PL_MEASURER_CALIBRATING,
    PL_MEASURER_REFUSED, /* the calibration failed; what was before it is gone */
    PL_MEASURER_READY,
};

struct pl_measurer;

/* 0; negative errno with a sentence (the face geometry is missing, no memory). */
int pl_measurer_create(const struct pl_measurer_settings *settings, struct pl_measurer **ret,
                       struct pl_message *reterr);

/* NULL is fine. */
void pl_measurer_destroy(struct pl_measurer *measurer);

/* Changes what settings say of the person and of posture; counts from the next frame. */
void pl_measurer_adjust(struct pl_measurer *measurer, double eye_distance_mm,
                        const struct pl_posture_limits *limits);

/* Measures one frame. `independent`: the frame before was not of the same movement. *ret_basis is everything that
 * pl_measure() needs to do it again; NULL: not wanted. */
struct pl_measurement pl_measurer_measure(struct pl_measurer *measurer,
                                          const struct pl_frame *frame,
                                          const struct pl_landmarks *marks, bool independent,
                                          struct pl_basis *ret_basis);

/* Begins to calibrate with the frames that follow. `keep_view`: a refresh, which keeps the view and the head's size of
 * the baseline that is there and learns only what upright is. */
void pl_measurer_calibrate(struct pl_measurer *measurer, struct pl_calibration_plan plan,
                           bool keep_view);

enum pl_measurer_state pl_measurer_state(const struct pl_measurer *measurer);

/* How the calibration goes or went; NULL before the first. */
const struct pl_calibration *pl_measurer_calibration(const struct pl_measurer *measurer);

/* What observations are measured against: NULL without a baseline. Changes when key frames are renewed. */
const struct pl_reference *pl_measurer_reference(const struct pl_measurer *measurer);

/* Where the user sits by the baseline, for pl_sight_expect(). False without a baseline. */
bool pl_measurer_seat(const struct pl_measurer *measurer, struct pl_seat *ret);

/* Reads a profile's baseline. 0; negative errno with a sentence as pl_baseline_read(). */
int pl_measurer_load(struct pl_measurer *measurer, const char *path, struct pl_message *reterr);

/* Writes the baseline. `keep_patches` false: without anything that shows the person. 0; -ENOENT: there is none; negative
 * errno with a sentence. */
int pl_measurer_save(const struct pl_measurer *measurer, const char *path, const char *profile,
                     double made_s, bool keep_patches, struct pl_message *reterr);
