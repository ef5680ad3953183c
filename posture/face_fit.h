/* Where a face is and how it is turned: perspective-n-point of all 468 mesh points.
 *
 * Least squares of the distances in the picture, by Levenberg-Marquardt from a weak-perspective start.
 * The result equals OpenCV's SOLVEPNP_ITERATIVE to 0.01 cm (tests/unit/test_face_fit.c). */
#pragma once

#include "posture/camera.h"
#include "posture/canonical_face.h"

struct pl_face_fit {
    struct pl_mat3
        rotation; /* face (x left, y down, z into the face) to camera; identity looks at it */
    struct pl_vec3 place_cm; /* the canonical face's origin, for a face of average size */
    double error_px;         /* root mean square distance in the picture */
    double eye_ratio;        /* eye distance in the picture over that of the fitted average face */
};

/* 0: *ret is filled. 1: the points are no face (all in one place, behind the camera, not finite). */
int pl_face_fit_solve(const struct pl_canonical_face *face,
                      const struct pl_point mesh[PL_FACE_POINTS], struct pl_camera camera,
                      struct pl_face_fit *ret);

/* Degrees. Yaw: the face looks towards the picture's left positive, which is what a camera at the
 * person's left sees; pitch: down positive; roll: clockwise in the picture positive. */
double pl_face_fit_yaw_deg(const struct pl_face_fit *fit);
double pl_face_fit_pitch_deg(const struct pl_face_fit *fit);
double pl_face_fit_roll_deg(const struct pl_face_fit *fit);
