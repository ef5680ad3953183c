/* What can be said about a square without a picture. Pure. */
#pragma once

#include "vision/crop.h"

#include <stdbool.h>

/* Can it be cropped? Networks that see nothing may suggest a square of no size, or one that is nowhere. */
bool pl_square_is_usable(struct pl_square square);

/* Undoes pl_square_point(): which point (u, v) of a crop `n` pixels wide shows `point`. */
struct pl_point pl_square_locate(struct pl_square square, int n, struct pl_point point);
