/* An event as one JSON object in one line: what run --json and replay print, the hook reads, history keeps.
 * docs/events.md is the dictionary of its fields. Any thread may call. */
#pragma once

#include "alerts/event.h"
#include "base/wall_time.h"

#include <stddef.h>

#define PL_EVENT_JSON_SIZE 512 /* bytes that every event fits in, its end included */

/* Writes the line without a line feed. `wall` is the wall time of event->t. A text of the catalogue that is too
 * long is cut, so that the line is always whole JSON. */
void pl_event_to_json(const struct pl_event *event, pl_wall_usec wall,
                      char ret[PL_EVENT_JSON_SIZE]);
