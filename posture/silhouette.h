/* Roughly where a person is in the picture, from landmarks alone: head and trunk as simple shapes.
 *
 * Wide: nothing of the person is outside, for asking what the background does. Narrow: nothing but the person
 * is inside, for patches when there is no mask. */
#pragma once

#include "posture/camera.h"
#include "posture/landmarks.h"

struct pl_silhouette {
    struct pl_point ears, shoulders; /* middles, px */
    double px_per_cm;
};

bool pl_silhouette_wide(const struct pl_silhouette *s, struct pl_point p);
bool pl_silhouette_narrow(const struct pl_silhouette *s, struct pl_point p);
