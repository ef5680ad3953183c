/* Points on a 0-10 scale wobble: a change counts from 2 points, or 30 %, which is what people themselves
 * call better or worse. Means of three days take out the mood of one. */
#include "protocol/pain.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define WINDOW_DAYS 3
#define EPISODE_GAP_DAYS 14
#define IMPROVE_BY_DAYS 14
#define LIMIT_DAYS 42
#define WEEK_DAYS 7
#define CLEARLY_BETTER 0.7 /* of the first days' mean */
#define CHANGE_POINTS 2.0
#define EASING_POINTS 1.0
#define HARDLY_ANY 1.0

static const char *const spread_names[] = {"none", "back_or_neck", "chest_or_arm"};
static const char *const trend_names[] = {"unknown", "easing", "steady", "rising"};
static const char *const review_names[] = {"none", "no_improvement", "still_limiting", "worse"};

const char *pl_spread_name(enum pl_spread spread)
{
    assert(spread < PL_SPREAD_COUNT);
    return spread_names[spread];
}

const char *pl_trend_name(enum pl_trend trend)
{
    assert(trend < PL_TREND_COUNT);
    return trend_names[trend];
}

const char *pl_review_name(enum pl_review review)
{
    assert(review < PL_REVIEW_COUNT);
    return review_names[review];
}

void pl_pain_add(struct pl_pain_log *log, struct pl_when when, int pain, enum pl_spread spread)
{
    assert(pain >= 0 && pain <= 10 && spread < PL_SPREAD_COUNT);
    if (log->count == PL_PAIN_ENTRIES) {
        memmove(log->entry, log->entry + 1, sizeof(log->entry) - sizeof(log->entry[0]));
        log->count--;
    }
    log->entry[log->count++] = (struct pl_pain_entry){when, pain, spread};
}

/* The mean of the entries of those days, both included; NaN when there are none. */
static double mean_of_days(const struct pl_pain_log *log, int first_day, int last_day)
{
    double sum = 0;
    int count = 0;

    for (int i = 0; i < log->count; i++) {
        if (log->entry[i].when.day < first_day || log->entry[i].when.day > last_day)
            continue;
        sum += log->entry[i].pain;
        count++;
    }
    return count ? sum / count : NAN;
}

/* The day on which the present episode began, or -1. */
static int episode_start(const struct pl_pain_log *log, int today)
{
    int start = -1;
    int later = today;

    for (int i = log->count - 1; i >= 0; i--) {
        if (!log->entry[i].pain)
            continue;
        if (later - log->entry[i].when.day >= EPISODE_GAP_DAYS)
            break;
        start = later = log->entry[i].when.day;
    }
    return start;
}

static enum pl_trend trend_of(double recent, double before)
{
    if (isnan(recent) || isnan(before))
        return PL_TREND_UNKNOWN;
    if (recent >= before + CHANGE_POINTS)
        return PL_TREND_RISING;
    return recent <= before - EASING_POINTS ? PL_TREND_EASING : PL_TREND_STEADY;
}

static enum pl_review review_of(const struct pl_pain_summary *summary)
{
    if (isnan(summary->recent))
        return PL_REVIEW_NONE;
    if (summary->days >= LIMIT_DAYS && summary->recent >= PL_PAIN_EASE_OFF)
        return PL_REVIEW_STILL_LIMITING;
    if (summary->trend == PL_TREND_RISING)
        return PL_REVIEW_WORSE;
    if (summary->days >= IMPROVE_BY_DAYS && summary->recent > CLEARLY_BETTER * summary->first &&
        summary->recent > HARDLY_ANY)
        return PL_REVIEW_NO_IMPROVEMENT;
    return PL_REVIEW_NONE;
}

struct pl_pain_summary pl_pain_summarise(const struct pl_pain_log *log, struct pl_when now)
{
    const int start = episode_start(log, now.day);
    const int window_start = now.day - WINDOW_DAYS + 1;
    struct pl_pain_summary summary = {.latest = -1, .first = NAN, .recent = NAN};

    if (log->count)
        summary.latest = log->entry[log->count - 1].pain;
    if (start < 0)
        return summary;
    summary.days = now.day - start;
    summary.first = mean_of_days(log, start, start + WINDOW_DAYS - 1);
    summary.recent = mean_of_days(log, window_start, now.day);
    summary.trend =
        trend_of(summary.recent, mean_of_days(log, window_start - WEEK_DAYS, window_start - 1));
    summary.review = review_of(&summary);
    return summary;
}
