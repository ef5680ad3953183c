/* What can be said about a square without a picture. Pure. */
#pragma once

#include "vision/crop.h"

#include <stdbool.h>

/* Can it be cropped? Networks that see nothing may suggest a square of no size, or one that is nowhere. */
bool pl_square_is_usable(struct pl_square square);

/* Undoes pl_square_point(): which point (u, v) of a crop `n` pixels wide shows `point`. */
struct pl_point pl_square_locate(struct pl_square square, int n, struct pl_point point);

/* Where to look next, from where a network just looked and where it says it should. What it sees depends on the square,
 * and the square on what it sees: followed at once, the two chase each other round a person who does not move
 * (shoulders by 50 px of 640, seen from 45 degrees). Small corrections are the network's own noise and are left,
 * middling ones are taken in part, large ones are a person who moved. */
struct pl_square pl_square_settled(struct pl_square now, struct pl_square next);
