/* Words that text and drawing share. */
#include "stats/stats.h"

#include <math.h>
#include <string.h>

void pl_stats_duration(double s, char *ret, size_t size)
{
    long minutes = lround(s / 60);

    if (s < 59.5)
        snprintf(ret, size, "%.0f s", s);
    else if (minutes < 60)
        snprintf(ret, size, "%ld min", minutes);
    else
        snprintf(ret, size, "%ld h %02ld min", minutes / 60, minutes % 60);
}

const char *pl_stats_because(const char *word)
{
    static const char *const words[][2] = {
        {"not_running", "Plumbline was not running"},
        {"paused", "the camera was paused"},
        {"no_frame", "the camera was starting"},
        {"end", "the recording was over"},
        {"no_device", "the camera was not there"},
        {"busy", "another program had the camera"},
        {"no_permission", "the camera may not be opened"},
        {"wrong_format", "the camera has no format that can be read"},
        {"unreadable", "the recording could not be read"},
        {"not_built", "this build cannot read such a camera"},
        {"frozen", "the camera sent no pictures"},
        {"lost", "the camera went away"},
        {"no_data", "nothing could be made out"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(words[i][0], word))
            return words[i][1];
    return *word ? word : "the reason is not known";
}

const char *pl_stats_no_data(const struct pl_day_report *day, int64_t now)
{
    return day->from > now ? "still to come"
                           : pl_stats_because(day->missing_count ? day->missing[0].because : "");
}
