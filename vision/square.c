#include "vision/square.h"

#include <math.h>

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
