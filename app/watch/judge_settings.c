#include "app/watch/judge_settings.h"

#include <assert.h>

static struct pl_thresholds thresholds_of(const struct pl_settings *settings)
{
    return (struct pl_thresholds){
        .forward_head_cm = settings->thresholds.forward_head_cm,
        .forward_head_strong_cm = settings->thresholds.forward_head_strong_cm,
        .forward_head_clear_cm = settings->thresholds.forward_head_clear_cm,
        .head_drop_cm = settings->thresholds.head_drop_cm,
        .shoulder_tilt_deg = settings->thresholds.shoulder_tilt_deg,
        .torso_lean_deg = settings->thresholds.torso_lean_deg,
        .screen_distance_min_cm = settings->thresholds.screen_distance_min_cm,
    };
}

static struct pl_quiet_hours quiet_hours_of(const struct pl_settings *settings)
{
    struct pl_quiet_hours quiet = {0};
    int r = pl_quiet_hours_parse(settings->alerts.quiet_hours, &quiet);

    assert(r == 0); /* the settings' own check accepts nothing else */
    return quiet;
}

struct pl_judge_config pl_judge_config_from(const struct pl_settings *settings)
{
    return (struct pl_judge_config){
        .policy =
            {
                .thresholds = thresholds_of(settings),
                .enabled = settings->alerts.enabled,
                .silent = settings->alerts.mode == PL_ALERT_SILENT,
                .dwell = settings->alerts.dwell_s * PL_USEC_PER_SEC,
                .clear = settings->alerts.clear_s * PL_USEC_PER_SEC,
                .cooldown = settings->alerts.cooldown_min * PL_USEC_PER_MIN,
                .snooze = settings->alerts.snooze_min * PL_USEC_PER_MIN,
                .per_hour = settings->alerts.per_hour,
                .per_day = settings->alerts.per_day,
                .soft = settings->sitting.soft_min * PL_USEC_PER_MIN,
                .firm = settings->sitting.firm_min * PL_USEC_PER_MIN,
                .quiet = quiet_hours_of(settings),
            },
        .break_length = settings->sitting.break_s * PL_USEC_PER_SEC,
    };
}
