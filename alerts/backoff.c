#include "alerts/backoff.h"

#define DOUBLINGS_MAX 20

static pl_usec less_jitter(pl_usec wait, uint32_t random)
{
    return wait - (pl_usec)((double)wait / 4 * ((double)random / (double)UINT32_MAX));
}

pl_usec pl_backoff_next(struct pl_backoff *backoff, uint32_t random)
{
    unsigned doublings = backoff->failures < DOUBLINGS_MAX ? backoff->failures : DOUBLINGS_MAX;
    pl_usec wait = backoff->shortest;

    while (doublings-- > 0 && wait < backoff->longest)
        wait *= 2;
    backoff->failures++;
    return less_jitter(wait < backoff->longest ? wait : backoff->longest, random);
}

pl_usec pl_backoff_longest(struct pl_backoff *backoff, uint32_t random)
{
    backoff->failures++;
    return less_jitter(backoff->longest, random);
}

void pl_backoff_reset(struct pl_backoff *backoff)
{
    backoff->failures = 0;
}
