/* Numbers over time: steady while a person is still, quick when they move, deaf to single mistakes.
 *
 * A one-dimensional Kalman filter on real timestamps. The person is a random walk; a measurement whose
 * own sd is large (the registration fitted badly) is believed less. An innovation beyond four standard
 * deviations is ignored until it has lasted 0.6 s on the same side, then taken as the new truth: one wrong
 * frame in seventy is seen on real clips, 35 cm off. The constants were settled on recorded video.
 *
 * The filtered number keeps the measurement's sd: that error is mostly a constant of person and view, and
 * averaging in time does not shrink it. Pure; a filter belongs to one thread. */
#pragma once

#include "base/time.h"
#include "posture/measurement.h"

#define PL_FILTER_RESTART_S 2.0       /* after a gap this long nothing old is believed */
#define PL_FILTER_OUTLIER_SD 4.0      /* innovations beyond this are doubted ... */
#define PL_FILTER_OUTLIER_LASTS_S 0.6 /* ... until they have lasted */

/* How one kind of number behaves; in its own unit. */
struct pl_filter_tuning {
    double walk;        /* standard deviation that a second of living adds, per sqrt(s) */
    double noise;       /* of a good measurement, frame to frame */
    double noise_worst; /* of a bad one */
};

/* Zero is the state of a filter that has seen nothing. */
struct pl_filter {
    bool running;
    pl_usec t;              /* of the last measurement that was known */
    double value, variance; /* the estimate */
    int doubted_side;       /* -1, 1: where ignored innovations lie; 0: none */
    pl_usec doubted_since;
};

/* Takes the number measured at t. Returns the filtered number with the sd of `measured`; unknown when
 * `measured` is, because an old number is not a new one. Time that does not go forward restarts. */
struct pl_number pl_filter_step(struct pl_filter *filter, const struct pl_filter_tuning *tuning,
                                pl_usec t, struct pl_number measured);

/* One filter for each number of a measurement that moves. Zero is the initial state. */
#define PL_SMOOTHER_NUMBERS 11
struct pl_smoother {
    struct pl_filter filter[PL_SMOOTHER_NUMBERS];
};

/* The measurement with its numbers filtered; presence, reason, posture and view stay as they are. */
struct pl_measurement pl_smoother_step(struct pl_smoother *smoother,
                                       const struct pl_measurement *m);
