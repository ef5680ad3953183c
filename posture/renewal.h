/* When a key frame's patches no longer fit, take new ones, without letting "upright" drift.
 *
 * Cloth is changed and light moves; the person stays. While the trunk's patch fits badly but the person is seen and
 * still, the change against the baseline is averaged; the new key frame is then tied to the old upright by that
 * average, and the uncertainty of the tie is added to everything measured against it. */
#pragma once

#include "posture/calibration.h"

#define PL_RENEWAL_POOR_SCORE 0.3
#define PL_RENEWAL_WAIT (60 * PL_USEC_PER_SEC)   /* of poor fit, before a key frame is given up */
#define PL_RENEWAL_AVERAGE (5 * PL_USEC_PER_SEC) /* over which the tie is averaged */

struct pl_renewal {
    pl_usec poor_since;  /* 0: the patch fits */
    pl_usec still_since; /* 0: nothing is being averaged */
    int n;
    double forward, head_drop, trunk_forward, trunk_drop, sd; /* sums */
};

struct pl_tie {
    struct pl_rest rest;
    double sd_cm;
};

/* Takes one measured frame. `has_patches` false: the baseline came without any, so nothing is waited for. True:
 * make this frame the key frame, with *ret. */
bool pl_renewal_step(struct pl_renewal *r, const struct pl_observation *seen,
                     const struct pl_measurement *m, bool has_patches, struct pl_tie *ret);
