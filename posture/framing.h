/* Is somebody well inside the picture? What `plumbline doctor` tells about the place of the camera.
 *
 * Pure; pixels of the upright picture in, centimetres at the head's distance out. */
#pragma once

#include "posture/landmarks.h"

enum pl_framing_fault {
    PL_FRAMING_NOBODY = 1 << 0,        /* then nothing else is judged */
    PL_FRAMING_TURNED = 1 << 1,        /* the picture is on its side or upside down */
    PL_FRAMING_HEAD_CUT = 1 << 2,      /* the head leaves the picture at its top */
    PL_FRAMING_SHOULDERS_CUT = 1 << 3, /* a shoulder leaves it at its bottom */
    PL_FRAMING_SIDE_CUT = 1 << 4,      /* head or shoulder leave it at a side */
    PL_FRAMING_SMALL = 1 << 5,         /* too few pixels on the face */
    PL_FRAMING_LITTLE_ABOVE = 1 << 6,  /* sitting taller would cut the head off */
    PL_FRAMING_LITTLE_BESIDE = 1 << 7, /* leaning would */
};

#define PL_FRAMING_FAULTS 8

struct pl_framing {
    unsigned faults;  /* of enum pl_framing_fault */
    double above_cm;  /* room above the head; negative: cut off. NaN with nobody, as the next two */
    double beside_cm; /* least room at the left and right of head and shoulders */
    double head_px;   /* the face detector's box, or what it would be */
};

struct pl_framing pl_framing_of(const struct pl_landmarks *marks);
