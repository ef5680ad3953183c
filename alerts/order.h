/* What a person asks of Plumbline from outside: through Home Assistant, MQTT or the push button. */
#pragma once

#include <stddef.h>

enum pl_order_kind {
    PL_ORDER_NONE = 0,
    PL_ORDER_SET, /* `setting` becomes `text` ("true", "2.5", "silent"): persist it and apply it */
    PL_ORDER_SNOOZE,
    PL_ORDER_DISMISS, /* the last alert is waved away: an hour without posture alerts */
    PL_ORDER_INHIBIT, /* a meeting, a film: `text` is "true" or "false" */
    PL_ORDER_EXERCISE_DONE,
    PL_ORDER_EXERCISE, /* `text`: a JSON object: {"start": ID}, or "skip", "pause", "done", "stop", "hurts", "pain": 0..10 */
    PL_ORDER_BREAK_TAKEN,      /* the person says that they had (or end) a break */
    PL_ORDER_NO_WARNING_SIGNS, /* every question of the safety check answered with no */
    PL_ORDER_SAFETY_ANSWERS,   /* `text`: a JSON object, question id to "yes" or "no" */
    PL_ORDER_CALIBRATE,        /* a new baseline, the whole procedure */
    PL_ORDER_REFRESH_BASELINE, /* 5 s of sitting tall: the long press */
    PL_ORDER_RESTART,
    PL_ORDER_KIND_COUNT,
};

#define PL_ORDER_TEXT_MAX 1024

struct pl_order {
    enum pl_order_kind kind;
    const char *setting;          /* static; NULL unless PL_ORDER_SET */
    char text[PL_ORDER_TEXT_MAX]; /* NUL-terminated */
};

/* A word for logs ("snooze"). Never fails; asserts on a value outside the enum. */
const char *pl_order_kind_name(enum pl_order_kind kind);
