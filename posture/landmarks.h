/* What sight found in one frame: the value that vision/ hands to everything after it.
 *
 * Positions are in pixels of the upright picture (camera rotation and mirroring already undone), the middle of
 * the top left pixel at (0, 0), x right, y down. "Left" and "right" are the person's. */
#pragma once

#include "base/time.h"

#include <stdbool.h>

enum pl_pose_point {
    PL_POSE_NOSE = 0,
    PL_POSE_LEFT_EYE_INNER,
    PL_POSE_LEFT_EYE,
    PL_POSE_LEFT_EYE_OUTER,
    PL_POSE_RIGHT_EYE_INNER,
    PL_POSE_RIGHT_EYE,
    PL_POSE_RIGHT_EYE_OUTER,
    PL_POSE_LEFT_EAR,
    PL_POSE_RIGHT_EAR,
    PL_POSE_MOUTH_LEFT,
    PL_POSE_MOUTH_RIGHT,
    PL_POSE_LEFT_SHOULDER,
    PL_POSE_RIGHT_SHOULDER,
    PL_POSE_LEFT_ELBOW,
    PL_POSE_RIGHT_ELBOW,
    PL_POSE_LEFT_WRIST,
    PL_POSE_RIGHT_WRIST,
    PL_POSE_LEFT_PINKY,
    PL_POSE_RIGHT_PINKY,
    PL_POSE_LEFT_INDEX,
    PL_POSE_RIGHT_INDEX,
    PL_POSE_LEFT_THUMB,
    PL_POSE_RIGHT_THUMB,
    PL_POSE_LEFT_HIP,
    PL_POSE_RIGHT_HIP,
    PL_POSE_LEFT_KNEE,
    PL_POSE_RIGHT_KNEE,
    PL_POSE_LEFT_ANKLE,
    PL_POSE_RIGHT_ANKLE,
    PL_POSE_LEFT_HEEL,
    PL_POSE_RIGHT_HEEL,
    PL_POSE_LEFT_FOOT,
    PL_POSE_RIGHT_FOOT,
    PL_POSE_NAMED_POINTS, /* 33: the points with world coordinates and names */
    PL_POSE_CIRCLE_CENTRE = PL_POSE_NAMED_POINTS, /* auxiliary: centre of the next square */
    PL_POSE_CIRCLE_TOP,                           /* auxiliary: half its diagonal direction */
    PL_POSE_POINTS = 39,
};

#define PL_FACE_POINTS 468

struct pl_point {
    float x, y;
};

struct pl_pose {
    pl_usec t; /* of the frame it was seen in: the pose is looked for less often than the face */
    struct pl_point point[PL_POSE_POINTS];
    float visibility[PL_POSE_POINTS];  /* 0..1: in the picture and not hidden */
    float presence_of[PL_POSE_POINTS]; /* 0..1: inside the picture */
    float world_m[PL_POSE_NAMED_POINTS]
                 [3]; /* metres, camera axes, origin at the hips the model invents */
    float presence;   /* 0..1: the model's own score that a person is in the square */
};

struct pl_face {
    pl_usec t; /* of the frame it was seen in */
    struct pl_point mesh[PL_FACE_POINTS];
    float presence;  /* 0..1: the mesh model's score; falls below 0.2 in profile */
    float box_width; /* px: the face detector's box, also there in profile; 0 when not detected */
    struct pl_point box_centre;
};

struct pl_landmarks {
    pl_usec t;
    int width, height; /* px of the upright picture */
    bool present;      /* the user is in the picture */
    int people;        /* everybody seen, the user included */
    float
        brightness; /* 0..255: mean luma of the person's square (of the picture when nobody is there) */
    struct pl_pose pose;
    struct pl_face face;
};
