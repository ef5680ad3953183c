/* Sight: one frame in, the user's landmarks out.
 *
 * The face detector finds faces in the whole picture; the square that a face suggests goes to the pose model, which
 * corrects it through its own circle points; from then on the square of the last frame is followed, and the detector is
 * asked only now and then. The pose model's own score decides whether somebody is there, not the face's,
 * so a person in profile or with a turned head is followed as well.
 *
 * Several people: the user is the one whose place and size fit the seat (pl_sight_expect) or, without one,
 * the largest near the middle. The others are counted and never measured.
 *
 * A sight is used by one thread at a time; it may start helper threads of its own. Looking allocates nothing. */
#pragma once

#include "base/message.h"
#include "capture/frame.h"
#include "posture/landmarks.h"
#include "vision/mask.h"
#include "vision/models.h"
#include "vision/people.h"

#include <stdbool.h>

enum pl_pose_model { PL_POSE_MODEL_LITE, PL_POSE_MODEL_FULL, PL_POSE_MODEL_HEAVY };

/* The file it is in. */
const char *pl_pose_model_file(enum pl_pose_model model);

struct pl_sight_settings {
    struct pl_model_places models;
    enum pl_pose_model pose;
    int threads; /* 1 or more: how many cores one network may use */
    bool half;   /* compute in half precision where the CPU can; less exact and, there, faster */
};

/* Positive results. */
enum pl_sight_state {
    PL_SIGHT_OK = 0,
    PL_SIGHT_NOBODY, /* no mask without a person */
};

/* What one look should find out; the daemon asks for the face more often than for the pose. */
enum pl_look {
    PL_LOOK_POSE = 1,   /* run the pose model; without it the last pose stays in the result */
    PL_LOOK_FACE = 2,   /* run the face mesh; without it the last face stays in the result */
    PL_LOOK_PEOPLE = 4, /* ask the face detector: counts people, gives face.box_* */
    PL_LOOK_ALL = 7,
};

struct pl_sight;

/* Reads the models and builds the networks. 0; negative errno with a sentence in *reterr (a model is missing
 * or broken, no memory). The caller owns *ret; nothing of `settings` is kept. */
int pl_sight_create(const struct pl_sight_settings *settings, struct pl_sight **ret,
                    struct pl_message *reterr);

/* NULL is fine. */
void pl_sight_destroy(struct pl_sight *sight);

/* Says where the user is expected, or NULL to take it back. Copied. */
void pl_sight_expect(struct pl_sight *sight, const struct pl_seat *seat);

/* The seat of somebody just seen (landmarks->present). Pure. */
struct pl_seat pl_seat_of(const struct pl_landmarks *landmarks);

/* Forgets whom it was following: the next look searches afresh. For pictures that are independent. */
void pl_sight_forget(struct pl_sight *sight);

/* Looks at one frame; `look` is a set of enum pl_look. When nobody is being followed, everything is
 * searched for whatever `look` says. 0 and *ret is filled, also when nobody is there; negative errno when
 * a network failed. */
int pl_sight_look(struct pl_sight *sight, const struct pl_frame *frame, struct pl_mounting mounting,
                  unsigned look, struct pl_landmarks *ret);

/* The person mask of `frame`, on the square where the last look saw the user's body. The network for it is large
 * and seldom used, so it lives for the call (some 50 ms on a PC). 0; PL_SIGHT_NOBODY; negative errno with a sentence in *reterr. */
int pl_sight_mask(struct pl_sight *sight, const struct pl_frame *frame, struct pl_mounting mounting,
                  struct pl_mask *ret, struct pl_message *reterr);
