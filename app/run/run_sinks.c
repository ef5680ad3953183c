/* The way from settings to sinks, from the judge to what is published, and from orders to deeds. */
#include "app/run/run_private.h"

#include "alerts/score.h"
#include "app/command.h"
#include "app/run/pending_history.h"
#include "app/watch/sinks_settings.h"
#include "base/clock.h"
#include "base/log.h"
#include "config/changes.h"
#include "config/secret.h"
#include "posture/neck_effort.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int pl_run_create_sinks(struct pl_run *run)
{
    const struct pl_settings *s = &run->config->settings;
    const struct pl_sinks_handlers handlers = {
        .user = run,
        .on_order = pl_run_order,
        .pending = run->history ? &pl_pending_history_ops : NULL,
        .pending_store = run->history,
    };
    char password[PL_SECRET_MAX] = "", why[256];
    struct pl_sinks_settings settings = pl_sinks_settings_from(s, password);
    int r;

    if (s->mqtt.host[0] && s->mqtt.password_file[0] &&
        pl_secret_read(s->mqtt.password_file, password, why, sizeof why) != 0) {
        pl_log(PL_LOG_ERROR, "mqtt", "left out: %s", why);
        settings.mqtt.host = "";
    }
    r = pl_sinks_create(&settings, run->loop, &handlers, &run->sinks);
    pl_secret_forget(password);
    if (r == 0)
        return 0;
    pl_log(PL_LOG_ERROR, "sinks", "%s", strerror(-r));
    return PL_EXIT_FAILED;
}

/* --- what is published ------------------------------------------------------------------------ */

static double minutes(pl_usec t)
{
    return pl_seconds(t) / 60;
}

static void publish_live(const struct pl_run *run, struct pl_published_live *ret)
{
    const struct pl_measurement *m = &run->judge.now;
    const struct pl_thresholds *thresholds = &run->judge.config.policy.thresholds;

    ret->at = pl_clock_wall_at(run->seen.t);
    ret->why = pl_judge_why(&run->judge);
    if (!run->seen.measured || !m->present)
        return;
    ret->present = true;
    ret->warning = run->judge.policy.warning;
    ret->posture = m->posture;
    ret->score = pl_posture_score(m, thresholds);
    ret->head_offset_cm = m->forward_head_delta_cm.value;
    ret->head_offset_sd_cm = m->forward_head_delta_cm.sd;
    ret->screen_distance_cm = m->screen_distance_cm.value;
    ret->neck_angle_deg = m->neck_angle_deg.value;
    ret->neck_effort_percent = pl_neck_effort_percent(m);
    ret->shoulder_tilt_deg = m->shoulder_tilt_deg.value;
    ret->torso_lean_deg = m->torso_lean_deg.value;
    ret->trunk_forward_cm = m->trunk_forward_cm.value;
}

static void publish_session(const struct pl_run *run, struct pl_published_session *ret)
{
    const struct pl_session *session = &run->judge.session;
    const struct pl_day *today = &run->judge.today;

    if (session->state == PL_SESSION_SITTING)
        ret->sitting_since = pl_clock_wall_at(session->since);
    if (session->had_break)
        ret->last_break = pl_clock_wall_at(session->last_break);
    ret->sitting_min = minutes(session->seated);
    ret->longest_sit_min = minutes(today->longest_sit);
    ret->breaks_today = today->breaks;
    for (int kind = 0; kind < PL_EVENT_KINDS; kind++)
        ret->alerts_today += today->alerts[kind];
    ret->good_today_min = minutes(today->good);
    ret->poor_today_min = minutes(today->poor);
}

static const char *word_of(const struct pl_settings *settings, const char *key, char *ret,
                           size_t size)
{
    pl_setting_format(pl_setting_find(key), settings, ret, size);
    return ret;
}

void pl_run_publish(struct pl_run *run)
{
    const struct pl_settings *s = &run->config->settings;
    struct pl_published p = pl_published_nothing();
    char phase[PL_SETTING_WORD_MAX], mode[PL_SETTING_WORD_MAX];

    if (!run->sinks)
        return;
    p.camera_available = run->seen.camera == PL_SOURCE_OK && !run->seen.paused;
    publish_live(run, &p.live);
    publish_session(run, &p.session);
    p.settings = (struct pl_published_settings){
        .alerts_enabled = s->alerts.enabled,
        .camera_paused = s->camera.paused,
        .phase = word_of(s, "relief.phase", phase, sizeof phase),
        .mode = word_of(s, "alerts.mode", mode, sizeof mode),
        .forward_head_cm = s->thresholds.forward_head_cm,
        .shoulder_tilt_deg = s->thresholds.shoulder_tilt_deg,
        .screen_distance_min_cm = s->thresholds.screen_distance_min_cm,
        .dwell_s = s->alerts.dwell_s,
        .cooldown_min = s->alerts.cooldown_min,
        .soft_min = s->sitting.soft_min,
    };
    p.limits = pl_published_limits_from(s);
    p.diagnostics.frames_per_s = run->frames_per_s;
    p.diagnostics.inference_ms = run->seen.looked > 0 ? run->seen.look_ms : NAN;
    p.diagnostics.cpu_temperature_c = run->cpu_temperature_c;
    p.diagnostics.started = run->started;
    p.diagnostics.camera_problem = !run->seen.paused && run->seen.camera != PL_SOURCE_OK &&
                                   run->seen.camera != PL_SOURCE_NO_FRAME;
    if (run->relief)
        pl_relief_desk_publish(run->relief, pl_when_now(), &p.exercise, &p.safety);
    pl_sinks_show(run->sinks, &p);
}

/* --- orders ----------------------------------------------------------------------------------- */

static int change_setting(struct pl_run *run, const struct pl_order *order)
{
    char why[512];
    int r = pl_config_change(run->config, run->options->state_dir, order->setting, order->text, why,
                             sizeof why);

    if (r == 0)
        pl_run_apply_settings(run);
    else
        pl_log(PL_LOG_WARNING, "config", "%s stays as it was: %s", order->setting,
               r > 0 ? why : strerror(-r));
    return r;
}

int pl_run_order(void *user, const struct pl_order *order)
{
    struct pl_run *run = user;
    pl_usec now = pl_clock_now();
    int r = 0;

    switch (order->kind) {
    case PL_ORDER_SET:
        r = change_setting(run, order);
        break;
    case PL_ORDER_SNOOZE:
        pl_judge_snooze(&run->judge, now, 0);
        break;
    case PL_ORDER_DISMISS:
        pl_judge_dismiss(&run->judge, now);
        break;
    case PL_ORDER_INHIBIT:
        pl_judge_inhibit(&run->judge, !strcmp(order->text, "true"));
        break;
    case PL_ORDER_BREAK_TAKEN:
        pl_judge_break_taken(&run->judge, now);
        break;
    case PL_ORDER_RESTART:
        r = sd_event_exit(run->loop, PL_EXIT_FAILED); /* the service manager starts it again */
        break;
    case PL_ORDER_EXERCISE_DONE:
        r = run->relief ? pl_relief_desk_done(run->relief, pl_when_now()) : 1;
        pl_run_apply_settings(run); /* it may have ended a session */
        break;
    case PL_ORDER_EXERCISE:
        r = run->relief ? pl_relief_desk_exercise(run->relief, order->text, now, pl_when_now()) : 1;
        pl_run_apply_settings(run); /* the camera looks more often during a session */
        break;
    case PL_ORDER_NO_WARNING_SIGNS:
        r = run->relief ? pl_relief_desk_none_apply(run->relief, pl_when_now()) : 1;
        break;
    case PL_ORDER_SAFETY_ANSWERS:
        r = run->relief ? pl_relief_desk_answers(run->relief, order->text, pl_when_now()) : 1;
        break;
    case PL_ORDER_CALIBRATE:
    case PL_ORDER_REFRESH_BASELINE:
        pl_worker_calibrate(run->eyes.worker, order->kind == PL_ORDER_REFRESH_BASELINE);
        break;
    case PL_ORDER_NONE:
    case PL_ORDER_KIND_COUNT:
        r = 1;
        break;
    }
    pl_run_publish(run);
    return r;
}
