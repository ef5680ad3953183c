/* The body in a square: MediaPipe's pose landmark model (BlazePose), 256 x 256 pixels in.
 *
 * Besides the 33 points with names it gives two of a circle about the body, from which the next, better square
 * follows. Used by one thread at a time; running allocates nothing. */
#pragma once

#include "base/message.h"
#include "capture/frame.h"
#include "posture/landmarks.h"
#include "vision/crop.h"
#include "vision/mask.h"
#include "vision/models.h"
#include "vision/network.h"

#define PL_POSE_SIDE 256

struct pl_pose_network;

/* `file` is one of PL_MODEL_POSE_*. 0 and the caller owns *ret; negative errno with a sentence. `engine` is
 * borrowed for its life. */
int pl_pose_network_create(const struct pl_engine *engine, const struct pl_model_places *places,
                           const char *file, struct pl_pose_network **ret,
                           struct pl_message *reterr);

/* NULL is fine. */
void pl_pose_network_destroy(struct pl_pose_network *network);

/* Finds the body in `square`; ret->presence says whether there is one. 0; -EIO. */
int pl_pose_network_run(struct pl_pose_network *network, const struct pl_frame *frame,
                        struct pl_mounting mounting, struct pl_square square, struct pl_pose *ret);

/* The network's last input, [side][side][3] in 0..1. */
const float *pl_pose_network_input(struct pl_pose_network *network);

/* The square in which to look for the same body next: about its circle, turned so that the body is upright. Pure. */
struct pl_square pl_pose_square(const struct pl_pose *pose);

/* The same model's person mask: a network of its own, because it is larger and seldom asked for. */
struct pl_segmenter;

int pl_segmenter_create(const struct pl_engine *engine, const struct pl_model_places *places,
                        const char *file, struct pl_segmenter **ret, struct pl_message *reterr);
void pl_segmenter_destroy(struct pl_segmenter *segmenter);
int pl_segmenter_run(struct pl_segmenter *segmenter, const struct pl_frame *frame,
                     struct pl_mounting mounting, struct pl_square square, struct pl_mask *ret);
