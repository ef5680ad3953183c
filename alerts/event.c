#include "alerts/event.h"

#include <assert.h>

static const char *const event_names[PL_EVENT_KINDS] = {
    [PL_EVENT_SITTING] = "sitting",
    [PL_EVENT_STANDING] = "standing",
    [PL_EVENT_AWAY] = "away",
    [PL_EVENT_BREAK] = "break",
    [PL_EVENT_POSTURE_ALERT] = "posture_alert",
    [PL_EVENT_TOO_CLOSE] = "too_close",
    [PL_EVENT_BREAK_DUE] = "break_due",
    [PL_EVENT_RECOVERED] = "recovered",
    [PL_EVENT_EXERCISE] = "exercise",
    [PL_EVENT_SUPPRESSED] = "suppressed",
    [PL_EVENT_CAMERA] = "camera",
    [PL_EVENT_SUMMARY] = "summary",
};

static const char *const level_names[PL_LEVELS] = {
    [PL_LEVEL_SOFT] = "soft",
    [PL_LEVEL_STRONG] = "strong",
    [PL_LEVEL_FIRM] = "firm",
};

const char *pl_event_name(enum pl_event_kind kind)
{
    assert(kind < PL_EVENT_KINDS);
    return event_names[kind];
}

const char *pl_level_name(enum pl_level level)
{
    assert(level < PL_LEVELS);
    return level_names[level];
}

bool pl_event_is_alert(enum pl_event_kind kind)
{
    return kind == PL_EVENT_POSTURE_ALERT || kind == PL_EVENT_TOO_CLOSE ||
           kind == PL_EVENT_BREAK_DUE;
}

/* The proleptic Gregorian calendar in eras of 400 years (146097 days) that begin on 1 March, so that the
 * leap day is the last of its year. 1970-01-01 is day 719468 counted from 0000-03-01. */
void pl_day_to_date(int32_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t days = (int64_t)day + 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 is March */

    *ret_day = (int)(of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year + era * 400 + (month >= 10));
}
