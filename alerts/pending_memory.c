#include "alerts/pending.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/* A ring: items [first, first + count) are kept. */
struct pl_pending_memory {
    int64_t next_id;
    size_t first, count;
    struct pl_pending_item item[PL_PENDING_MAX];
};

int pl_pending_memory_create(struct pl_pending_memory **ret)
{
    struct pl_pending_memory *pending = calloc(1, sizeof *pending);

    if (!pending)
        return -ENOMEM;
    pending->next_id = 1;
    *ret = pending;
    return 0;
}

void pl_pending_memory_destroy(struct pl_pending_memory *pending)
{
    free(pending);
}

static void drop_oldest(struct pl_pending_memory *pending)
{
    pending->first = (pending->first + 1) % PL_PENDING_MAX;
    pending->count--;
}

static int memory_push(void *store, const struct pl_pending_item *item)
{
    struct pl_pending_memory *pending = store;
    int result = 0;
    struct pl_pending_item *slot;

    if (pending->count == PL_PENDING_MAX) {
        drop_oldest(pending);
        result = PL_PENDING_DROPPED;
    }
    slot = &pending->item[(pending->first + pending->count++) % PL_PENDING_MAX];
    *slot = *item;
    slot->id = pending->next_id++;
    return result;
}

static int memory_peek(void *store, struct pl_pending_item *ret)
{
    const struct pl_pending_memory *pending = store;

    if (pending->count == 0)
        return PL_PENDING_EMPTY;
    *ret = pending->item[pending->first];
    return 0;
}

/* Only the oldest is ever sent; an older id was dropped in the meantime. */
static int memory_ack(void *store, int64_t id)
{
    struct pl_pending_memory *pending = store;

    assert(id < pending->next_id);
    if (pending->count > 0 && pending->item[pending->first].id == id)
        drop_oldest(pending);
    return 0;
}

const struct pl_pending_ops pl_pending_memory_ops = {memory_push, memory_peek, memory_ack};
