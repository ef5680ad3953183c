/* One slot between two threads: the newest value wins, and what it overtook is counted.
 *
 * Values are copied in and out; a reader waits on the descriptor with poll or an event loop. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pl_mailbox;

/* A mailbox for values of `size` bytes. 0 or negative errno. */
int pl_mailbox_create(size_t size, struct pl_mailbox **ret);

/* NULL is fine. No thread may be using it. */
void pl_mailbox_destroy(struct pl_mailbox *mailbox);

/* Readable while a value waits. Belongs to the mailbox. */
int pl_mailbox_descriptor(const struct pl_mailbox *mailbox);

/* Puts a value in; one that nobody has taken is overtaken. Any thread. */
void pl_mailbox_put(struct pl_mailbox *mailbox, const void *value);

/* Takes the value out. False: there is none. *ret_overtaken: how many were overtaken since the last take.
 * Any thread. */
bool pl_mailbox_take(struct pl_mailbox *mailbox, void *ret, uint64_t *ret_overtaken);
