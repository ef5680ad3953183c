/* When something happened, for a log that outlives a boot.
 *
 * Unlike elsewhere in Plumbline this is wall time, because a week of exercise has no monotonic clock. The
 * edge that knows the time zone fills in the day; pure code never asks. */
#pragma once

#include "base/time.h"

struct pl_when {
    pl_usec t; /* microseconds since 1970, UTC */
    int day;   /* local calendar days since 1970-01-01 */
};

#define PL_USEC_PER_DAY (24 * PL_USEC_PER_HOUR)
