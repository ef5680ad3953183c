/* The posture of this moment as one number for a gauge. */
#pragma once

#include "alerts/thresholds.h"

/* 100: one's own upright. 50: something has reached its threshold. 0: it is at twice the threshold. The worst of
 * forward head, drop, shoulder tilt, lean and nearness to the screen counts, each as a share of its threshold; so the
 * colours of a gauge (yellow from 75, red below 50) say "half way there" and "an alert would come". NaN while the posture
 * is unknown. `m` is judged: its posture word is that of pl_judged_posture(). Pure. */
double pl_posture_score(const struct pl_measurement *m, const struct pl_thresholds *thresholds);
