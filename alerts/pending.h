/* Messages that must reach the broker even when it is away: alerts and ends of sessions.
 *
 * A store keeps them in order until the broker has confirmed each. history/ keeps them on disk; the
 * one here keeps them in memory, for when there is no history. Loop thread only. */
#pragma once

#include "base/wall_time.h"

#include <stdint.h>

#define PL_PENDING_MAX 256         /* messages kept; the oldest makes room for the newest */
#define PL_PENDING_TOPIC_MAX 32    /* bytes with the NUL */
#define PL_PENDING_PAYLOAD_MAX 512 /* bytes with the NUL */

struct pl_pending_item {
    int64_t id;                       /* given by the store, growing */
    pl_wall_usec at;                  /* when it happened */
    char topic[PL_PENDING_TOPIC_MAX]; /* below the base topic: "event/alert" */
    char payload[PL_PENDING_PAYLOAD_MAX];
};

enum { PL_PENDING_EMPTY = 1, PL_PENDING_DROPPED = 1 };

struct pl_pending_ops {
    /* Adds at the end; the store gives the id. 0; PL_PENDING_DROPPED when the oldest had to go; -errno. */
    int (*push)(void *store, const struct pl_pending_item *item);
    /* Copies the oldest. 0; PL_PENDING_EMPTY; -errno. */
    int (*peek)(void *store, struct pl_pending_item *ret);
    /* Forgets the item of this id; an id that is not there is fine. 0; -errno. */
    int (*ack)(void *store, int64_t id);
};

struct pl_pending_memory;

/* 0; -ENOMEM. */
int pl_pending_memory_create(struct pl_pending_memory **ret);
void pl_pending_memory_destroy(struct pl_pending_memory *outbox);

/* `store` is a struct pl_pending_memory. */
extern const struct pl_pending_ops pl_pending_memory_ops;
