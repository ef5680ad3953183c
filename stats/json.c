/* Statistics for other programs: the contract of `stats --json`. */
#include "stats/stats.h"

#include "base/json.h"

#include <math.h>
#include <time.h>

/* Whole seconds stay whole; milliseconds are the finest that is kept. */
static void add_seconds(cJSON *to, const char *name, double s)
{
    cJSON_AddNumberToObject(to, name, round(s * 1000) / 1000);
}

static cJSON *day_json(const struct pl_day_report *day)
{
    cJSON *row = cJSON_CreateObject(), *alerts, *reasons;
    time_t t = (time_t)day->from;
    struct tm local;
    char date[16];

    localtime_r(&t, &local);
    strftime(date, sizeof date, "%Y-%m-%d", &local);
    cJSON_AddStringToObject(row, "date", date);
    add_seconds(row, "seated_s", day->seated_s);
    add_seconds(row, "longest_sit_s", day->longest_sit_s);
    cJSON_AddNumberToObject(row, "breaks", day->breaks);
    add_seconds(row, "good_s", day->good_s);
    add_seconds(row, "poor_s", day->poor_s);
    add_seconds(row, "unknown_s", day->unknown_s);
    add_seconds(row, "standing_s", day->standing_s);
    add_seconds(row, "away_s", day->away_s);
    alerts = cJSON_AddObjectToObject(row, "alerts");
    cJSON_AddNumberToObject(alerts, "posture_alert", day->posture_alerts);
    cJSON_AddNumberToObject(alerts, "too_close", day->too_close);
    cJSON_AddNumberToObject(alerts, "break_due", day->breaks_due);
    pl_json_add_number(row, "forward_head_median_cm",
                       round(day->forward_head_median_cm * 100) / 100);
    add_seconds(row, "missing_s", day->missing_s);
    pl_json_add_text(row, "missing_because", day->missing_count ? day->missing[0].because : NULL);
    reasons = cJSON_AddObjectToObject(row, "missing_by");
    for (int i = 0; i < day->missing_count; i++)
        add_seconds(reasons, day->missing[i].because, day->missing[i].s);
    return row;
}

void pl_stats_print_json(FILE *to, const struct pl_stats *stats)
{
    cJSON *all = cJSON_CreateObject(), *days = cJSON_AddArrayToObject(all, "days");
    char *text;

    for (int i = 0; i < stats->count; i++)
        cJSON_AddItemToArray(days, day_json(&stats->day[i]));
    text = cJSON_Print(all);
    fprintf(to, "%s\n", text ? text : "null");
    cJSON_free(text);
    cJSON_Delete(all);
}
