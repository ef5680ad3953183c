/* What the parts of `run` share. */
#pragma once

#include "alerts/sinks.h"
#include "app/relief/desk.h"
#include "app/run/control.h"
#include "app/run/run.h"
#include "app/watch/eyes.h"
#include "app/watch/judge.h"
#include "app/watch/lived.h"

#include <systemd/sd-event.h>

struct pl_run {
    const struct pl_options *options;
    const struct pl_run_wishes *wishes;
    struct pl_config *config;
    struct pl_judge judge;
    struct pl_sinks *sinks; /* NULL in a dry run */
    struct pl_eyes eyes;
    struct pl_relief_desk *relief; /* NULL: without relief, after a complaint */
    struct pl_control *control;    /* NULL: no command beside us can connect */
    struct pl_history *history;    /* NULL: not kept */
    struct pl_lived lived;
    int history_error;  /* of the last write, to say changes only */
    char set_aside[64]; /* the damaged file that was told of */
    pl_usec clocked_at, thinned_at;
    sd_event *loop;
    bool terminal; /* standard output shows the live line */

    struct pl_sighting seen; /* the newest */
    uint64_t overtaken;      /* sightings that nobody saw */
    pl_wall_usec started;
    bool alive;       /* something came that may feed the watchdog */
    pl_usec watchdog; /* systemd's patience; 0: none */
    double frames_per_s, cpu_temperature_c;
    pl_usec counted_at, warmth_at; /* when the temperature was read last */
    uint64_t counted_frames;
};

/* What the sinks are shown now. */
void pl_run_publish(struct pl_run *run);

/* Carries out what somebody asks for from outside; the sinks' handler, `user` is the run. */
int pl_run_order(void *user, const struct pl_order *order);

/* Puts config->settings in force where that can be done while running. */
void pl_run_apply_settings(struct pl_run *run);

/* Makes the sinks. 0, or a pl_exit after saying why. */
int pl_run_create_sinks(struct pl_run *run);

/* Lets commands beside the daemon connect; says so when that is not possible. */
void pl_run_open_control(struct pl_run *run);
/* Tells them how the session goes. */
void pl_run_tell_session(struct pl_run *run);

/* The history; every call does nothing when none is kept. Opening says what is wrong and goes on with 0, but for
 * PL_EXIT_FAILED: another daemon runs on this state directory. */
int pl_run_open_history(struct pl_run *run);
void pl_run_close_history(struct pl_run *run);
/* About once a second. */
void pl_run_tick_history(struct pl_run *run, pl_usec now);
/* After each step of the judge. */
void pl_run_keep_step(struct pl_run *run);
void pl_run_keep_event(struct pl_run *run, const struct pl_event *event, pl_wall_usec wall);

/* Loads networks and face geometry. 0, or a pl_exit after saying why. */
int pl_run_load_models(struct pl_run *run);

/* Loads the profile's baseline, or says how to make one. */
void pl_run_load_baseline(struct pl_run *run);

/* Starts the worker. 0, or a pl_exit after saying why. */
int pl_run_start_worker(struct pl_run *run);
