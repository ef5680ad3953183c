/* How the camera stands to the person: azimuth, pitch, and the person's own axes in camera coordinates.
 *
 * Azimuth is positive when the camera stands at the person's left. Both angles are read once, at
 * calibration, while the person looks ahead. The tables correct the biases of the two networks; they
 * were measured on rendered people (docs/measurement.md). */
#pragma once

#include "posture/face_fit.h"
#include "posture/landmarks.h"

/* Unit vectors: forward (where the trunk faces, horizontal), left (the person's), up. */
struct pl_axes {
    struct pl_vec3 forward, left, up;
};

/* From azimuth and camera pitch (down positive). */
struct pl_axes pl_axes_from_view(double azimuth_deg, double pitch_deg);

/* The mean angle of shoulders, ears and nose in the pose model's world points: biased, but known in
 * every view. */
double pl_view_pose_angle_deg(const struct pl_pose *pose);

/* The angle of the shoulder line alone, corrected by the same table: what the face is checked against
 * at calibration, because a turned head turns the ears and the nose with it. */
double pl_view_shoulder_angle_deg(const struct pl_pose *pose);

/* From where the camera sees this face. */
double pl_view_face_azimuth_deg(const struct pl_face_fit *fit);

/* Azimuth from the face (`fit` NULL: not seen) and the pose, each weighed where it is good. */
double pl_view_azimuth_deg(const struct pl_pose *pose, const struct pl_face_fit *fit);

/* Camera pitch from a level gaze. Without a face: a usual webcam's. */
double pl_view_pitch_deg(double azimuth_deg, const struct pl_face_fit *fit);
