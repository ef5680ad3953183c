/* A recorded source played at its own speed, so that it behaves like a camera. */
#pragma once

#include "capture/source.h"

/* What `paced` reads and waits on; tests bring a clock of their own. */
struct pl_pace_clock {
    pl_usec (*now)(void *context);
    void (*wait_until)(void *context, pl_usec t);
    void *context;
};

/* Wraps `inner`, which it takes over, whatever happens. Frame times become CLOCK_BOOTTIME; frames that are
 * overtaken are left out and counted. `clock` NULL: the real one. 0 or -ENOMEM. */
int pl_paced_source_open(struct pl_source *inner, const struct pl_pace_clock *clock,
                         struct pl_source **ret);
