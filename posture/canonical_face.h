/* The average face that the mesh model's points belong to, loaded from the fetched geometry file.
 *
 * Centimetres; x to the face's left, y up, z out of the face. The data are Google's (Apache-2.0) and
 * therefore no part of this repository; vision/ reads them. */
#pragma once

#include "posture/landmarks.h"

#define PL_FACE_RIGHT_EYE_OUTER 33
#define PL_FACE_LEFT_EYE_OUTER 263

struct pl_canonical_face {
    float point_cm[PL_FACE_POINTS][3];
};
