#include "posture/silhouette.h"

/* cm of an average adult with a margin: for hair and a nearer chair outward, for the arms sideways. */
#define WIDE_HEAD_CM 20.0
#define WIDE_TRUNK_CM 34.0
#define WIDE_ABOVE_SHOULDERS_CM 8.0
#define NARROW_HEAD_X_CM 8.0
#define NARROW_HEAD_Y_CM 10.0
#define NARROW_TRUNK_CM 14.0

static double across(struct pl_point p, struct pl_point middle, double px_per_cm)
{
    return ((double)p.x - middle.x) / px_per_cm;
}

static double below(struct pl_point p, struct pl_point middle, double px_per_cm)
{
    return ((double)p.y - middle.y) / px_per_cm;
}

bool pl_silhouette_wide(const struct pl_silhouette *s, struct pl_point p)
{
    if (hypot(across(p, s->ears, s->px_per_cm), below(p, s->ears, s->px_per_cm)) < WIDE_HEAD_CM)
        return true;
    return below(p, s->shoulders, s->px_per_cm) > -WIDE_ABOVE_SHOULDERS_CM &&
           fabs(across(p, s->shoulders, s->px_per_cm)) < WIDE_TRUNK_CM;
}

bool pl_silhouette_narrow(const struct pl_silhouette *s, struct pl_point p)
{
    if (hypot(across(p, s->ears, s->px_per_cm) / NARROW_HEAD_X_CM,
              below(p, s->ears, s->px_per_cm) / NARROW_HEAD_Y_CM) < 1)
        return true;
    return below(p, s->shoulders, s->px_per_cm) > 0 &&
           fabs(across(p, s->shoulders, s->px_per_cm)) < NARROW_TRUNK_CM;
}
