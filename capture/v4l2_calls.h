/* The few system calls that a V4L2 camera needs, in a table, so that tests can bring a camera of their own. */
#pragma once

#include "base/time.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* All functions return negative errno on failure; `context` is the table's own. */
struct pl_v4l2_calls {
    void *context;
    int (*open)(void *context, const char *path); /* a descriptor, not blocking */
    void (*close)(void *context, int fd);
    int (*ioctl)(void *context, int fd, unsigned long request,
                 void *argument); /* 0; repeated on EINTR */
    int (*map)(void *context, int fd, size_t length, uint32_t offset, void **ret);
    void (*unmap)(void *context, void *start, size_t length);
    int (*wait)(void *context, int fd, pl_usec timeout); /* 1: a frame is there, 0: timeout */
    pl_usec (*now)(void *context, clockid_t clock);
};

/* The kernel's. */
extern const struct pl_v4l2_calls pl_v4l2_kernel;
