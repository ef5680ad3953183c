/* Quiet hours: stretches of the local day, every day, some of them over midnight.
 *
 * They follow the clock on the wall: in the night in which it is set forward a quiet hour is shorter, in
 * the other longer. Pure. */
#pragma once

#include "base/wall_time.h"

#include <stdbool.h>

#define PL_QUIET_HOURS_MAX 8

struct pl_quiet_hours {
    int count;
    struct {
        int from,
            to; /* minutes of the day: from is quiet, to is not; from > to goes over midnight */
    } stretch[PL_QUIET_HOURS_MAX];
};

/* Reads "22:00-07:00, 12:30-13:00" (the setting alerts.quiet_hours); empty text means none. 0, or 1 when it is
 * no such text or has more than PL_QUIET_HOURS_MAX stretches: *ret is untouched. */
int pl_quiet_hours_parse(const char *text, struct pl_quiet_hours *ret);

bool pl_quiet_at(const struct pl_quiet_hours *quiet, struct pl_local_time local);
