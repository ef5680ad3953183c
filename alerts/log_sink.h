/* Events in the log: with fields of their own where standard error is the journal, so that
 * `journalctl PLUMBLINE_EVENT=posture_alert` finds them; as plain lines otherwise. Any thread. */
#pragma once

#include "alerts/event.h"

/* `line` is the event's JSON line. */
void pl_log_event(const struct pl_event *event, const char *line);
