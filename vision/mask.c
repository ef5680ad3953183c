#include "vision/mask.h"

#include <math.h>

/* Undoes pl_square_point(). */
static struct pl_point to_mask(const struct pl_mask *mask, struct pl_point p)
{
    struct pl_square s = mask->square;
    float k = PL_MASK_SIDE / s.side, dx = p.x - s.cx, dy = p.y - s.cy;
    float c = cosf(s.angle_rad), sn = sinf(s.angle_rad);

    return (struct pl_point){k * (c * dx + sn * dy) + 0.5f * PL_MASK_SIDE,
                             k * (c * dy - sn * dx) + 0.5f * PL_MASK_SIDE};
}

float pl_mask_at(const struct pl_mask *mask, struct pl_point point)
{
    struct pl_point p = to_mask(mask, point);
    int last = PL_MASK_SIDE - 1;

    if (!(p.x >= 0.0f && p.y >= 0.0f && p.x <= (float)last && p.y <= (float)last))
        return 0.0f;

    int x = (int)p.x, y = (int)p.y;
    int right = x < last ? 1 : 0, down = y < last ? PL_MASK_SIDE : 0;
    float wx = p.x - (float)x, wy = p.y - (float)y;
    const uint8_t *v = mask->value + y * PL_MASK_SIDE + x;
    float upper = (float)v[0] * (1.0f - wx) + (float)v[right] * wx;
    float lower = (float)v[down] * (1.0f - wx) + (float)v[down + right] * wx;

    return upper * (1.0f - wy) + lower * wy;
}
