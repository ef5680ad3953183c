/* Alerts that wait for the broker, kept on disk: history's outbox behind the sinks' interface. */
#pragma once

#include "alerts/pending.h"
#include "history/history.h"

/* `store` is a struct pl_history, open for writing. */
extern const struct pl_pending_ops pl_pending_history_ops;
