/* The vision worker: the one thread that owns camera, networks and measurer.
 *
 * It hands over one value at a time through a mailbox; the newest wins. A camera in trouble is such a value
 * too, so whoever listens hears from it about once a second whatever happens. */
#pragma once

#include "app/relief/sample.h"
#include "app/watch/mailbox.h"
#include "app/watch/measurer.h"
#include "app/watch/pace.h"
#include "capture/source.h"

/* What the worker says. */
struct pl_sighting {
    pl_usec t;
    bool measured; /* `measurement` is of a frame of this moment; otherwise there was none */
    struct pl_measurement measurement;
    struct pl_body body; /* of the same frame as `measurement`, for exercises */
    enum pl_source_state camera;
    char detail[PL_DETAIL_SIZE]; /* one sentence about a camera in trouble */
    bool paused;                 /* the user closed the camera */
    bool baseline;               /* posture can be judged */
    bool calibrating;
    unsigned calibrations; /* that have ended since the start */
    bool refused;          /* the last one failed; the baseline before it holds, if there is one */
    int saved;             /* 0, or the negative errno of keeping the last good one */
    enum pl_pace_mode pace;
    uint64_t frames, looked; /* since the start: frames that came, those that the networks saw */
    double look_ms;          /* how long the last look took */
};

/* The camera is paused or in trouble. False while it is being opened. */
static inline bool pl_sighting_is_blind(const struct pl_sighting *s)
{
    return s->paused || (s->camera != PL_SOURCE_OK && s->camera != PL_SOURCE_NO_FRAME);
}

/* What can be asked of it while it runs. */
struct pl_worker_wishes {
    bool paused, exercising;
    double active_hz;
    pl_usec frozen_after;
    pl_usec calibration_length;
    bool keep_patches; /* in the file of the baseline */
    double eye_distance_mm;
    struct pl_posture_limits limits;
};

struct pl_worker_settings {
    const char *source; /* as for pl_source_open(); borrowed while it runs, as all pointers here */
    struct pl_sight *sight;
    struct pl_measurer *measurer;
    struct pl_source_wish wish;
    struct pl_mounting mounting;
    const char *baseline_path, *profile; /* where a calibration is kept; "": nowhere */
    struct pl_worker_wishes wishes;
};

struct pl_worker;

/* Starts the thread. Signals must be blocked by the caller, so that the thread gets none. 0 or negative errno. */
int pl_worker_start(const struct pl_worker_settings *settings, struct pl_worker **ret);

/* Stops and joins; at most the time of one look. NULL is fine. */
void pl_worker_stop(struct pl_worker *worker);

/* Where sightings (struct pl_sighting) come out. Belongs to the worker. */
struct pl_mailbox *pl_worker_mailbox(struct pl_worker *worker);

/* New wishes; they are heard at once. */
void pl_worker_wish(struct pl_worker *worker, const struct pl_worker_wishes *wishes);

/* Asks for a new baseline from the frames that follow; `refresh`: a short one that keeps the view. */
void pl_worker_calibrate(struct pl_worker *worker, bool refresh);
