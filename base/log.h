/* One line of log, for people and for the journal.
 *
 * Pure code and helpers return codes; only app/, cameras and sinks log, and they log changes, not
 * repetitions. Passwords in addresses are hidden. Lines go to standard error as "plumbline: AREA: text", or, when standard error is the
 * journal, with the <N> priority prefix that it understands. */
#pragma once

enum pl_log_level {
    PL_LOG_ERROR = 3,   /* somebody must act */
    PL_LOG_WARNING = 4, /* something failed and is being retried */
    PL_LOG_INFO = 6,    /* a state changed */
    PL_LOG_DEBUG = 7,   /* why a state changed */
};

/* Lines above this level are dropped; PL_LOG_INFO at start. Call before threads start. */
void pl_log_set_level(enum pl_log_level level);

/* Writes one line. `area` names the room that speaks ("camera", "mqtt"). Any thread may call. */
void pl_log(enum pl_log_level level, const char *area, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
