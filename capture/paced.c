#include "capture/paced.h"

#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A source this far behind (slow decoding, a suspended machine) starts its clock anew. More than the slowest reader's
 * time from one frame to the next. */
#define MAX_LAG (2 * PL_USEC_PER_SEC)

struct paced {
    struct pl_source base;
    struct pl_source *inner;
    struct pl_pace_clock clock;
    pl_usec start; /* clock time of position 0 */
    pl_usec last;  /* position of the frame before */
    bool started;
    bool waiting; /* `frame` has been read and its time has not come */
    struct pl_frame frame;
};

static struct paced *paced_of(struct pl_source *source)
{
    return (struct paced *)source;
}

static pl_usec real_now(void *context)
{
    (void)context;
    return pl_clock_now();
}

static void real_wait_until(void *context, pl_usec t)
{
    struct timespec until = {.tv_sec = t / PL_USEC_PER_SEC, .tv_nsec = t % PL_USEC_PER_SEC * 1000};

    (void)context;
    clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, NULL);
}

static const struct pl_pace_clock real_clock = {real_now, real_wait_until, NULL};

static void adopt_inner_words(struct paced *p)
{
    p->base.input = p->inner->input;
    p->base.expected = p->inner->expected;
    p->base.independent = p->inner->independent;
    p->base.dropped = p->inner->dropped;
    memcpy(p->base.detail, p->inner->detail, PL_DETAIL_SIZE);
}

/* Passes over what time has overtaken and reads the frame that is current, or the first after a pause. */
static int read_current(struct paced *p, pl_usec timeout, pl_usec now)
{
    bool goes_on = p->started && now - (p->start + p->last) <= MAX_LAG;
    int r = goes_on ? pl_source_skip(p->inner, now - p->start) : 0;

    if (r == 0)
        r = pl_source_next(p->inner, timeout, &p->frame);
    adopt_inner_words(p);
    if (r != 0)
        return r;
    if (!goes_on)
        p->start = now - p->frame.t;
    p->started = true;
    p->waiting = true;
    p->last = p->frame.t;
    return 0;
}

static int paced_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct paced *p = paced_of(source);
    pl_usec now = p->clock.now(p->clock.context);
    pl_usec due;
    int r = p->waiting ? 0 : read_current(p, timeout, now);

    if (r != 0)
        return r;
    due = p->start + p->frame.t;
    p->clock.wait_until(p->clock.context, due < now + timeout ? due : now + timeout);
    if (due > now + timeout)
        return PL_SOURCE_NO_FRAME;
    *ret = p->frame;
    ret->t = due;
    return 0;
}

static void paced_release(struct pl_source *source, struct pl_frame *frame)
{
    struct paced *p = paced_of(source);

    (void)frame;
    p->waiting = false;
    pl_source_release(p->inner, &p->frame);
}

static void paced_close(struct pl_source *source)
{
    struct paced *p = paced_of(source);

    if (p->waiting)
        pl_source_release(p->inner, &p->frame);
    pl_source_close(p->inner);
    free(p);
}

int pl_paced_source_open(struct pl_source *inner, const struct pl_pace_clock *clock,
                         struct pl_source **ret)
{
    static const struct pl_source_ops ops = {"paced", paced_next, NULL, paced_release, paced_close};
    struct paced *p = calloc(1, sizeof *p);

    if (!p) {
        pl_source_close(inner);
        return -ENOMEM;
    }
    p->base.ops = &ops;
    p->base.live = true;
    p->inner = inner;
    p->clock = clock ? *clock : real_clock;
    adopt_inner_words(p);
    *ret = &p->base;
    return 0;
}
