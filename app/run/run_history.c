/* What `run` keeps: minutes and events in the history, and messages that a broker has not confirmed. */
#include "app/run/run_private.h"

#include "app/command.h"
#include "base/clock.h"
#include "base/log.h"

#include <string.h>
#include <sys/timex.h>

/* Damage is found at opening, by the check that follows it, or when a write meets it. */
static void tell_of_damage(struct pl_run *run)
{
    struct pl_history_status status = pl_history_status(run->history);

    if (!strcmp(status.set_aside, run->set_aside))
        return;
    memcpy(run->set_aside, status.set_aside, sizeof run->set_aside);
    pl_log(PL_LOG_ERROR, "history", "the file was damaged and is now %s; a new one is begun",
           status.set_aside);
}

/* A daemon that cannot keep a history still watches and alerts. */
int pl_run_open_history(struct pl_run *run)
{
    const struct pl_settings *s = &run->config->settings;
    int r;

    if (!s->history.enabled)
        return 0;
    r = pl_history_open(run->options->state_dir, s->profile.name, PL_HISTORY_DAEMON, false,
                        &run->history);
    if (r != 0) {
        pl_log(PL_LOG_ERROR, "history", "nothing is kept: %s",
               r > 0 ? pl_history_condition_text((enum pl_history_condition)r) : strerror(-r));
        /* Two on one state directory would fight for the camera and alert twice. */
        return r == PL_HISTORY_BUSY ? PL_EXIT_FAILED : 0;
    }
    tell_of_damage(run);
    pl_lived_init(&run->lived, run->history);
    pl_run_tick_history(run, pl_clock_now());
    return 0;
}

static bool clock_is_synchronised(void)
{
    struct timex query = {0};

    return adjtimex(&query) >= 0 && !(query.status & STA_UNSYNC);
}

static void write_due(struct pl_run *run, pl_usec now)
{
    int r = pl_history_write(run->history, now);

    tell_of_damage(run);
    if (r != run->history_error) {
        if (r < 0)
            pl_log(PL_LOG_WARNING, "history", "kept in memory for now: %s", strerror(-r));
        else
            pl_log(PL_LOG_INFO, "history", "written again");
    }
    run->history_error = r;
}

void pl_run_tick_history(struct pl_run *run, pl_usec now)
{
    const struct pl_settings *s = &run->config->settings;

    if (!run->history)
        return;
    if (run->clocked_at == 0 || now - run->clocked_at >= PL_USEC_PER_MIN) {
        pl_history_clock(run->history, now, pl_clock_read(CLOCK_REALTIME), clock_is_synchronised());
        run->clocked_at = now;
    }
    write_due(run, now);
    if (now - run->thinned_at >= PL_USEC_PER_HOUR) {
        pl_history_thin(run->history, now, s->history.minutes_days, s->history.hours_days,
                        s->history.retention_days);
        run->thinned_at = now;
    }
}

void pl_run_keep_step(struct pl_run *run)
{
    const struct pl_sighting *s = &run->seen;

    if (run->history)
        pl_lived_step(&run->lived, &run->judge, pl_clock_wall_at(s->t),
                      s->paused                   ? "paused"
                      : s->camera == PL_SOURCE_OK ? "no_data"
                                                  : pl_source_state_name(s->camera));
}

void pl_run_keep_event(struct pl_run *run, const struct pl_event *event, pl_wall_usec wall)
{
    if (run->history)
        pl_lived_event(&run->lived, event, wall);
}

void pl_run_close_history(struct pl_run *run)
{
    int r;

    if (!run->history)
        return;
    pl_run_keep_step(run);
    pl_lived_finish(&run->lived);
    r = pl_history_close(run->history);
    run->history = NULL;
    if (r < 0)
        pl_log(PL_LOG_ERROR, "history", "the last minute is lost: %s", strerror(-r));
}
