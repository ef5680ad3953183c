/* What Plumbline has to say: one small value for everything that happens.
 *
 * Events are made by app/judge (from session and policy) and by the relief engine, and go to every sink:
 * log, MQTT, GPIO, command hook, history, terminal, replay. docs/events.md is the dictionary of their JSON
 * form; a test holds the two together. Strings are borrowed and static unless said otherwise. */
#pragma once

#include "alerts/hold.h"
#include "base/time.h"
#include "posture/measurement.h"

#include <stddef.h>
#include <stdint.h>

enum pl_event_kind {
    PL_EVENT_SITTING = 0,
    PL_EVENT_STANDING,
    PL_EVENT_AWAY,
    PL_EVENT_BREAK,
    PL_EVENT_POSTURE_ALERT,
    PL_EVENT_TOO_CLOSE,
    PL_EVENT_BREAK_DUE,
    PL_EVENT_RECOVERED,
    PL_EVENT_EXERCISE,
    PL_EVENT_SUPPRESSED,
    PL_EVENT_CAMERA,
    PL_EVENT_SUMMARY,
    PL_EVENT_KINDS,
};

/* How hard an alert presses. A posture alert is soft or strong, a due break soft or firm. */
enum pl_level {
    PL_LEVEL_SOFT = 0,
    PL_LEVEL_STRONG,
    PL_LEVEL_FIRM,
    PL_LEVELS,
};

/* One day in numbers: the event `summary`, a row of the statistics. Times are whole days' sums. */
struct pl_day {
    int32_t day; /* days since 1970-01-01, in local time */
    pl_usec seated, standing, away, missing;
    pl_usec good, poor, unknown; /* parts of `seated`, by posture */
    pl_usec longest_sit;         /* without a break, held over shorter absences */
    int breaks;
    int alerts[PL_EVENT_KINDS]; /* posture_alert, too_close, break_due */
};

struct pl_event {
    pl_usec t;
    enum pl_event_kind kind;
    union {
        struct {
            pl_usec since;
        } presence; /* SITTING, STANDING, AWAY */
        struct {
            pl_usec length; /* credited: the seat was seen empty or the person standing */
            bool declared;  /* by the user, not seen */
        } pause;            /* BREAK */
        struct {
            enum pl_level level; /* soft, strong */
            enum pl_posture posture;
            double forward_head_delta_cm, head_drop_cm; /* NaN when not known */
            pl_usec held;                               /* since the posture began */
        } posture_alert;
        struct {
            double screen_distance_cm;
            pl_usec held;
        } too_close;
        struct {
            enum pl_level level; /* soft, firm */
            pl_usec seated;
        } break_due;
        struct {
            enum pl_event_kind from; /* POSTURE_ALERT or TOO_CLOSE */
            pl_usec after;           /* since the alert */
        } recovered;
        struct {
            const char *id, *title; /* borrowed from the catalogue */
            const char *because;
        } exercise;
        struct {
            enum pl_event_kind what;
            enum pl_hold reason;
        } suppressed;
        struct {
            const char *state; /* a snake_case word: ok, no_device, moved, baseline_stale ... */
        } camera;
        struct pl_day summary;
    };
};

/* The word of the JSON contract. Asserts on a value outside the enum. */
const char *pl_event_name(enum pl_event_kind kind);
const char *pl_level_name(enum pl_level level);

/* Whether the kind interrupts the person: posture_alert, too_close, break_due. Only these are counted
 * against budgets and held back. */
bool pl_event_is_alert(enum pl_event_kind kind);

/* The local calendar date of a day number. */
void pl_day_to_date(int32_t day, int *ret_year, int *ret_month, int *ret_day);
