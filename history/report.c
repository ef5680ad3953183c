#include "history/report.h"

#include "history/median.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct collecting {
    struct pl_day_report *report;
    int medians;
    float median_cm[PL_REPORT_MEDIANS_MAX];
};

int64_t pl_local_midnight(int64_t at, int days)
{
    time_t t = (time_t)at;
    struct tm local;

    localtime_r(&t, &local);
    local.tm_hour = local.tm_min = local.tm_sec = 0;
    local.tm_mday += days;
    local.tm_isdst = -1;
    return mktime(&local);
}

static void add_sums(struct pl_day_report *report, const struct pl_span *span)
{
    report->seated_s += span->seated_s;
    report->standing_s += span->standing_s;
    report->away_s += span->away_s;
    report->good_s += span->good_s;
    report->poor_s += span->poor_s;
    report->unknown_s += span->unknown_s;
    if (span->sit_s > report->longest_sit_s)
        report->longest_sit_s = span->sit_s;
    if (!report->finest_s || span->length_s < report->finest_s)
        report->finest_s = span->length_s;
}

/* A thinned span is spread evenly over the slots that it covers. */
static void add_slots(struct pl_day_report *report, const struct pl_span *span)
{
    int first = (int)((span->at - report->from) / PL_SLOT_S);
    int last = (int)((span->at + span->length_s - 1 - report->from) / PL_SLOT_S);
    float share = 1.0F / (float)(last - first + 1);

    for (int i = first; i <= last && i < PL_SLOTS_A_DAY; i++) {
        struct pl_slot *slot = &report->slot[i];

        slot->good_s += (float)span->good_s * share;
        slot->poor_s += (float)span->poor_s * share;
        slot->unknown_s += (float)span->unknown_s * share;
        slot->standing_s += (float)span->standing_s * share;
        slot->away_s += (float)span->away_s * share;
        slot->missing_s += (float)span->missing_s * share;
    }
}

static void add_forward(struct collecting *collecting, const struct pl_span *span)
{
    int bin = (int)floor(span->forward_head_cm - PL_FORWARD_LOWEST_CM) + 1;

    bin = bin < 0 ? 0 : bin >= PL_FORWARD_BINS ? PL_FORWARD_BINS - 1 : bin;
    collecting->report->forward_bin_s[bin] += span->seated_s;
    if (collecting->medians < PL_REPORT_MEDIANS_MAX)
        collecting->median_cm[collecting->medians++] = (float)span->forward_head_cm;
}

/* The least of too many reasons would be lost; there are not so many. */
static void add_missing(struct pl_day_report *report, const char *because, double s)
{
    int i = 0;

    while (i < report->missing_count && strcmp(report->missing[i].because, because) != 0)
        i++;
    if (i == PL_REPORT_REASONS_MAX)
        return;
    if (i == report->missing_count)
        snprintf(report->missing[report->missing_count++].because, PL_WORD_MAX, "%s", because);
    report->missing[i].s += s;
}

static int add_span(const struct pl_span *span, void *context)
{
    struct collecting *collecting = context;
    struct pl_day_report *report = collecting->report;

    add_sums(report, span);
    add_slots(report, span);
    if (isfinite(span->forward_head_cm))
        add_forward(collecting, span);
    if (span->missing_because[0])
        add_missing(report, span->missing_because, span->missing_s);
    return 0;
}

static void add_break(struct pl_day_report *report, const struct pl_history_event *event)
{
    static const char key[] = "\"length_s\":";
    const char *length = strstr(event->json, key);
    struct pl_rest rest = {.at = event->wall_us / PL_USEC_PER_SEC,
                           .length_s = length ? strtod(length + sizeof key - 1, NULL) : 0};

    if (report->breaks < PL_REPORT_BREAKS_MAX)
        report->rest[report->breaks] = rest;
    report->breaks++;
}

static int add_event(const struct pl_history_event *event, void *context)
{
    struct pl_day_report *report = context;

    if (!strcmp(event->kind, "break"))
        add_break(report, event);
    report->posture_alerts += !strcmp(event->kind, "posture_alert");
    report->too_close += !strcmp(event->kind, "too_close");
    report->breaks_due += !strcmp(event->kind, "break_due");
    report->exercises += !strcmp(event->kind, "exercise");
    return 0;
}

static int by_length(const void *a, const void *b)
{
    const struct pl_missing *one = a, *other = b;

    return (one->s < other->s) - (one->s > other->s);
}

static void explain_missing(struct pl_day_report *report)
{
    double unexplained_s = report->missing_s;

    for (int i = 0; i < report->missing_count; i++)
        unexplained_s -= report->missing[i].s;
    if (unexplained_s >= 1)
        add_missing(report, "not_running", unexplained_s);
    qsort(report->missing, (size_t)report->missing_count, sizeof report->missing[0], by_length);
}

static void finish(struct collecting *collecting, int64_t now)
{
    struct pl_day_report *report = collecting->report;
    double so_far_s = (double)((now < report->to ? now : report->to) - report->from);

    report->missing_s = so_far_s - report->seated_s - report->standing_s - report->away_s;
    if (report->missing_s < 1)
        report->missing_s = 0;
    if (report->missing_s == 0)
        report->missing_count = 0;
    else
        explain_missing(report);
    report->forward_head_median_cm = pl_median(collecting->median_cm, collecting->medians);
}

int pl_day_report(struct pl_history *history, int64_t from, int64_t now, struct pl_day_report *ret)
{
    struct collecting *collecting = calloc(1, sizeof *collecting);
    int r;

    if (!collecting)
        return -ENOMEM;
    memset(ret, 0, sizeof *ret);
    ret->from = from;
    ret->to = pl_local_midnight(from, 1);
    collecting->report = ret;
    r = pl_history_each_span(history, from, ret->to, add_span, collecting);
    if (!r)
        r = pl_history_each_event(history, from, ret->to, NULL, add_event, ret);
    if (!r)
        finish(collecting, now);
    free(collecting);
    return r;
}
