/* What was done: the log of sessions, with adherence and a streak that forgives. Pure. */
#pragma once

#include "protocol/catalogue.h"
#include "protocol/when.h"

#define PL_PRACTICES 512          /* the oldest makes room */
#define PL_STREAK_FORGIVES_DAYS 2 /* a weekend does not end a streak */

enum pl_outcome {
    PL_OUTCOME_DONE = 0,
    PL_OUTCOME_PARTLY,
    PL_OUTCOME_SKIPPED,
    PL_OUTCOME_STOPPED, /* pain or a new sign */
    PL_OUTCOME_COUNT,
};

/* What the camera made of it. Not seen is not "not done". */
enum pl_seen {
    PL_SEEN_NOT = 0, /* could not see, or did not look */
    PL_SEEN_PARTLY,
    PL_SEEN_ALL,
    PL_SEEN_COUNT,
};

struct pl_practice {
    struct pl_when when; /* its end */
    char id[PL_CATALOGUE_ID_BYTES];
    enum pl_outcome outcome;
    enum pl_seen seen;
    int length_s;
    int pain_after; /* 0..10, or -1 */
};

struct pl_practice_log {
    struct pl_practice item[PL_PRACTICES];
    int count;
};

struct pl_adherence {
    int done_today;
    int done_week;        /* sessions of the last seven days, today included */
    int active_days_week; /* of those seven */
    int streak_days;      /* active days in the present streak */
    int best_streak_days;
};

void pl_practice_add(struct pl_practice_log *log, struct pl_practice practice);

/* How often that entry was done (or partly) on that day. */
int pl_practice_count_on(const struct pl_practice_log *log, const char *id, int day);
/* Days among the last `days`, that one included, on which it was done. */
int pl_practice_active_days(const struct pl_practice_log *log, const char *id, int day, int days);
/* The last time it was done or partly done, or NULL. */
const struct pl_practice *pl_practice_last(const struct pl_practice_log *log, const char *id);

/* Read at that day. Up to two missed days in a row are forgiven: they add nothing and end nothing. */
struct pl_adherence pl_practice_adherence(const struct pl_practice_log *log, int today);

const char *pl_outcome_name(enum pl_outcome outcome);
const char *pl_seen_name(enum pl_seen seen);
