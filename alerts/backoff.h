/* How long to wait before trying again: doubling, with jitter, so that a house full of devices does
 * not knock at a restarted broker in one moment. Pure: randomness is a parameter. */
#pragma once

#include "base/time.h"

#include <stdint.h>

struct pl_backoff {
    pl_usec shortest, longest;
    unsigned failures; /* in a row */
};

/* The wait after one more failure: shortest * 2^failures, at most `longest`, less up to a quarter of
 * it by `random` (all values are as likely). Counts the failure. */
pl_usec pl_backoff_next(struct pl_backoff *backoff, uint32_t random);

/* The longest wait at once: for what will not heal by itself, such as a wrong password. */
pl_usec pl_backoff_longest(struct pl_backoff *backoff, uint32_t random);

/* After a success. */
void pl_backoff_reset(struct pl_backoff *backoff);
