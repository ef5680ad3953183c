#include "app/run/pending_history.h"

#include "history/outbox.h"

#include <stdio.h>

static int history_push(void *store, const struct pl_pending_item *item)
{
    struct pl_outbox_message message = {.wall_us = item->at};
    int64_t id;

    snprintf(message.topic, sizeof message.topic, "%s", item->topic);
    snprintf(message.payload, sizeof message.payload, "%s", item->payload);
    return pl_outbox_put(store, &message, &id);
}

/* A text that does not fit was not written by us; cut, it is refused as damaged before it is sent. */
static int history_peek(void *store, struct pl_pending_item *ret)
{
    struct pl_outbox_message message;
    int r = pl_outbox_next(store, 0, &message);

    if (r != 0)
        return r > 0 ? PL_PENDING_EMPTY : r;
    ret->id = message.id;
    ret->at = message.wall_us;
    snprintf(ret->topic, sizeof ret->topic, "%.*s", (int)sizeof ret->topic - 1, message.topic);
    snprintf(ret->payload, sizeof ret->payload, "%.*s", (int)sizeof ret->payload - 1,
             message.payload);
    return 0;
}

static int history_ack(void *store, int64_t id)
{
    return pl_outbox_done(store, id);
}

const struct pl_pending_ops pl_pending_history_ops = {history_push, history_peek, history_ack};
