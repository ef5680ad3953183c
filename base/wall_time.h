/* Wall time: what the clock beside the screen shows. Read at the edges, handed to pure code as a value.
 *
 * Time zone and daylight saving are the system's (TZ, /etc/localtime). Any thread may call. */
#pragma once

#include <stdint.h>

struct pl_local_time {
    int32_t day;    /* days since 1970-01-01 of the local calendar */
    int32_t second; /* of that day as the clock shows it, 0 to 86399 */
};

/* Microseconds since 1970, UTC. */
typedef int64_t pl_wall_usec;

struct pl_local_time pl_local_time_at(pl_wall_usec wall);

#define PL_RFC3339_SIZE 40

/* "2026-03-02T09:00:00.250+01:00": local, milliseconds only where there are any, the zone always. */
void pl_rfc3339(pl_wall_usec wall, char ret[PL_RFC3339_SIZE]);

/* Reads "2026-03-02T09:00:00", with "Z" or "+01:00" behind it or, without, in local time; the seconds and the
 * time of day may be missing. 0, or 1 when it is no such time. */
int pl_rfc3339_parse(const char *text, pl_wall_usec *ret);
