#include "app/run/run_private.h"

#include "alerts/event_json.h"
#include "alerts/log_sink.h"
#include "app/command.h"
#include "app/run/show.h"
#include "app/run/temperature.h"
#include "app/watch/judge_settings.h"
#include "base/clock.h"
#include "base/log.h"
#include "capture/watch.h"
#include "record/record.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define TICK PL_USEC_PER_SEC
#define FEEL_EVERY (30 * PL_USEC_PER_SEC)

/* --- what is said -------------------------------------------------------------------------- */

static void tell(struct pl_run *run, const struct pl_event *event)
{
    pl_wall_usec wall = pl_clock_wall_at(event->t);
    char line[PL_EVENT_JSON_SIZE], text[PL_SHOW_SIZE];

    pl_event_to_json(event, wall, line);
    if (run->sinks)
        pl_sinks_tell(run->sinks, event, wall);
    else
        pl_log_event(event, line);
    pl_run_keep_event(run, event, wall);
    if (run->wishes->json) {
        puts(line);
        fflush(stdout);
    } else if (run->terminal && pl_show_event(event, text)) {
        pl_show_clear();
        puts(text);
    }
}

/* An alert may bring an exercise with it. */
static void say_event(const struct pl_event *event, void *context)
{
    struct pl_run *run = context;
    struct pl_event exercise;

    tell(run, event);
    if (run->relief && event->kind == PL_EVENT_BREAK)
        pl_relief_desk_break(run->relief, event, pl_when_at(pl_clock_wall_at(event->t)));
    if (run->relief &&
        pl_relief_desk_alert(run->relief, event, pl_when_at(pl_clock_wall_at(event->t)), &exercise))
        tell(run, &exercise);
}

/* Text for systemctl status, and the live line. */
static void show(struct pl_run *run)
{
    char text[PL_SHOW_SIZE];

    pl_show_now(&run->judge, &run->seen, text);
    sd_notifyf(0, "STATUS=%s", text);
    if (run->terminal)
        pl_show_draw(text);
    pl_run_publish(run);
}

static void say_calibration(const struct pl_run *run, const struct pl_sighting *before)
{
    const struct pl_sighting *now = &run->seen;

    if (now->calibrating && !before->calibrating)
        pl_log(PL_LOG_INFO, "baseline", "calibrating: sit upright and look at the screen");
    if (now->calibrations == before->calibrations)
        return;
    if (now->refused)
        pl_log(PL_LOG_WARNING, "baseline", "the calibration failed%s; sit upright and try again",
               now->baseline ? ", and the upright from before holds" : "");
    else
        pl_log(PL_LOG_INFO, "baseline", now->saved < 0 ? "learned, but not kept: %s" : "learned%s",
               now->saved < 0 ? strerror(-now->saved) : "");
}

/* One line a change. */
static void say_camera(struct pl_run *run, enum pl_source_state before)
{
    const struct pl_sighting *s = &run->seen;

    if (s->camera == before || s->camera == PL_SOURCE_NO_FRAME)
        return;
    if (run->terminal)
        pl_show_clear();
    if (s->camera == PL_SOURCE_OK && before != PL_SOURCE_NO_FRAME)
        pl_log(PL_LOG_INFO, "camera", "frames come again");
    else if (s->camera == PL_SOURCE_END)
        pl_log(PL_LOG_INFO, "camera", "%s", s->detail);
    else if (s->camera != PL_SOURCE_OK)
        pl_log(PL_LOG_WARNING, "camera", "%s (%s); trying again. %s", s->detail,
               pl_source_state_name(s->camera), pl_source_state_advice(s->camera));
}

/* --- what is heard from the worker ----------------------------------------------------------- */

/* A camera that is known to be away is no hang; one that is open and silent may be. */
static bool is_alive(const struct pl_run *run)
{
    return run->seen.measured || pl_sighting_is_blind(&run->seen);
}

/* A guided session, when one is on. */
static void guide(struct pl_run *run)
{
    const struct pl_sighting *s = &run->seen;
    const struct pl_verify_sample sample = pl_relief_sample(
        &s->body, &s->measurement, run->judge.session.state == PL_SESSION_STANDING);
    enum pl_tune tune;

    if (pl_relief_desk_guide(run->relief, s->measured ? &sample : NULL, s->t,
                             pl_when_at(pl_clock_wall_at(s->t)), &tune))
        pl_run_apply_settings(run); /* the camera may rest again */
    pl_run_tell_session(run);
    if (run->sinks)
        pl_sinks_play(run->sinks, tune);
}

static void judge(struct pl_run *run)
{
    const struct pl_sighting *s = &run->seen;
    struct pl_local_time local = pl_local_time_at(pl_clock_wall_at(s->t));
    bool fine = s->camera == PL_SOURCE_OK || s->camera == PL_SOURCE_NO_FRAME;
    struct pl_event exercise;

    pl_judge_pause(&run->judge, s->paused);
    pl_judge_camera(&run->judge, s->t,
                    s->paused ? "paused"
                    : fine    ? "ok"
                              : pl_source_state_name(s->camera));
    if (s->measured)
        pl_judge_step(&run->judge, &s->measurement, local);
    else
        pl_judge_blind(&run->judge, s->t, local);
    pl_run_keep_step(run);
    if (run->relief)
        guide(run);
    if (run->relief && pl_relief_desk_tick(run->relief, &run->judge, s->t,
                                           pl_when_at(pl_clock_wall_at(s->t)), &exercise))
        tell(run, &exercise);
}

static void print_once(const struct pl_run *run)
{
    struct pl_record record = {.frame = -1, .measurement = run->seen.measurement};
    char text[PL_SHOW_SIZE];
    char *line = run->wishes->json ? pl_record_format(&record, PL_RECORD_PLAIN) : NULL;

    pl_show_now(&run->judge, &run->seen, text);
    puts(line ? line : text);
    free(line);
}

/* --once and files come to an end of their own. The sighting of a short file's end may have overtaken the only
 * one of its frames; it still holds the measurement. */
static void end_if_done(struct pl_run *run)
{
    const struct pl_sighting *s = &run->seen;

    if (run->wishes->once && s->looked > 0) {
        print_once(run);
        sd_event_exit(run->loop, PL_EXIT_DONE);
    } else if (s->camera == PL_SOURCE_END) {
        sd_event_exit(run->loop, PL_EXIT_DONE);
    } else if (run->wishes->once && pl_sighting_is_blind(&run->seen)) {
        if (s->paused) /* of trouble, say_camera() has said more */
            pl_log(PL_LOG_ERROR, "camera", "it is paused, so nothing is seen: see camera.paused");
        sd_event_exit(run->loop, PL_EXIT_FAILED);
    }
}

static int on_sighting(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct pl_run *run = context;
    const struct pl_sighting before = run->seen;
    uint64_t overtaken = 0;

    (void)source;
    (void)fd;
    (void)events;
    if (!pl_mailbox_take(pl_worker_mailbox(run->eyes.worker), &run->seen, &overtaken))
        return 0;
    run->overtaken += overtaken;
    run->alive |= is_alive(run);
    say_camera(run, before.camera);
    say_calibration(run, &before);
    judge(run);
    end_if_done(run);
    return 0;
}

/* --- time and signals ------------------------------------------------------------------------ */

static void count_frames(struct pl_run *run, pl_usec now)
{
    if (run->counted_at > 0 && now > run->counted_at)
        run->frames_per_s =
            (double)(run->seen.frames - run->counted_frames) / pl_seconds(now - run->counted_at);
    run->counted_at = now;
    run->counted_frames = run->seen.frames;
}

static void feel_warmth(struct pl_run *run, pl_usec now)
{
    if (run->warmth_at && now - run->warmth_at < FEEL_EVERY)
        return;
    run->warmth_at = now;
    run->cpu_temperature_c = pl_cpu_temperature_c("/sys/class/thermal");
}

/* After a suspend, or behind something slow, the ticks that were missed are not made up for. */
static pl_usec next_tick(pl_usec due, pl_usec now)
{
    return due + TICK > now ? due + TICK : now + TICK;
}

static int on_tick(sd_event_source *source, uint64_t due, void *context)
{
    struct pl_run *run = context;

    if (run->alive && run->watchdog > 0)
        sd_notify(0, "WATCHDOG=1");
    run->alive = false;
    count_frames(run, pl_clock_now());
    feel_warmth(run, pl_clock_now());
    pl_run_tick_history(run, pl_clock_now());
    show(run);
    sd_event_source_set_time(source, (uint64_t)next_tick((pl_usec)due, pl_clock_now()));
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
    (void)info;
    (void)context;
    return sd_event_exit(sd_event_source_get_event(source), PL_EXIT_DONE);
}

static void reload(struct pl_run *run)
{
    static struct pl_config fresh; /* too large for the stack */
    struct pl_reload what;

    if (pl_options_load(run->options, &fresh) != 0) {
        pl_log(PL_LOG_ERROR, "config", "not reloaded: everything stays as it was");
        return;
    }
    pl_config_reload(run->config, &fresh, &what);
    pl_run_apply_settings(run);
    pl_log(PL_LOG_INFO, "config", "reloaded: %d settings changed", what.applied_count);
    for (int i = 0; i < what.restart_count; i++)
        pl_log(PL_LOG_WARNING, "config", "%s counts after a restart",
               pl_setting_table[what.restart[i]].key);
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
    struct pl_run *run = context;

    (void)source;
    (void)info;
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)pl_clock_read(CLOCK_MONOTONIC));
    reload(run);
    sd_notify(0, "READY=1");
    return 0;
}

/* `run --json | head -1`, or a terminal that was closed: watching on would be for nobody. */
static int on_reader_gone(sd_event_source *source, int fd, uint32_t revents, void *user)
{
    struct pl_run *run = user;

    (void)source, (void)fd, (void)revents;
    pl_log(PL_LOG_INFO, "loop", "nobody reads this any more");
    return sd_event_exit(run->loop, PL_EXIT_FAILED);
}

/* --- beginning and end ---------------------------------------------------------------------- */

/* The signals are blocked before any thread is started, so that only the loop hears them. */
static int create_loop(struct pl_run *run)
{
    uint64_t now, patience = 0;
    sigset_t signals;
    int r;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (sd_watchdog_enabled(0, &patience) > 0)
        run->watchdog = (pl_usec)patience;
    if ((r = sd_event_new(&run->loop)) < 0 ||
        (r = sd_event_now(run->loop, CLOCK_BOOTTIME, &now)) < 0 ||
        (r = sd_event_add_signal(run->loop, NULL, SIGTERM, on_stop, run)) < 0 ||
        (r = sd_event_add_signal(run->loop, NULL, SIGINT, on_stop, run)) < 0 ||
        (r = sd_event_add_signal(run->loop, NULL, SIGHUP, on_reload, run)) < 0 ||
        (r = sd_event_add_time(run->loop, NULL, CLOCK_BOOTTIME, now + TICK, TICK / 10, on_tick,
                               run)) < 0) {
        pl_log(PL_LOG_ERROR, "loop", "it does not start: %s", strerror(-r));
        return PL_EXIT_FAILED;
    }
    if (run->wishes->json || run->terminal) /* refused for a file, which is as well */
        sd_event_add_io(run->loop, NULL, STDOUT_FILENO, 0, on_reader_gone, run);
    return 0;
}

static int start(struct pl_run *run)
{
    const struct pl_judge_config config = pl_judge_config_from(&run->config->settings);
    char detail[PL_DETAIL_SIZE];
    int r;

    pl_judge_init(&run->judge, &config, (struct pl_judge_listener){say_event, run});
    if (pl_source_prepare(run->config->settings.camera.source, detail) != 0)
        pl_log(PL_LOG_WARNING, "camera", "%s", detail);
    if ((r = create_loop(run)) != 0)
        return r;
    if (!run->wishes->dry_run && (r = pl_run_open_history(run)) != 0)
        return r;
    if (pl_relief_desk_create(&run->config->settings,
                              run->wishes->dry_run ? NULL : run->options->state_dir, NULL,
                              &run->relief) != 0)
        pl_log(PL_LOG_WARNING, "relief", "goes on without exercises");
    if (!run->wishes->dry_run && (r = pl_run_create_sinks(run)) != 0)
        return r;
    if (!run->wishes->dry_run)
        pl_run_open_control(run);
    if ((r = pl_run_load_models(run)) != 0)
        return r;
    pl_run_load_baseline(run);
    if ((r = pl_run_start_worker(run)) != 0)
        return r;
    feel_warmth(run, pl_clock_now());
    pl_run_publish(run); /* the broker may answer before the first tick, and is told states first */
    r = sd_event_add_io(run->loop, NULL, pl_mailbox_descriptor(pl_worker_mailbox(run->eyes.worker)),
                        EPOLLIN, on_sighting, run);
    return r < 0 ? PL_EXIT_FAILED : 0;
}

static void stop(struct pl_run *run)
{
    bool watched;

    sd_notify(0, "STOPPING=1");
    if (run->terminal)
        pl_show_clear();
    watched = run->eyes.worker != NULL;
    pl_eyes_close(&run->eyes);
    if (watched && !run->wishes->once)
        pl_judge_finish(&run->judge, pl_clock_now());
    pl_control_close(run->control);
    pl_sinks_destroy(run->sinks); /* what it could not deliver goes to the history */
    pl_run_close_history(run);
    pl_relief_desk_destroy(run->relief);
    sd_event_unref(run->loop);
}

int pl_run(const struct pl_options *options, struct pl_config *config,
           const struct pl_run_wishes *wishes)
{
    struct pl_run run = {
        .options = options,
        .wishes = wishes,
        .config = config,
        .seen = {.camera = PL_SOURCE_NO_FRAME,
                 .measurement = pl_measurement_unknown(0, PL_REASON_NO_PERSON)},
        .started = pl_clock_read(CLOCK_REALTIME),
        .terminal = isatty(STDOUT_FILENO) && !wishes->json && !wishes->once,
    };
    int r = start(&run);

    if (r == 0) {
        sd_notify(0, "READY=1\nSTATUS=Waiting for the first frame");
        r = sd_event_loop(run.loop);
    }
    stop(&run);
    return r < 0 ? PL_EXIT_FAILED : r;
}
