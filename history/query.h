/* Reading the history. All times are seconds since 1970, UTC; from is included, to is not.
 *
 * A visitor returns 0 to go on; anything else ends the walk and is returned. The value it is shown is valid
 * during the call. Every function: 0 done, negative errno. */
#pragma once

#include "history/history.h"

typedef int (*pl_span_visitor)(const struct pl_span *span, void *context);
typedef int (*pl_event_visitor)(const struct pl_history_event *event, void *context);

/* Spans that begin in the range, in the order of their start. */
int pl_history_each_span(struct pl_history *history, int64_t from, int64_t to,
                         pl_span_visitor visit, void *context);

/* Events in the range, of one kind or (NULL) all, in the order of time. */
int pl_history_each_event(struct pl_history *history, int64_t from, int64_t to, const char *kind,
                          pl_event_visitor visit, void *context);

/* Start of the first span; 1 when there is none. */
int pl_history_first(struct pl_history *history, int64_t *ret);
