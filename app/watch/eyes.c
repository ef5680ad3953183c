#include "app/watch/eyes.h"

#include "app/watch/posture_limits.h"
#include "app/watch/sight_settings.h"

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

int pl_eyes_open(struct pl_eyes *eyes, const struct pl_options *options,
                 const struct pl_settings *s, struct pl_message *reterr)
{
    const struct pl_sight_settings sight = pl_sight_settings_from(s, options->models);
    struct pl_measurer_settings measurer = {
        .hfov_deg = s->camera.hfov_deg,
        .mounting = mounting(s),
        .eye_distance_mm = s->profile.eye_distance_mm,
        .limits = pl_posture_limits_from(s),
        .models = sight.models,
    };
    int r;

    eyes->settings = s;
    if ((r = pl_sight_create(&sight, &eyes->sight, reterr)) < 0)
        return r;
    measurer.sight = eyes->sight;
    return pl_measurer_create(&measurer, &eyes->measurer, reterr);
}

int pl_eyes_load_baseline(struct pl_eyes *eyes, const char *state_dir, struct pl_message *reterr)
{
    struct pl_seat seat;
    int r = pl_baseline_path(state_dir, eyes->settings->profile.name, eyes->baseline_path,
                             sizeof eyes->baseline_path, reterr);

    if (r == 0)
        r = pl_measurer_load(eyes->measurer, eyes->baseline_path, reterr);
    if (r == 0 && pl_measurer_seat(eyes->measurer, &seat))
        pl_sight_expect(eyes->sight, &seat);
    return r;
}

struct pl_worker_wishes pl_eyes_wishes(const struct pl_settings *s)
{
    return (struct pl_worker_wishes){
        .paused = s->camera.paused,
        .active_hz = s->camera.fps,
        .frozen_after = s->camera.freeze_s * PL_USEC_PER_SEC,
        .calibration_length = s->calibration.length_s * PL_USEC_PER_SEC,
        .keep_patches = s->baseline.keep_patches,
        .eye_distance_mm = s->profile.eye_distance_mm,
        .limits = pl_posture_limits_from(s),
    };
}

int pl_eyes_watch(struct pl_eyes *eyes, const struct pl_worker_wishes *wishes, bool keep)
{
    const struct pl_settings *s = eyes->settings;
    const struct pl_worker_settings settings = {
        .source = s->camera.source,
        .sight = eyes->sight,
        .measurer = eyes->measurer,
        .wish = source_wish(s),
        .mounting = mounting(s),
        .baseline_path = keep ? eyes->baseline_path : "",
        .profile = s->profile.name,
        .wishes = *wishes,
    };

    return pl_worker_start(&settings, &eyes->worker);
}

void pl_eyes_close(struct pl_eyes *eyes)
{
    pl_worker_stop(eyes->worker);
    pl_measurer_destroy(eyes->measurer);
    pl_sight_destroy(eyes->sight);
    *eyes = (struct pl_eyes){0};
}
