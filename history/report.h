/* A local day of the history in a few numbers and a timeline. */
#pragma once

#include "history/query.h"

#define PL_SLOTS_A_DAY 300 /* of five minutes: a day of 25 hours fits */
#define PL_SLOT_S 300
#define PL_FORWARD_BINS 14 /* of one cm, the first below -2, the last from 11 on */
#define PL_FORWARD_LOWEST_CM (-2)
#define PL_REPORT_BREAKS_MAX 64
#define PL_REPORT_MEDIANS_MAX 3000
#define PL_REPORT_REASONS_MAX 12 /* more than there are states of a camera */

struct pl_slot {
    float good_s, poor_s, unknown_s, standing_s, away_s, missing_s;
};

struct pl_rest {
    int64_t at; /* when it ended, seconds since 1970 */
    double length_s;
};

struct pl_missing {
    char because[PL_WORD_MAX]; /* "not_running", "paused", "no_data", a camera's state */
    double s;
};

struct pl_day_report {
    int64_t from, to; /* local midnights, seconds since 1970; 23 to 25 hours apart */
    double seated_s, standing_s, away_s, good_s, poor_s, unknown_s;
    double missing_s; /* time of the day so far that nothing is known of */
    struct pl_missing missing[PL_REPORT_REASONS_MAX]; /* its parts, the longest first */
    int missing_count;
    double longest_sit_s;
    int breaks; /* all of them; the first PL_REPORT_BREAKS_MAX are listed */
    struct pl_rest rest[PL_REPORT_BREAKS_MAX];
    int posture_alerts, too_close, breaks_due, exercises;
    double forward_head_median_cm;         /* NaN when never known */
    double forward_bin_s[PL_FORWARD_BINS]; /* seated time at each distance */
    struct pl_slot slot[PL_SLOTS_A_DAY];
    int finest_s; /* length of its shortest spans: 60, or more when thinned; 0: no data */
};

/* The local midnight `days` after that of the day that `at` lies in. */
int64_t pl_local_midnight(int64_t at, int days);

/* Fills in the day that begins at the local midnight `from`; `now` bounds what can be missing. 0 or negative
 * errno. */
int pl_day_report(struct pl_history *history, int64_t from, int64_t now, struct pl_day_report *ret);
