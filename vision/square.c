#include "vision/square.h"

#include <math.h>

/* Of a square: in sides, as a logarithm, in radians. */
#define SMALL_CHANGE 0.04f
#define LARGE_CHANGE 0.25f
#define CORRECTION 0.25f

#define SMALLEST 8.0f /* px */
#define FARTHEST 1e5f /* px: three times the largest picture */

bool pl_square_is_usable(struct pl_square square)
{
    return square.side >= SMALLEST && square.side <= FARTHEST && fabsf(square.cx) <= FARTHEST &&
           fabsf(square.cy) <= FARTHEST && isfinite(square.angle_rad);
}

struct pl_point pl_square_locate(struct pl_square square, int n, struct pl_point point)
{
    float k = (float)n / square.side, dx = point.x - square.cx, dy = point.y - square.cy;
    float c = cosf(square.angle_rad), s = sinf(square.angle_rad);

    return (struct pl_point){k * (c * dx + s * dy) + 0.5f * (float)n,
                             k * (c * dy - s * dx) + 0.5f * (float)n};
}

static float between(float from, float to, float share)
{
    return from + share * (to - from);
}

struct pl_square pl_square_settled(struct pl_square now, struct pl_square next)
{
    float moved = hypotf(next.cx - now.cx, next.cy - now.cy) / now.side;
    float grown = fabsf(logf(next.side / now.side)), turned = fabsf(next.angle_rad - now.angle_rad);
    float change = fmaxf(moved, fmaxf(grown, turned));

    if (change > LARGE_CHANGE)
        return next;
    if (change < SMALL_CHANGE)
        return now;
    return (struct pl_square){between(now.cx, next.cx, CORRECTION),
                              between(now.cy, next.cy, CORRECTION),
                              between(now.side, next.side, CORRECTION),
                              between(now.angle_rad, next.angle_rad, CORRECTION)};
}
