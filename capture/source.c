#include "capture/source.h"

#include <assert.h>
#include <stddef.h>

static const char *const state_names[PL_SOURCE_STATES] = {
    [PL_SOURCE_OK] = "ok",
    [PL_SOURCE_NO_FRAME] = "no_frame",
    [PL_SOURCE_END] = "end",
    [PL_SOURCE_NO_DEVICE] = "no_device",
    [PL_SOURCE_BUSY] = "busy",
    [PL_SOURCE_NO_PERMISSION] = "no_permission",
    [PL_SOURCE_WRONG_FORMAT] = "wrong_format",
    [PL_SOURCE_FROZEN] = "frozen",
    [PL_SOURCE_LOST] = "lost",
    [PL_SOURCE_UNREADABLE] = "unreadable",
    [PL_SOURCE_NOT_BUILT] = "not_built",
};

const char *pl_source_state_name(enum pl_source_state state)
{
    assert(state < PL_SOURCE_STATES);
    return state_names[state];
}

int pl_source_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    int r;

    assert(source->lent == 0); /* the frame before must have been released */
    r = source->ops->next(source, timeout, ret);
    if (r == 0)
        source->lent = 1;
    return r;
}

int pl_source_skip(struct pl_source *source, pl_usec t)
{
    assert(source->lent == 0);
    assert(source->ops->skip);
    return source->ops->skip(source, t);
}

void pl_source_release(struct pl_source *source, struct pl_frame *frame)
{
    assert(source->lent == 1); /* exactly one release a frame */
    source->lent = 0;
    source->ops->release(source, frame);
    for (int i = 0; i < 3; i++)
        frame->plane[i] = NULL; /* a late reader crashes at once, not some day */
}

void pl_source_close(struct pl_source *source)
{
    if (!source)
        return;
    assert(source->lent == 0);
    source->ops->close(source);
}
