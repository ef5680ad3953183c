#include "vision/patch.h"

static struct pl_contrast mixed(struct pl_contrast p, struct pl_contrast q, float k)
{
    return (struct pl_contrast){p.value + k * (q.value - p.value), p.dx + k * (q.dx - p.dx),
                                p.dy + k * (q.dy - p.dy), 0};
}

bool pl_level_sample(const struct pl_contrast_level *level, double x, double y,
                     struct pl_contrast *ret)
{
    const struct pl_contrast *p;
    int ix, iy;

    /* Written so that NaN counts as outside. */
    if (!(x >= 0 && y >= 0 && x < level->width - 1 && y < level->height - 1))
        return false;
    ix = (int)x;
    iy = (int)y;
    p = level->pixel + (size_t)iy * level->width + ix;
    *ret = mixed(mixed(p[0], p[1], (float)(x - ix)),
                 mixed(p[level->width], p[level->width + 1], (float)(x - ix)), (float)(y - iy));
    return true;
}

void pl_patch_take(struct pl_patch *patch, const struct pl_levels *levels)
{
    for (int i = 0; i < PL_LEVELS; i++)
        for (int k = 0; k < patch->shape.n; k++) {
            struct pl_point p = pl_level_point(patch->shape.pixel[k], i);
            struct pl_contrast c = {0};

            pl_level_sample(&levels->level[i], p.x, p.y, &c);
            patch->look[i][k] = c.value;
        }
}
