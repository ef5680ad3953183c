#include "protocol/practice.h"

#include <assert.h>
#include <string.h>

#define WEEK_DAYS 7

static const char *const outcome_names[] = {"done", "partly", "skipped", "stopped"};
static const char *const seen_names[] = {"not_seen", "partly_seen", "seen"};

const char *pl_outcome_name(enum pl_outcome outcome)
{
    assert(outcome < PL_OUTCOME_COUNT);
    return outcome_names[outcome];
}

const char *pl_seen_name(enum pl_seen seen)
{
    assert(seen < PL_SEEN_COUNT);
    return seen_names[seen];
}

void pl_practice_add(struct pl_practice_log *log, struct pl_practice practice)
{
    if (log->count == PL_PRACTICES) {
        memmove(log->item, log->item + 1, sizeof(log->item) - sizeof(log->item[0]));
        log->count--;
    }
    log->item[log->count++] = practice;
}

static bool counts(const struct pl_practice *practice)
{
    return practice->outcome == PL_OUTCOME_DONE || practice->outcome == PL_OUTCOME_PARTLY;
}

static bool is_of(const struct pl_practice *practice, const char *id)
{
    return counts(practice) && !strcmp(practice->id, id);
}

int pl_practice_count_on(const struct pl_practice_log *log, const char *id, int day)
{
    int count = 0;

    for (int i = 0; i < log->count; i++)
        count += log->item[i].when.day == day && is_of(&log->item[i], id);
    return count;
}

int pl_practice_active_days(const struct pl_practice_log *log, const char *id, int day, int days)
{
    int active = 0;

    for (int d = day - days + 1; d <= day; d++)
        active += pl_practice_count_on(log, id, d) > 0;
    return active;
}

const struct pl_practice *pl_practice_last(const struct pl_practice_log *log, const char *id)
{
    for (int i = log->count - 1; i >= 0; i--)
        if (is_of(&log->item[i], id))
            return &log->item[i];
    return NULL;
}

struct pl_adherence pl_practice_adherence(const struct pl_practice_log *log, int today)
{
    struct pl_adherence result = {0};
    int last_day = 0;
    int streak = 0;

    for (int i = 0; i < log->count; i++) {
        const int day = log->item[i].when.day;

        if (!counts(&log->item[i]) || day > today)
            continue;
        result.done_today += day == today;
        result.done_week += day > today - WEEK_DAYS;
        if (streak && day <= last_day)
            continue; /* the same day again */
        streak = streak && day - last_day <= PL_STREAK_FORGIVES_DAYS + 1 ? streak + 1 : 1;
        last_day = day;
        result.active_days_week += day > today - WEEK_DAYS;
        if (streak > result.best_streak_days)
            result.best_streak_days = streak;
    }
    result.streak_days = today - last_day <= PL_STREAK_FORGIVES_DAYS + 1 ? streak : 0;
    return result;
}
