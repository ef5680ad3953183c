#include "alerts/thresholds.h"

#include "posture/posture_class.h"

/* Leaning back by an angle a about the hips, the head some 60 cm above them, takes the trunk back by
 * 60 sin a and down by 60 (1 - cos a): 20 and 4 cm at 20 degrees. Sliding down in the seat goes down
 * as far as it goes back. */
#define RECLINED_BACK_CM 8.0
#define RECLINED_BACK_PER_DROP 2.5

struct pl_thresholds pl_thresholds_default(void)
{
    return (struct pl_thresholds){
        .forward_head_cm = 2.5,
        .forward_head_strong_cm = 5.0,
        .forward_head_clear_cm = 1.5,
        .head_drop_cm = 4.0,
        .shoulder_tilt_deg = 8.0,
        .torso_lean_deg = 10.0,
        .screen_distance_min_cm = 50.0,
    };
}

bool pl_is_trusted_cm(struct pl_number n)
{
    return pl_is_known(n) && !(n.sd > PL_WORST_SD_CM);
}

bool pl_is_reclined(const struct pl_measurement *m)
{
    double back = -m->trunk_forward_cm.value, drop = m->head_drop_cm.value;

    return pl_is_trusted_cm(m->trunk_forward_cm) && pl_is_trusted_cm(m->head_drop_cm) &&
           back >= RECLINED_BACK_CM && back >= RECLINED_BACK_PER_DROP * drop;
}

static bool baseline_holds(const struct pl_measurement *m)
{
    return m->reason != PL_REASON_CAMERA_MOVED && m->reason != PL_REASON_BASELINE_STALE;
}

/* What the numbers look like, and one shoulder up, which the word of the measurement leaves out. */
static enum pl_posture word_of(const struct pl_measurement *m, const struct pl_thresholds *th)
{
    const struct pl_posture_limits limits = {
        .forward_head_cm = th->forward_head_cm,
        .head_drop_cm = th->head_drop_cm,
        .torso_lean_deg = th->torso_lean_deg,
        .screen_distance_min_cm = th->screen_distance_min_cm,
    };
    enum pl_posture word = pl_posture_class(m, &limits);
    double tilt = m->shoulder_tilt_deg.value;

    if (word == PL_POSTURE_UPRIGHT && fabs(tilt) >= th->shoulder_tilt_deg)
        return tilt > 0 ? PL_POSTURE_LEANING_RIGHT : PL_POSTURE_LEANING_LEFT;
    return word;
}

enum pl_posture pl_judged_posture(const struct pl_measurement *m,
                                  const struct pl_thresholds *thresholds)
{
    enum pl_posture word;

    if (!m->present || !baseline_holds(m) || !pl_is_trusted_cm(m->forward_head_delta_cm))
        return PL_POSTURE_UNKNOWN;
    word = word_of(m, thresholds);
    return word == PL_POSTURE_SLOUCHED && pl_is_reclined(m) ? PL_POSTURE_RECLINED : word;
}

bool pl_is_good_posture(enum pl_posture posture)
{
    return posture == PL_POSTURE_UPRIGHT || posture == PL_POSTURE_RECLINED;
}
