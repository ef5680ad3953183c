/* MQTT messages about events that could not be delivered, kept until they are.
 *
 * The oldest is forgotten when PL_OUTBOX_MAX are waiting. Written at once, since what is here must survive. */
#pragma once

#include "history/history.h"

#define PL_OUTBOX_MAX 10000
#define PL_OUTBOX_TOPIC_MAX 192
#define PL_OUTBOX_PAYLOAD_MAX 1024

struct pl_outbox_message {
    int64_t id; /* grows; names the message in pl_outbox_done() */
    int64_t wall_us;
    char topic[PL_OUTBOX_TOPIC_MAX];
    char payload[PL_OUTBOX_PAYLOAD_MAX];
};

/* Keeps a message; message->id is not read. 0 with its id in *ret_id, or negative errno (-ENOSPC: disk full). */
int pl_outbox_put(struct pl_history *history, const struct pl_outbox_message *message,
                  int64_t *ret_id);

/* The oldest message with an id above `after`. 0, 1 when there is none, or negative errno. */
int pl_outbox_next(struct pl_history *history, int64_t after, struct pl_outbox_message *ret);

/* Forgets a delivered message. Unknown ids are fine. 0 or negative errno. */
int pl_outbox_done(struct pl_history *history, int64_t id);

/* How many wait. 0 or negative errno. */
int pl_outbox_count(struct pl_history *history, int *ret);
