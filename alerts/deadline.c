#include "alerts/deadline.h"

#include <poll.h>

struct pl_deadline pl_deadline_in(int milliseconds)
{
    struct pl_deadline deadline;

    clock_gettime(CLOCK_MONOTONIC, &deadline.end);
    deadline.end.tv_sec += milliseconds / 1000;
    deadline.end.tv_nsec += milliseconds % 1000 * 1000000L;
    return deadline;
}

static int left_ms(const struct pl_deadline *deadline)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int)((deadline->end.tv_sec - now.tv_sec) * 1000 +
                 (deadline->end.tv_nsec - now.tv_nsec) / 1000000);
}

bool pl_deadline_wait(const struct pl_deadline *deadline, int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    int left = left_ms(deadline);

    return left > 0 && poll(&poll_fd, 1, left) > 0;
}
