#include "alerts/ha_states.h"

#include "base/json.h"

#include <assert.h>
#include <errno.h>
#include <math.h>

/* Rounds to what the component of this key displays; more is noise. */
static double rounded(const char *key, double value)
{
    const struct pl_ha_component *c = pl_ha_component_find(key);
    double scale = c && c->rounding == PL_HA_TENTHS ? 10 : 1;

    if (!c || c->rounding == PL_HA_AS_IS)
        return value;
    return round(value * scale) / scale + 0.0; /* + 0.0 turns -0 into 0 */
}

static void add_number(cJSON *to, const char *key, double value)
{
    pl_json_add_number(to, key, rounded(key, value));
}

static void add_switch(cJSON *to, const char *key, bool on)
{
    cJSON_AddStringToObject(to, key, on ? "ON" : "OFF");
}

static void add_moment(cJSON *to, const char *key, pl_wall_usec moment)
{
    char text[PL_RFC3339_SIZE];

    pl_rfc3339(moment - moment % PL_USEC_PER_SEC, text);
    pl_json_add_text(to, key, moment ? text : NULL);
}

static void add_list(cJSON *to, const char *key, const char *const *list, size_t count)
{
    cJSON *array = cJSON_AddArrayToObject(to, key);

    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(array, cJSON_CreateString(list[i]));
}

static void render_live(const struct pl_published *p, cJSON *to)
{
    const struct pl_published_live *live = &p->live;

    add_switch(to, "presence", live->present);
    add_switch(to, "posture_warning", live->warning);
    pl_json_add_text(to, "posture", pl_posture_words(live->posture));
    add_number(to, "score", live->score);
    add_number(to, "head_offset", live->head_offset_cm);
    add_number(to, "head_offset_sd", live->head_offset_sd_cm);
    add_number(to, "screen_distance", live->screen_distance_cm);
    add_number(to, "neck_angle", live->neck_angle_deg);
    add_number(to, "neck_effort", live->neck_effort_percent);
    add_number(to, "shoulder_tilt", live->shoulder_tilt_deg);
    add_number(to, "torso_lean", live->torso_lean_deg);
    add_number(to, "trunk_forward", live->trunk_forward_cm);
    pl_json_add_text(to, "why", live->why ? live->why : "nothing to say");
    add_moment(to, "ts", live->at);
}

static void render_session(const struct pl_published *p, cJSON *to)
{
    const struct pl_published_session *session = &p->session;

    add_moment(to, "sitting_since", session->sitting_since);
    add_moment(to, "last_break", session->last_break);
    add_number(to, "sitting_time", session->sitting_min);
    add_number(to, "longest_sit", session->longest_sit_min);
    add_number(to, "breaks_today", session->breaks_today);
    add_number(to, "alerts_today", session->alerts_today);
    add_number(to, "good_today", session->good_today_min);
    add_number(to, "poor_today", session->poor_today_min);
}

static void render_settings(const struct pl_published *p, cJSON *to)
{
    const struct pl_published_settings *settings = &p->settings;

    add_switch(to, "alerts_enabled", settings->alerts_enabled);
    add_switch(to, "camera_pause", settings->camera_paused);
    pl_json_add_text(to, "phase", settings->phase);
    pl_json_add_text(to, "mode", settings->mode);
    add_number(to, "forward_head_cm", settings->forward_head_cm);
    add_number(to, "shoulder_tilt_deg", settings->shoulder_tilt_deg);
    add_number(to, "screen_distance_min_cm", settings->screen_distance_min_cm);
    add_number(to, "dwell_s", settings->dwell_s);
    add_number(to, "cooldown_min", settings->cooldown_min);
    add_number(to, "soft_min", settings->soft_min);
}

static void render_diagnostics(const struct pl_published *p, cJSON *to)
{
    add_number(to, "fps", p->diagnostics.frames_per_s);
    add_number(to, "inference", p->diagnostics.inference_ms);
    add_number(to, "cpu_temp", p->diagnostics.cpu_temperature_c);
    add_moment(to, "started", p->diagnostics.started);
    add_switch(to, "camera_problem", p->diagnostics.camera_problem);
}

static void render_exercise(const struct pl_published *p, cJSON *to)
{
    const struct pl_published_exercise *exercise = &p->exercise;

    assert(exercise->step_count <= PL_PUBLISHED_STEPS_MAX);
    pl_json_add_text(to, "id", exercise->id);
    pl_json_add_text(to, "title", exercise->title);
    add_list(to, "steps", exercise->steps, exercise->step_count);
    add_number(to, "reps", exercise->reps ? exercise->reps : (double)NAN);
    add_number(to, "hold_s", exercise->hold_s);
    pl_json_add_text(to, "because", exercise->because);
    pl_json_add_text(to, "stage", exercise->stage);
    if (!exercise->stage)
        return;
    pl_json_add_text(to, "seen", exercise->seen);
    add_number(to, "rep", exercise->rep);
    add_number(to, "reps_seen", exercise->reps_seen);
    add_number(to, "left_s", exercise->left_s);
    add_number(to, "progress", exercise->progress_percent);
}

static void render_safety(const struct pl_published *p, cJSON *to)
{
    const struct pl_published_safety *safety = &p->safety;

    assert(safety->question_count <= PL_PUBLISHED_QUESTIONS_MAX);
    pl_json_add_text(to, "level", pl_safety_word(safety->level));
    add_list(to, "questions", safety->questions, safety->question_count);
    pl_json_add_text(to, "advice", safety->advice);
}

int pl_ha_state_render(const struct pl_published *published, enum pl_ha_topic topic, char **ret)
{
    static void (*const render[PL_HA_TOPIC_COUNT])(const struct pl_published *, cJSON *) = {
        [PL_HA_TOPIC_LIVE] = render_live,         [PL_HA_TOPIC_SESSION] = render_session,
        [PL_HA_TOPIC_SETTINGS] = render_settings, [PL_HA_TOPIC_DIAGNOSTICS] = render_diagnostics,
        [PL_HA_TOPIC_EXERCISE] = render_exercise, [PL_HA_TOPIC_SAFETY] = render_safety,
    };
    cJSON *object = cJSON_CreateObject();
    char *text;

    assert(render[topic]);
    render[topic](published, object);
    text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    if (!text)
        return -ENOMEM;
    *ret = text;
    return 0;
}
