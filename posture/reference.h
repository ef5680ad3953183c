/* The person sitting upright, as seen by this camera: what every later moment is compared with.
 *
 * A reference belongs to one key frame. Places are in camera coordinates, centimetres. */
#pragma once

#include "posture/view.h"

/* Beyond this azimuth the mesh no longer gives the head's place. */
#define PL_FACE_VIEW_DEG 67.0
/* Eye distance of the canonical face, pupil to pupil. */
#define PL_CANONICAL_EYES_MM 63.3
/* Below this score the mesh lies on no face. */
#define PL_FACE_SEEN 0.5

/* Where the head's size is from, which says how well it is known. */
enum pl_size {
    PL_SIZE_IN_FRONT, /* the face, from less than 40 degrees */
    PL_SIZE_OBLIQUE,  /* the face, from the side */
    PL_SIZE_PROFILE,  /* no face: the pose and the face's box */
    PL_SIZE_LOOK,     /* a look into the camera */
    PL_SIZE_EYES,     /* a typed eye distance */
    PL_SIZES,
};

/* Numbers fitted on rendered people; the evaluation refits them without the person it reports on. */
struct pl_fitted {
    double size[3]; /* log of true over fitted head size: polynomial of the azimuth in degrees */
    double eye_size[3]; /* the same once the eye distance is typed in, of which it is relative to */
    double gain_face;   /* last factor on the change of forward head, face views */
    double gain_profile;        /* the same in profile */
    double registration_factor; /* on the sd that the registrations claim */
    double
        size_share[PL_SIZES]; /* sd of the head's size and of the view, as a share of the change */
    double
        nod_cm_per_deg; /* sd that a nod or a roll of the head adds: its still point is not quite still */
};

extern const struct pl_fitted pl_fitted_default;

/* What calibration reads from a frame and takes the median of. */
struct pl_reading {
    double azimuth_deg;
    double pitch_deg;
    double head_scale; /* size of this head over the average face's; 1 in profile */
    bool face;         /* the mesh gives the head's place */
    bool looked;       /* head_scale is from a look into the camera, good in every view */
    bool typed;        /* head_scale knows the eye distance */
};

enum pl_size pl_reading_size(const struct pl_reading *reading);

struct pl_reference {
    unsigned id; /* counts key frames; an observation names the one that it was taken against */
    struct pl_camera camera;
    struct pl_reading reading;
    struct pl_vec3 head;      /* the point of the head that stays put in turns and nods */
    struct pl_vec3 shoulders; /* middle of the shoulder joints */
    struct pl_mat3 face_rotation;
    struct pl_point ears_px, shoulders_px; /* middles */
    double pose_angle_deg;                 /* pl_view_pose_angle_deg() of the key frame */
    double shoulder_tilt_deg, shoulder_width_px;
    /* The key frame itself need not be upright: what is upright lies this far from it. */
    double rest_forward_cm, rest_head_drop_cm, rest_trunk_forward_cm, rest_trunk_drop_cm;
    double tie_sd_cm; /* how well the key frame is tied to the calibration; 0 when it is its own */
};

/* Reads azimuth, camera pitch and head size. `fit` NULL: no face. `eye_distance_mm` 0: not known. */
struct pl_reading pl_reading_from(const struct pl_landmarks *marks, const struct pl_face_fit *fit,
                                  const struct pl_fitted *fitted, double eye_distance_mm);

/* Takes the head's size from a look into the camera (posture/size_look.h) instead of from the view. */
static inline void pl_reading_know_scale(struct pl_reading *reading, double head_scale)
{
    reading->head_scale = head_scale;
    reading->looked = true;
}

/* Size of this head over the average face's, from a face seen at this azimuth. `eye_distance_mm` 0: not known. */
double pl_head_scale_from(const struct pl_face_fit *fit, double azimuth_deg,
                          const struct pl_fitted *fitted, double eye_distance_mm);

/* The reference of one key frame with readings that may come from many; rest and tie are zero.
 * 0: *ret is filled. 1: head or shoulders cannot be placed. */
int pl_reference_build(const struct pl_reading *reading, const struct pl_landmarks *marks,
                       const struct pl_face_fit *fit, struct pl_camera camera,
                       struct pl_reference *ret);

static inline struct pl_axes pl_reference_axes(const struct pl_reference *r)
{
    return pl_axes_from_view(r->reading.azimuth_deg, r->reading.pitch_deg);
}

/* The head's place by the face fit, for a head of this size. */
struct pl_vec3 pl_head_place(const struct pl_face_fit *fit, double head_scale);

/* Middle of two landmarks of the pose. */
struct pl_point pl_pose_middle(const struct pl_pose *pose, int a, int b);

/* The shoulder line in the picture against horizontal, to the person's right positive. */
double pl_pose_shoulder_tilt_deg(const struct pl_pose *pose, double azimuth_deg);
