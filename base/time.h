/* Time inside Plumbline: microseconds on one clock that never steps back.
 *
 * Pure code receives the time as a parameter and never asks for it. Edges read CLOCK_BOOTTIME (which
 * goes on during suspend) or convert to it. Wall time appears only in sinks. */
#pragma once

#include <stdint.h>

typedef int64_t pl_usec;

#define PL_USEC_PER_MSEC ((pl_usec)1000)
#define PL_USEC_PER_SEC ((pl_usec)1000000)
#define PL_USEC_PER_MIN (60 * PL_USEC_PER_SEC)
#define PL_USEC_PER_HOUR (60 * PL_USEC_PER_MIN)

/* Seconds as a number for formulas and for people. */
static inline double pl_seconds(pl_usec t)
{
    return (double)t / (double)PL_USEC_PER_SEC;
}

/* The time of a number of seconds, rounded to the nearest microsecond. */
static inline pl_usec pl_usec_from_seconds(double s)
{
    return (pl_usec)(s * (double)PL_USEC_PER_SEC + (s < 0 ? -0.5 : 0.5));
}
