/* From when on a posture is worth a word, and which one.
 *
 * The posture word of the measurement (posture/posture_class.h) is what the numbers look like; the one here
 * is what is counted and acted on, so it does not take part when a number is too uncertain or the baseline does
 * not hold. Pure. */
#pragma once

#include "posture/measurement.h"

/* A number this uncertain could not tell 2.5 cm from nothing: it is taken as unknown. */
#define PL_WORST_SD_CM 2.0

/* The settings `thresholds.*`. */
struct pl_thresholds {
    double forward_head_cm;        /* ahead of one's own upright */
    double forward_head_strong_cm; /* the same, for the strong alert */
    double forward_head_clear_cm;  /* below this the head is back again */
    double head_drop_cm;
    double shoulder_tilt_deg;
    double torso_lean_deg;
    double screen_distance_min_cm;
};

/* 2.5, 5, 1.5 and 4 cm; 8 and 10 degrees; 50 cm. The smallest change of forward head that photogrammetry calls
 * real is 0.9 to 1.7 cm. */
struct pl_thresholds pl_thresholds_default(void);

/* Known, and known well enough to act on. */
bool pl_is_trusted_cm(struct pl_number n);

/* The trunk has gone back, and not down as far as in a slouch: leaning back is a rest, not a fault. */
bool pl_is_reclined(const struct pl_measurement *m);

/* The posture to count; m->posture is not looked at. PL_POSTURE_UNKNOWN when nobody is there, the change of
 * forward head is not known well enough, or the baseline does not hold (camera_moved, baseline_stale). */
enum pl_posture pl_judged_posture(const struct pl_measurement *m,
                                  const struct pl_thresholds *thresholds);

/* Upright or reclined. Not to be asked of PL_POSTURE_UNKNOWN, which is neither good nor poor. */
bool pl_is_good_posture(enum pl_posture posture);
