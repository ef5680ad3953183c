/* The pain log: 0 to 10, where it spreads, and whether it eases. Pure; values in, values out. */
#pragma once

#include "protocol/when.h"

#include <stdbool.h>

#define PL_PAIN_ENTRIES 256 /* the oldest makes room */
#define PL_PAIN_HIGH 6      /* from here on: stop, and the safety check again */
#define PL_PAIN_EASE_OFF 4  /* from here on: a smaller movement */

enum pl_spread {
    PL_SPREAD_NONE = 0,
    PL_SPREAD_BACK_OR_NECK,
    PL_SPREAD_CHEST_OR_ARM, /* asks for the safety check */
    PL_SPREAD_COUNT,
};

struct pl_pain_entry {
    struct pl_when when;
    int pain; /* 0..10 */
    enum pl_spread spread;
};

/* Entries in the order of time; all zero is an empty log. */
struct pl_pain_log {
    struct pl_pain_entry entry[PL_PAIN_ENTRIES];
    int count;
};

enum pl_trend {
    PL_TREND_UNKNOWN = 0, /* too few days */
    PL_TREND_EASING,
    PL_TREND_STEADY,
    PL_TREND_RISING,
    PL_TREND_COUNT,
};

/* When somebody should look at it. */
enum pl_review {
    PL_REVIEW_NONE = 0,
    PL_REVIEW_NO_IMPROVEMENT, /* day 14 and not clearly better */
    PL_REVIEW_STILL_LIMITING, /* six weeks and still 4 or more */
    PL_REVIEW_WORSE,          /* two points more than the week before */
    PL_REVIEW_COUNT,
};

struct pl_pain_summary {
    int latest;    /* 0..10, or -1 when nothing is logged */
    int days;      /* since this episode began; 0 without one */
    double first;  /* mean of the episode's first three days; NaN without one */
    double recent; /* mean of the last three days; NaN without entries there */
    enum pl_trend trend;
    enum pl_review review;
};

/* Adds an entry; pain outside 0..10 is a programming error (edges check). */
void pl_pain_add(struct pl_pain_log *log, struct pl_when when, int pain, enum pl_spread spread);

/* The log read at that moment. An episode begins with the first pain above 0 after 14 days without. */
struct pl_pain_summary pl_pain_summarise(const struct pl_pain_log *log, struct pl_when now);

const char *pl_spread_name(enum pl_spread spread);
const char *pl_trend_name(enum pl_trend trend);
const char *pl_review_name(enum pl_review review);
