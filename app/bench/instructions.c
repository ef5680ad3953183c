#include "app/bench/instructions.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

static int counter = -1;

int pl_instructions_start(void)
{
    struct perf_event_attr wanted = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof wanted,
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .inherit = 1,
        .exclude_kernel = 1, /* what everybody may count */
        .exclude_hv = 1,
    };

    if (counter >= 0)
        return 0;
    counter = (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    return counter < 0 ? -errno : 0;
}

int64_t pl_instructions(void)
{
    int64_t count;

    return counter >= 0 && read(counter, &count, sizeof count) == sizeof count ? count : -1;
}
