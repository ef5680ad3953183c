#include "capture/v4l2_calls.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int kernel_open(void *context, const char *path)
{
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

    (void)context;
    return fd < 0 ? -errno : fd;
}

static void kernel_close(void *context, int fd)
{
    (void)context;
    close(fd);
}

static int kernel_ioctl(void *context, int fd, unsigned long request, void *argument)
{
    int r;

    (void)context;
    do
        r = ioctl(fd, request, argument);
    while (r < 0 && errno == EINTR);
    return r < 0 ? -errno : 0;
}

static int kernel_map(void *context, int fd, size_t length, uint32_t offset, void **ret)
{
    void *start = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);

    (void)context;
    if (start == MAP_FAILED)
        return -errno;
    *ret = start;
    return 0;
}

static void kernel_unmap(void *context, void *start, size_t length)
{
    (void)context;
    munmap(start, length);
}

static int kernel_wait(void *context, int fd, pl_usec timeout)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int r = poll(&one, 1, (int)((timeout + PL_USEC_PER_MSEC - 1) / PL_USEC_PER_MSEC));

    (void)context;
    if (r < 0)
        return errno == EINTR ? 0 : -errno;
    /* A camera that is pulled out reports an error and a hang-up, and nothing to read. */
    return r > 0 && !(one.revents & POLLIN) ? -ENODEV : r;
}

static pl_usec kernel_now(void *context, clockid_t clock)
{
    (void)context;
    return pl_clock_read(clock);
}

const struct pl_v4l2_calls pl_v4l2_kernel = {
    .open = kernel_open,
    .close = kernel_close,
    .ioctl = kernel_ioctl,
    .map = kernel_map,
    .unmap = kernel_unmap,
    .wait = kernel_wait,
    .now = kernel_now,
};
