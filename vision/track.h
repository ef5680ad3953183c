/* From pictures and landmarks to observations: keeps the key frame, and looks for its patches.
 *
 * For each frame: pl_track_picture(), then pl_track_observe(), and, when this frame shall be what later ones
 * are compared with, pl_track_key(). Memory is taken once, by create. One thread at a time. */
#pragma once

#include "posture/calibration.h"
#include "posture/expectation.h"
#include "posture/observation.h"
#include "vision/background.h"
#include "vision/mask.h"
#include "vision/registration.h"

/* What a key frame keeps of the picture. Its size is fixed, so that it can be written and read whole. */
struct pl_key_frame {
    struct pl_reference reference;
    int width, height; /* px of the finest level */
    double scale;      /* px of the finest level per px of the picture */
    struct pl_patch head, trunk;
    struct pl_background background;
};

struct pl_track;

/* 0, or -ENOMEM. `face` is copied. */
int pl_track_create(const struct pl_canonical_face *face, struct pl_track **ret);

/* NULL is fine. */
void pl_track_destroy(struct pl_track *track);

/* Makes the level images of a frame. */
void pl_track_picture(struct pl_track *track, const struct pl_frame *frame,
                      struct pl_mounting mounting);

/* The face of this frame. True: *ret is filled. */
bool pl_track_face(const struct pl_track *track, const struct pl_landmarks *marks,
                   struct pl_camera camera, struct pl_face_fit *ret);

/* Makes the picture of the last pl_track_picture() the key frame. `reading` may come from many frames; `mask`
 * NULL: a hull of the landmarks does. 0; 1: head or shoulders cannot be placed, and the old key frame stays. */
int pl_track_key(struct pl_track *track, const struct pl_landmarks *marks,
                 const struct pl_reading *reading, const struct pl_mask *mask,
                 struct pl_camera camera);

/* The key frame: NULL before there is one. Belongs to the track; changed only by the calls below. */
const struct pl_key_frame *pl_track_key_frame(const struct pl_track *track);

/* Says where upright lies from the key frame, and how well that is known. */
void pl_track_set_rest(struct pl_track *track, const struct pl_rest *rest, double tie_sd_cm);

/* Takes over a key frame that was kept; copied. */
void pl_track_restore(struct pl_track *track, const struct pl_key_frame *key);

void pl_track_forget_key(struct pl_track *track);

/* Everything about the person in the picture of the last pl_track_picture(). `follow`: the frame before was of the
 * same video, so its result is a start. `fitted` and `eye_distance_mm` as for pl_reading_from(). */
struct pl_observation pl_track_observe(struct pl_track *track, const struct pl_landmarks *marks,
                                       struct pl_camera camera, const struct pl_fitted *fitted,
                                       double eye_distance_mm, bool follow);
