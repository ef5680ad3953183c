/* Everything about one moment that measuring needs: no pixel is looked at again after this.
 *
 * `analyze --record` stores observations, and `replay --remeasure` measures them again with
 * pl_measure() and the reference whose id they name. */
#pragma once

#include "posture/reference.h"

/* A patch of the key frame, registered as a rigid body in this frame. */
struct pl_patch_fit {
    bool tried;                         /* there was a key frame and the patch had points */
    struct pl_vec6 motion;              /* since the key frame: rotation vector, shift in cm */
    struct pl_mat3 rotation_covariance; /* rad^2 */
    struct pl_mat3 shift_covariance;    /* cm^2 */
    double score;                       /* 0..1: correlation times the share of points that agree */
    double seen;                        /* 0..1: share of points inside the picture */
    double energy;                      /* chooses among starts: the smaller the better */
};

/* How the background lies against the key frame's. */
struct pl_background_match {
    bool judged;     /* there was background with structure in both */
    double at_rest;  /* -1..1: correlation without any shift */
    double best;     /* -1..1: of the best shift; equals at_rest when no search was needed */
    double tilt_deg; /* of the best shift, taken as a rotation of the camera */
};

struct pl_observation {
    pl_usec t;
    bool present;
    int people;
    int width, height;       /* px */
    struct pl_camera camera; /* of this picture */
    double brightness;       /* 0..255 */
    double pose_presence, face_presence;
    double shoulders_inside;    /* 0..1: the less certain shoulder's presence in the picture */
    double pose_angle_deg;      /* pl_view_pose_angle_deg() */
    double shoulder_angle_deg;  /* pl_view_shoulder_angle_deg() */
    double shoulder_line_px[2]; /* left minus right shoulder */
    struct pl_point ears_px, shoulders_px; /* middles */
    bool has_face;                         /* `face` is a fit of a face that was seen */
    struct pl_face_fit face;
    struct pl_reading reading; /* as if this were the baseline: gives the view without one */

    unsigned reference_id; /* 0: there was no key frame, and what follows is empty */
    struct pl_background_match background;
    struct pl_patch_fit head, trunk;
};

/* The part that landmarks give; registrations empty. `fit` NULL: no face fitted. Nobody present gives an
 * observation that says so. */
struct pl_observation pl_observation_from(const struct pl_landmarks *marks,
                                          const struct pl_face_fit *fit,
                                          const struct pl_reading *reading,
                                          struct pl_camera camera);

/* Empties what was seen against a key frame, because that one no longer counts. */
void pl_observation_forget_key(struct pl_observation *seen);
