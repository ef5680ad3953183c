/* Waiting for a descriptor, but not for ever. Where nothing else has to go on meanwhile: a goodbye, a command. */
#pragma once

#include <stdbool.h>
#include <time.h>

struct pl_deadline {
    struct timespec end; /* of CLOCK_MONOTONIC */
};

struct pl_deadline pl_deadline_in(int milliseconds);

/* Waits until `fd` can be read. False when the time is over, which it then stays. */
bool pl_deadline_wait(const struct pl_deadline *deadline, int fd);
