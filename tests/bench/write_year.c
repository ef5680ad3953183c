/* write_year STATE-DIR: a history of 525,600 minutes that ends now, as a year of the daemon would have left it (nothing thinned). */
#include "history/history.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define YEAR_MINUTES 525600

/* No minute is like the one before, so that nothing is stored smaller than in life. */
static struct pl_span minute(int64_t start, int64_t number)
{
    struct pl_span span = {.at = start + number * 60,
                           .length_s = 60,
                           .tick = number * PL_USEC_PER_MIN,
                           .seated_s = 52.2,
                           .away_s = 7.8,
                           .good_s = 41.2,
                           .poor_s = 11,
                           .sit_s = (double)(number % 50) * 60,
                           .forward_head_cm = 2 + sin((double)number),
                           .head_drop_cm = 0.4,
                           .screen_distance_cm = 60};

    snprintf(span.posture, sizeof span.posture, "%s", number % 7 ? "upright" : "forward_head");
    return span;
}

static int write_all(struct pl_history *history, int64_t start)
{
    pl_history_clock(history, 1, start * PL_USEC_PER_SEC, true);
    for (int64_t n = 0; n < YEAR_MINUTES; n++) {
        struct pl_span span = minute(start, n);

        pl_history_add_span(history, &span);
        while (n % 1000 == 999 && pl_history_status(history).pending_minutes)
            if (pl_history_write(history,
                                 span.tick)) /* the first waits for the check of the new file */
                return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int64_t now = time(NULL);
    struct pl_history *history;

    if (argc != 2 || pl_history_open(argv[1], "default", PL_HISTORY_DAEMON, false, &history)) {
        fputs("write_year STATE-DIR: cannot be opened\n", stderr);
        return 1;
    }
    if (write_all(history, now - now % 60 - YEAR_MINUTES * 60) || pl_history_close(history)) {
        fputs("write_year: cannot be written\n", stderr);
        return 1;
    }
    return 0;
}
