#include "app/watch/mailbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct pl_mailbox {
    pthread_mutex_t lock;
    int descriptor;
    bool full;
    uint64_t overtaken;
    size_t size;
    unsigned char value[];
};

int pl_mailbox_create(size_t size, struct pl_mailbox **ret)
{
    struct pl_mailbox *mailbox = calloc(1, sizeof *mailbox + size);
    int r;

    if (!mailbox)
        return -ENOMEM;
    mailbox->size = size;
    mailbox->descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (mailbox->descriptor < 0) {
        r = -errno;
        free(mailbox);
        return r;
    }
    pthread_mutex_init(&mailbox->lock, NULL); /* of default type: cannot fail */
    *ret = mailbox;
    return 0;
}

void pl_mailbox_destroy(struct pl_mailbox *mailbox)
{
    if (!mailbox)
        return;
    pthread_mutex_destroy(&mailbox->lock);
    close(mailbox->descriptor);
    free(mailbox);
}

int pl_mailbox_descriptor(const struct pl_mailbox *mailbox)
{
    return mailbox->descriptor;
}

void pl_mailbox_put(struct pl_mailbox *mailbox, const void *value)
{
    pthread_mutex_lock(&mailbox->lock);
    mailbox->overtaken += mailbox->full;
    memcpy(mailbox->value, value, mailbox->size);
    if (!mailbox->full)
        eventfd_write(mailbox->descriptor, 1);
    mailbox->full = true;
    pthread_mutex_unlock(&mailbox->lock);
}

bool pl_mailbox_take(struct pl_mailbox *mailbox, void *ret, uint64_t *ret_overtaken)
{
    eventfd_t ignored;
    bool full;

    pthread_mutex_lock(&mailbox->lock);
    full = mailbox->full;
    if (full) {
        memcpy(ret, mailbox->value, mailbox->size);
        *ret_overtaken = mailbox->overtaken;
        mailbox->overtaken = 0;
        mailbox->full = false;
        eventfd_read(mailbox->descriptor, &ignored);
    }
    pthread_mutex_unlock(&mailbox->lock);
    return full;
}
