/* What `run` is made of at the start: settings become wishes, models become networks, a file a baseline. */
#include "app/run/run_private.h"

#include "app/command.h"
#include "app/watch/judge_settings.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

static struct pl_worker_wishes worker_wishes(const struct pl_run *run)
{
    struct pl_worker_wishes wishes = pl_eyes_wishes(&run->config->settings);

    wishes.exercising = run->relief && pl_relief_desk_exercising(run->relief);
    /* A silent camera must be noticed before systemd loses patience with us. */
    if (run->watchdog > 0 && wishes.frozen_after > run->watchdog / 2)
        wishes.frozen_after = run->watchdog / 2;
    return wishes;
}

void pl_run_apply_settings(struct pl_run *run)
{
    const struct pl_judge_config config = pl_judge_config_from(&run->config->settings);
    const struct pl_worker_wishes wishes = worker_wishes(run);

    pl_judge_configure(&run->judge, &config);
    if (run->relief)
        pl_relief_desk_configure(run->relief, &run->config->settings);
    if (run->eyes.worker)
        pl_worker_wish(run->eyes.worker, &wishes);
}

int pl_run_load_models(struct pl_run *run)
{
    struct pl_message why;

    if (pl_eyes_open(&run->eyes, run->options, &run->config->settings, &why) == 0)
        return 0;
    pl_log(PL_LOG_ERROR, "model", "%s", why.text);
    return PL_EXIT_FAILED;
}

void pl_run_load_baseline(struct pl_run *run)
{
    struct pl_message why;
    int r = pl_eyes_load_baseline(&run->eyes, run->options->state_dir, &why);

    if (r == -ENOENT)
        pl_log(PL_LOG_WARNING, "baseline",
               "there is none for %s yet, so presence and sitting time are watched and posture is "
               "not judged. "
               "Sit upright and run: plumbline calibrate",
               run->config->settings.profile.name);
    else if (r < 0)
        pl_log(PL_LOG_WARNING, "baseline", "%s. Sit upright and run: plumbline calibrate",
               why.text);
}

int pl_run_start_worker(struct pl_run *run)
{
    const struct pl_worker_wishes wishes = worker_wishes(run);
    int r = pl_eyes_watch(&run->eyes, &wishes, !run->wishes->dry_run);

    if (r == 0)
        return 0;
    pl_log(PL_LOG_ERROR, "camera", "the worker does not start: %s", strerror(-r));
    return PL_EXIT_FAILED;
}
