#include "alerts/score.h"

/* Nearness begins to count this far outside the least distance: people move by as much while they read. */
#define NEAR_CM 10.0

static double share(struct pl_number n, double threshold)
{
    return pl_is_known(n) ? n.value / threshold : 0;
}

static double nearness(struct pl_number distance, double least)
{
    return pl_is_known(distance) ? 1 + (least - distance.value) / NEAR_CM : 0;
}

double pl_posture_score(const struct pl_measurement *m, const struct pl_thresholds *thresholds)
{
    double worst;

    if (m->posture == PL_POSTURE_UNKNOWN)
        return NAN;
    worst = fmax(share(m->forward_head_delta_cm, thresholds->forward_head_cm),
                 nearness(m->screen_distance_cm, thresholds->screen_distance_min_cm));
    worst = fmax(worst, fabs(share(m->shoulder_tilt_deg, thresholds->shoulder_tilt_deg)));
    worst = fmax(worst, fabs(share(m->torso_lean_deg, thresholds->torso_lean_deg)));
    if (m->posture != PL_POSTURE_RECLINED) /* leaning back takes the head down as well */
        worst = fmax(worst, share(m->head_drop_cm, thresholds->head_drop_cm));
    return 100 - 50 * fmin(fmax(worst, 0), 2);
}
