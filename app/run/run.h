/* `plumbline run`: the event loop that joins worker, judge, sinks and terminal. Loop thread only. */
#pragma once

#include "app/options.h"

struct pl_run_wishes {
    bool once;    /* one measurement, then end */
    bool dry_run; /* nothing leaves the process but text */
    bool json;    /* events as JSON lines */
};

/* Runs until it is told to stop (SIGTERM, SIGINT), a file is over, or --once is done. Returns a pl_exit. */
int pl_run(const struct pl_options *options, struct pl_config *config,
           const struct pl_run_wishes *wishes);
