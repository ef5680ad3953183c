/* What `run` is made of at the start: settings become wishes, models become networks, a file a baseline. */
#include "app/run_private.h"

#include "app/command.h"
#include "app/judge_settings.h"
#include "app/posture_limits.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

static struct pl_worker_wishes worker_wishes(const struct pl_run *run)
{
    const struct pl_settings *s = &run->config->settings;
    struct pl_worker_wishes wishes = {
        .paused = s->camera.paused,
        .exercising = run->relief && pl_relief_desk_exercising(run->relief),
        .active_hz = s->camera.fps,
        .frozen_after = s->camera.freeze_s * PL_USEC_PER_SEC,
    };

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
    if (run->worker)
        pl_worker_wish(run->worker, &wishes);
}

static struct pl_source_wish source_wish(const struct pl_settings *s)
{
    static const int hertz[] = {[PL_POWER_LINE_AUTO] = 0,
                                [PL_POWER_LINE_50] = 50,
                                [PL_POWER_LINE_60] = 60,
                                [PL_POWER_LINE_OFF] = -1};

    return (struct pl_source_wish){
        .width = s->camera.width,
        .height = s->camera.height,
        .rate_hz =
            s->camera.fps > 10 ? s->camera.fps : 10, /* slower ones expose until things blur */
        .power_line_hz = hertz[s->camera.power_line],
        .loop = s->camera.loop,
        .paced = true,
    };
}

static struct pl_mounting mounting(const struct pl_settings *s)
{
    return (struct pl_mounting){.rotation_deg = s->camera.rotation, .mirror = s->camera.mirror};
}

int pl_run_load_models(struct pl_run *run)
{
    const struct pl_settings *s = &run->config->settings;
    struct pl_model_places places = {.option = run->options->models,
                                     .directory = s->model.directory};
    struct pl_sight_settings sight = {
        .models = places,
        .pose = s->model.pose == PL_POSE_CHOICE_FULL ? PL_POSE_MODEL_FULL : PL_POSE_MODEL_LITE,
        .threads = s->model.threads};
    struct pl_measurer_settings measurer = {
        .hfov_deg = s->camera.hfov_deg,
        .mounting = mounting(s),
        .eye_distance_mm = s->profile.eye_distance_mm,
        .limits = pl_posture_limits_from(s),
        .models = places,
    };
    struct pl_message why;

    if (pl_sight_create(&sight, &run->sight, &why) < 0)
        goto fail;
    measurer.sight = run->sight;
    if (pl_measurer_create(&measurer, &run->measurer, &why) < 0)
        goto fail;
    return 0;
fail:
    pl_log(PL_LOG_ERROR, "model", "%s", why.text);
    return PL_EXIT_FAILED;
}

void pl_run_load_baseline(struct pl_run *run)
{
    const char *profile = run->config->settings.profile.name;
    char *path = run->baseline_path;
    struct pl_message why;
    struct pl_seat seat;
    int r =
        pl_baseline_path(run->options->state_dir, profile, path, sizeof run->baseline_path, &why);

    if (r == 0)
        r = pl_measurer_load(run->measurer, path, &why);
    if (r == 0 && pl_measurer_seat(run->measurer, &seat))
        pl_sight_expect(run->sight, &seat);
    if (r == -ENOENT)
        pl_log(PL_LOG_WARNING, "baseline",
               "there is none for %s yet, so presence and sitting time are watched and posture is "
               "not judged. "
               "Sit upright and run: plumbline calibrate",
               profile);
    else if (r < 0)
        pl_log(PL_LOG_WARNING, "baseline", "%s. Sit upright and run: plumbline calibrate",
               why.text);
}

int pl_run_start_worker(struct pl_run *run)
{
    const struct pl_settings *s = &run->config->settings;
    const struct pl_worker_settings settings = {
        .source = s->camera.source,
        .sight = run->sight,
        .measurer = run->measurer,
        .wish = source_wish(s),
        .mounting = mounting(s),
        .baseline_path = run->wishes->dry_run ? "" : run->baseline_path,
        .profile = s->profile.name,
        .calibration_length = s->calibration.length_s * PL_USEC_PER_SEC,
        .keep_patches = s->baseline.keep_patches,
        .wishes = worker_wishes(run),
    };
    int r = pl_worker_start(&settings, &run->worker);

    if (r == 0)
        return 0;
    pl_log(PL_LOG_ERROR, "camera", "the worker does not start: %s", strerror(-r));
    return PL_EXIT_FAILED;
}
