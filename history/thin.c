/* Growing old: minutes become hours, hours become local days, old days go. */
#include "history/median.h"
#include "history/query.h"
#include "history/sql.h"
#include "history/store.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_PER_DAY 86400
#define AT_ONCE_DAYS 7 /* a clock that is wrong for an hour must not take much with it */
#define HOUR_S 3600

/* Spans of one hour or one local day being added up into one. */
struct merge {
    struct pl_history *history;
    struct pl_span sum;
    double posture_s; /* of the span that gave the posture */
    int count;
    float forward_head_cm[1024], head_drop_cm[1024], screen_distance_cm[1024];
};

static int add(const struct pl_span *span, void *context)
{
    struct merge *merge = context;
    struct pl_span *sum = &merge->sum;

    sum->seated_s += span->seated_s;
    sum->standing_s += span->standing_s;
    sum->away_s += span->away_s;
    sum->missing_s += span->missing_s;
    sum->good_s += span->good_s;
    sum->poor_s += span->poor_s;
    sum->unknown_s += span->unknown_s;
    if (span->sit_s > sum->sit_s)
        sum->sit_s = span->sit_s;
    if (span->seated_s > merge->posture_s) {
        merge->posture_s = span->seated_s;
        memcpy(sum->posture, span->posture, sizeof sum->posture);
    }
    if (span->missing_because[0])
        memcpy(sum->missing_because, span->missing_because, sizeof sum->missing_because);
    if (merge->count < (int)(sizeof merge->forward_head_cm / sizeof(float))) {
        merge->forward_head_cm[merge->count] = (float)span->forward_head_cm;
        merge->head_drop_cm[merge->count] = (float)span->head_drop_cm;
        merge->screen_distance_cm[merge->count] = (float)span->screen_distance_cm;
        merge->count++;
    }
    return 0;
}

static int run_between(struct pl_history *history, const char *sql, int64_t from, int64_t to)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db, sql, &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, from);
    sqlite3_bind_int64(statement, 3, to);
    return pl_sql_finish(statement);
}

/* Puts one span in the place of all that begin in [from, to). */
static int merge_between(struct merge *merge, int64_t from, int64_t to)
{
    struct pl_history *history = merge->history;
    int64_t boot = history->boot;
    int r;

    memset(&merge->sum, 0, sizeof merge->sum);
    merge->posture_s = merge->count = 0;
    r = pl_history_each_span(history, from, to, add, merge);
    if (r || !merge->count)
        return r;
    merge->sum.at = from;
    merge->sum.length_s = (int32_t)(to - from);
    merge->sum.forward_head_cm = pl_median(merge->forward_head_cm, merge->count);
    merge->sum.head_drop_cm = pl_median(merge->head_drop_cm, merge->count);
    merge->sum.screen_distance_cm = pl_median(merge->screen_distance_cm, merge->count);
    r = run_between(history, "DELETE FROM span WHERE profile = ? AND at >= ? AND at < ?", from, to);
    if (r)
        return r;
    history->boot = 0; /* of no boot any more: never dated again */
    r = pl_store_insert_span(history, &merge->sum);
    history->boot = boot;
    return r;
}

/* The local midnight at or before `at`, moved by whole days. */
static int64_t midnight(int64_t at, int days)
{
    time_t t = (time_t)at;
    struct tm local;

    localtime_r(&t, &local);
    local.tm_hour = local.tm_min = local.tm_sec = 0;
    local.tm_mday += days;
    local.tm_isdst = -1;
    return mktime(&local);
}

/* Start of the oldest span shorter than `below_s`, when it lies before `before`. 1 when there is none. */
static int oldest(struct pl_history *history, int below_s, int64_t before, int64_t *ret)
{
    sqlite3_stmt *statement;
    int answer,
        r = pl_sql_prepare(history->db,
                           "SELECT at FROM span WHERE profile = ? AND at < ? AND length_s < ?"
                           " ORDER BY at LIMIT 1",
                           &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, before);
    sqlite3_bind_int(statement, 3, below_s);
    answer = sqlite3_step(statement);
    if (answer == SQLITE_ROW)
        *ret = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer == SQLITE_ROW ? 0 : answer == SQLITE_DONE ? 1 : pl_sql_error(answer);
}

/* One local day's minutes to hours, counted from its midnight, or its hours to one day. */
static int merge_day(struct merge *merge, int64_t from, int64_t to, int64_t length)
{
    int r = 0;

    for (int64_t at = from; !r && at < to; at += length)
        r = merge_between(merge, at, at + length < to ? at + length : to);
    return r;
}

/* Merges up to AT_ONCE_DAYS of days that end before `before`. */
static int merge_days(struct merge *merge, bool into_hours, int64_t before)
{
    int64_t at = 0;
    int r = 0;

    for (int day = 0; !r && day < AT_ONCE_DAYS; day++) {
        int64_t from, to;

        r = oldest(merge->history, into_hours ? HOUR_S : SECONDS_PER_DAY - 2 * HOUR_S, before, &at);
        if (r)
            break;
        from = midnight(at, 0);
        to = midnight(at, 1);
        if (to > before)
            break;
        r = merge_day(merge, from, to, into_hours ? HOUR_S : to - from);
    }
    return r < 0 ? r : 0;
}

static int forget(struct pl_history *history, int64_t before)
{
    int64_t first = 0, last;
    int r = pl_history_first(history, &first);

    if (r)
        return r < 0 ? r : 0;
    if (first >= before)
        return 0;
    last = midnight(first, AT_ONCE_DAYS);
    if (last > before)
        last = before;
    r = run_between(history, "DELETE FROM span WHERE profile = ? AND at >= ? AND at < ?", INT64_MIN,
                    last);
    if (!r)
        r = run_between(history, "DELETE FROM event WHERE profile = ? AND at_us >= ? AND at_us < ?",
                        INT64_MIN, last * PL_USEC_PER_SEC);
    return r;
}

static int thin(struct merge *merge, int64_t now, int minutes_days, int hours_days,
                int retention_days)
{
    int r = forget(merge->history, midnight(now, -retention_days));

    if (!r)
        r = merge_days(merge, true, midnight(now, -minutes_days));
    if (!r)
        r = merge_days(merge, false, midnight(now, -hours_days));
    return r;
}

int pl_history_thin(struct pl_history *history, pl_usec tick, int minutes_days, int hours_days,
                    int retention_days)
{
    struct merge *merge;
    int r;

    if (!history->clock_known || !history->db || tick - history->opened < PL_USEC_PER_HOUR ||
        (history->clock_set && tick - history->clock_set < PL_USEC_PER_HOUR))
        return 0;
    merge = calloc(1, sizeof *merge);
    if (!merge)
        return -ENOMEM;
    merge->history = history;
    r = pl_sql_run(history->db, "BEGIN IMMEDIATE");
    if (!r)
        r = thin(merge, (tick + history->offset_us) / PL_USEC_PER_SEC, minutes_days, hours_days,
                 retention_days);
    if (!r)
        r = pl_sql_run(history->db, "COMMIT");
    if (r)
        sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    free(merge);
    return r;
}
