/* A head that sank is a slouch before it is a forward head; both bring it nearer to the screen, so they outrank
 * too close, which has an alert of its own. */
#include "posture/posture_class.h"

const struct pl_posture_limits pl_posture_limits_default = {
    .forward_head_cm = 2.5,
    .head_drop_cm = 4,
    .torso_lean_deg = 10,
    .screen_distance_min_cm = 50,
};

/* A trunk that went this far back, with the head, is reclined. */
#define RECLINED_CM 6.0

static bool above(struct pl_number n, double limit)
{
    return pl_is_known(n) && n.value > limit;
}

static bool below(struct pl_number n, double limit)
{
    return pl_is_known(n) && n.value < limit;
}

enum pl_posture pl_posture_class(const struct pl_measurement *m,
                                 const struct pl_posture_limits *limits)
{
    if (!pl_is_known(m->forward_head_delta_cm))
        return PL_POSTURE_UNKNOWN;
    if (above(m->head_drop_cm, limits->head_drop_cm))
        return PL_POSTURE_SLOUCHED;
    if (above(m->forward_head_delta_cm, limits->forward_head_cm))
        return PL_POSTURE_FORWARD_HEAD;
    if (below(m->screen_distance_cm, limits->screen_distance_min_cm))
        return PL_POSTURE_TOO_CLOSE;
    if (above(m->torso_lean_deg, limits->torso_lean_deg))
        return PL_POSTURE_LEANING_RIGHT;
    if (below(m->torso_lean_deg, -limits->torso_lean_deg))
        return PL_POSTURE_LEANING_LEFT;
    return below(m->trunk_forward_cm, -RECLINED_CM) ? PL_POSTURE_RECLINED : PL_POSTURE_UPRIGHT;
}
