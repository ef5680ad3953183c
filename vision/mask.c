#include "vision/mask.h"

#include "vision/square.h"

float pl_mask_at(const struct pl_mask *mask, struct pl_point point)
{
    struct pl_point p = pl_square_locate(mask->square, PL_MASK_SIDE, point);
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
