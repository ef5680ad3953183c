/* The clock of the edges. Pure code never calls it: it is given the time. */
#pragma once

#include "base/time.h"
#include "base/wall_time.h"

#include <time.h>

/* Microseconds of a kernel clock, 0 if the kernel does not have it. */
static inline pl_usec pl_clock_read(clockid_t clock)
{
    struct timespec now = {0};

    if (clock_gettime(clock, &now) < 0)
        return 0;
    return (pl_usec)now.tv_sec * PL_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Microseconds since the machine started, suspend included. */
static inline pl_usec pl_clock_now(void)
{
    return pl_clock_read(CLOCK_BOOTTIME);
}

/* The wall time of a moment on that clock, as the wall clock is set now. */
static inline pl_wall_usec pl_clock_wall_at(pl_usec t)
{
    return pl_clock_read(CLOCK_REALTIME) - (pl_clock_now() - t);
}
