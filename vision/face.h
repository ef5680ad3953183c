/* The face in a square: MediaPipe's 468 point face mesh, 192 x 192 pixels in.
 *
 * It wants the face upright and filling two thirds of the square; each result gives the square for the next.
 * Used by one thread at a time; running allocates nothing. */
#pragma once

#include "base/message.h"
#include "capture/frame.h"
#include "posture/landmarks.h"
#include "vision/crop.h"
#include "vision/detector.h"
#include "vision/models.h"
#include "vision/network.h"

#define PL_FACE_SIDE 192

/* Points of the mesh. */
#define PL_FACE_RIGHT_EYE_OUTER 33
#define PL_FACE_LEFT_EYE_OUTER 263

struct pl_face_network;

/* 0 and the caller owns *ret; negative errno with a sentence. `engine` is borrowed for its life. */
int pl_face_network_create(const struct pl_engine *engine, const struct pl_model_places *places,
                           struct pl_face_network **ret, struct pl_message *reterr);

/* NULL is fine. */
void pl_face_network_destroy(struct pl_face_network *network);

/* Finds the mesh in `square`, up to `rounds` >= 1 times, each in the square that the one before gave; stops early where
 * there is no face. Fills t, mesh and presence of *ret. 0; -EIO. */
int pl_face_network_run(struct pl_face_network *network, const struct pl_frame *frame,
                        struct pl_mounting mounting, struct pl_square square, int rounds,
                        struct pl_face *ret);

/* Squares for the mesh: about the last mesh, about a detected box, about the face points of a pose. Pure. */
struct pl_square pl_face_square_of_mesh(const struct pl_face *face);
struct pl_square pl_face_square_of_box(const struct pl_face_box *box);
struct pl_square pl_face_square_of_pose(const struct pl_pose *pose);
