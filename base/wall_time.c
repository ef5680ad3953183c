#include "base/wall_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define USEC 1000000

/* Rounds towards the past also before 1970. */
static time_t whole_seconds(pl_wall_usec wall)
{
    return (time_t)(wall / USEC - (wall % USEC < 0));
}

static struct tm local_fields(pl_wall_usec wall)
{
    time_t seconds = whole_seconds(wall);
    struct tm fields;

    if (!localtime_r(&seconds, &fields))
        fields =
            (struct tm){.tm_year = 70, .tm_mday = 1}; /* a year beyond int: no clock shows it */
    return fields;
}

struct pl_local_time pl_local_time_at(pl_wall_usec wall)
{
    struct tm fields = local_fields(wall);
    struct tm date = {
        .tm_year = fields.tm_year, .tm_mon = fields.tm_mon, .tm_mday = fields.tm_mday};

    return (struct pl_local_time){
        .day = (int32_t)(timegm(&date) / 86400),
        .second =
            fields.tm_hour * 3600 + fields.tm_min * 60 + (fields.tm_sec < 60 ? fields.tm_sec : 59),
    };
}

static int milliseconds(pl_wall_usec wall)
{
    return (int)((wall - (pl_wall_usec)whole_seconds(wall) * USEC) / 1000);
}

void pl_rfc3339(pl_wall_usec wall, char ret[PL_RFC3339_SIZE])
{
    struct tm fields = local_fields(wall);
    long offset = fields.tm_gmtoff / 60;
    size_t length = strftime(ret, PL_RFC3339_SIZE, "%Y-%m-%dT%H:%M:%S", &fields);

    if (milliseconds(wall))
        length +=
            (size_t)snprintf(ret + length, PL_RFC3339_SIZE - length, ".%03d", milliseconds(wall));
    snprintf(ret + length, PL_RFC3339_SIZE - length, "%c%02d:%02d", offset < 0 ? '-' : '+',
             (int)(labs(offset) / 60), (int)(labs(offset) % 60));
}

/* What follows the time of day: nothing (local time), Z, or an offset. 1 when it is none of them. */
static int parse_zone(const char *text, struct tm *fields, pl_wall_usec *ret)
{
    int hours, minutes, end = 0;
    time_t utc;

    if (!*text) {
        fields->tm_isdst = -1;
        *ret = (pl_wall_usec)mktime(fields) * USEC;
        return 0;
    }
    utc = timegm(fields);
    *ret = (pl_wall_usec)utc * USEC;
    if (!strcmp(text, "Z"))
        return 0;
    if (strspn(text + 1, "0123456789:") != 5 ||
        sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &end) != 2 || end != 5 || text[6] ||
        hours > 23 || minutes > 59 || (*text != '+' && *text != '-'))
        return 1;
    *ret += (*text == '+' ? -1 : 1) * (pl_wall_usec)(hours * 60 + minutes) * 60 * USEC;
    return 0;
}

int pl_rfc3339_parse(const char *text, pl_wall_usec *ret)
{
    static const char *const shapes[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
                                         "%Y-%m-%d %H:%M", "%Y-%m-%d"};

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct tm fields = {0};
        const char *rest = strptime(text, shapes[i], &fields);
        pl_wall_usec wall;

        if (rest && !parse_zone(rest, &fields, &wall)) {
            *ret = wall;
            return 0;
        }
    }
    return 1;
}
