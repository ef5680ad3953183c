/* Statistics for spreadsheets: a line a minute, or an hour or a day where minutes have been thinned. */
#include "stats/stats.h"

#include <math.h>
#include <time.h>

static void print_number(FILE *to, double value)
{
    if (isfinite(value))
        fprintf(to, ",%.1f", value);
    else
        fputc(',', to);
}

static int print_row(const struct pl_span *span, void *context)
{
    FILE *to = context;
    char time[40];
    time_t t = (time_t)span->at;
    struct tm local;

    localtime_r(&t, &local);
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S%z", &local);
    fprintf(to, "%s,%d,%.10g,%.10g,%.10g,%.10g,%.10g,%.10g,%.10g", time, span->length_s,
            span->seated_s, span->standing_s, span->away_s, span->good_s, span->poor_s,
            span->unknown_s, span->missing_s);
    print_number(to, span->forward_head_cm);
    print_number(to, span->head_drop_cm);
    print_number(to, span->screen_distance_cm);
    fprintf(to, ",%s,%s\n", span->posture, span->missing_because);
    return 0;
}

int pl_stats_print_csv(FILE *to, struct pl_history *history, int64_t from, int64_t until)
{
    fputs("time,length_s,seated_s,standing_s,away_s,good_s,poor_s,unknown_s,missing_s,"
          "forward_head_cm,head_drop_cm,screen_distance_cm,posture,missing_because\n",
          to);
    return pl_history_each_span(history, from, until, print_row, to);
}
