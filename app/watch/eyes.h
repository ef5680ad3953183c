/* What looks, made from the settings: the networks, the measurer with the person's baseline, the worker.
 *
 * Shared by the daemon and by a guided session without one. Set it to zero; one thread. */
#pragma once

#include "app/options.h"
#include "app/watch/worker.h"
#include "vision/baseline.h"

struct pl_eyes {
    const struct pl_settings *settings; /* borrowed while it is open */
    struct pl_sight *sight;
    struct pl_measurer *measurer; /* the worker's while it runs */
    struct pl_worker *worker;
    char baseline_path[PL_SETTING_PATH_MAX + PL_PROFILE_NAME_SIZE + 32];
};

/* Loads networks and face geometry. 0, or negative errno with a sentence; pl_eyes_close() in any case. */
int pl_eyes_open(struct pl_eyes *eyes, const struct pl_options *options,
                 const struct pl_settings *settings, struct pl_message *reterr);

/* Loads the profile's baseline from the state directory. 0, -ENOENT when there is none yet, or another
 * negative errno with a sentence. */
int pl_eyes_load_baseline(struct pl_eyes *eyes, const char *state_dir, struct pl_message *reterr);

/* What the worker is asked for by the settings alone. */
struct pl_worker_wishes pl_eyes_wishes(const struct pl_settings *settings);

/* Starts the worker on camera.source; a calibration is kept only with `keep`. Signals must be blocked by the
 * caller, so that its thread gets none. 0 or negative errno. */
int pl_eyes_watch(struct pl_eyes *eyes, const struct pl_worker_wishes *wishes, bool keep);

/* Stops the worker and frees everything. What never was opened is fine. */
void pl_eyes_close(struct pl_eyes *eyes);
