#include "alerts/log_sink.h"

#include "base/log.h"

#include <stdlib.h>

/* So that the fields name our code and not this file's. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

/* What is held back is said where somebody asks for it. */
static enum pl_log_level level_of(const struct pl_event *event)
{
    return event->kind == PL_EVENT_SUPPRESSED ? PL_LOG_DEBUG : PL_LOG_INFO;
}

void pl_log_event(const struct pl_event *event, const char *line)
{
    const char *name = pl_event_name(event->kind);
    enum pl_log_level level = level_of(event);

    if (!getenv("JOURNAL_STREAM")) {
        pl_log(level, "event", "%s", line);
        return;
    }
    if (sd_journal_send("MESSAGE=event: %s", name, "PRIORITY=%d", (int)level, "PLUMBLINE_EVENT=%s",
                        name, "PLUMBLINE_JSON=%s", line, NULL) < 0)
        pl_log(level, "event", "%s", line);
}
