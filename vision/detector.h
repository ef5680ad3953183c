/* Faces in a picture: MediaPipe's short range face detector (BlazeFace), 128 x 128 pixels in.
 *
 * It gives 896 anchors on two grids a score and a box relative to the anchor; the numbers of the grids are the
 * model's. Overlapping boxes are taken for one face. Used by one thread at a time; running allocates nothing. */
#pragma once

#include "base/message.h"
#include "capture/frame.h"
#include "vision/crop.h"
#include "vision/models.h"
#include "vision/network.h"

#define PL_DETECTOR_SIDE 128
#define PL_DETECTOR_MAX_FACES 16

struct pl_face_box {
    struct pl_point centre;              /* px of the upright picture */
    float width, height;                 /* px */
    float score;                         /* 0..1 */
    struct pl_point right_eye, left_eye; /* the person's */
};

struct pl_face_boxes {
    struct pl_face_box box[PL_DETECTOR_MAX_FACES]; /* the highest score first */
    int count;
};

struct pl_detector;

/* 0 and the caller owns *ret; negative errno with a sentence. `engine` is borrowed for its life. */
int pl_detector_create(const struct pl_engine *engine, const struct pl_model_places *places,
                       struct pl_detector **ret, struct pl_message *reterr);

/* NULL is fine. */
void pl_detector_destroy(struct pl_detector *detector);

/* Finds the faces in `area` (not turned: angle 0) that score at least `lowest`. Faces smaller than about a tenth of
 * the area are seldom seen. 0, also when there is none; -EIO. */
int pl_detector_run(struct pl_detector *detector, const struct pl_frame *frame,
                    struct pl_mounting mounting, struct pl_square area, float lowest,
                    struct pl_face_boxes *ret);

/* The network's last input, [side][side][3] in -1..1: what the detector saw. */
const float *pl_detector_input(struct pl_detector *detector);
