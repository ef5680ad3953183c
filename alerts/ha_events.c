#include "alerts/ha_events.h"

#include "alerts/published.h"
#include "base/json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_number(cJSON *to, const char *key, double value)
{
    pl_json_add_number(to, key, round(value * 10) / 10 + 0.0);
}

static void add_whole_seconds(cJSON *to, const char *key, pl_usec length)
{
    cJSON_AddNumberToObject(to, key, round(pl_seconds(length)));
}

static enum pl_ha_topic render_alert(const struct pl_event *e, cJSON *to)
{
    pl_json_add_text(to, "event_type", "poor posture");
    pl_json_add_text(to, "level", pl_level_name(e->posture_alert.level));
    pl_json_add_text(to, "posture", pl_posture_words(e->posture_alert.posture));
    add_number(to, "head_offset", e->posture_alert.forward_head_delta_cm);
    add_whole_seconds(to, "held_s", e->posture_alert.held);
    return PL_HA_TOPIC_ALERT;
}

static enum pl_ha_topic render_too_close(const struct pl_event *e, cJSON *to)
{
    pl_json_add_text(to, "event_type", "too close");
    add_number(to, "screen_distance", e->too_close.screen_distance_cm);
    add_whole_seconds(to, "held_s", e->too_close.held);
    return PL_HA_TOPIC_ALERT;
}

static enum pl_ha_topic render_break_due(const struct pl_event *e, cJSON *to)
{
    pl_json_add_text(to, "event_type", "break due");
    pl_json_add_text(to, "level", pl_level_name(e->break_due.level));
    add_whole_seconds(to, "seated_s", e->break_due.seated);
    return PL_HA_TOPIC_ALERT;
}

static enum pl_ha_topic render_recovered(const struct pl_event *e, cJSON *to)
{
    pl_json_add_text(to, "event_type", "recovered");
    add_whole_seconds(to, "after_s", e->recovered.after);
    return PL_HA_TOPIC_ALERT;
}

static enum pl_ha_topic render_exercise(const struct pl_event *e, cJSON *to)
{
    pl_json_add_text(to, "event_type", "exercise");
    pl_json_add_text(to, "id", e->exercise.id);
    pl_json_add_text(to, "title", e->exercise.title);
    pl_json_add_text(to, "because", e->exercise.because);
    return PL_HA_TOPIC_ALERT;
}

static enum pl_ha_topic render_camera(const struct pl_event *e, cJSON *to)
{
    /* Who paused the camera need not be told of a problem with it. */
    if (!strcmp(e->camera.state, "ok") || !strcmp(e->camera.state, "paused"))
        return PL_HA_TOPIC_NONE;
    pl_json_add_text(to, "event_type", "camera problem");
    pl_json_add_text(to, "state", e->camera.state);
    return PL_HA_TOPIC_ALERT;
}

static enum pl_ha_topic render_break(const struct pl_event *e, cJSON *to)
{
    pl_json_add_text(to, "event_type", "break");
    add_whole_seconds(to, "length_s", e->pause.length);
    cJSON_AddBoolToObject(to, "declared", e->pause.declared);
    return PL_HA_TOPIC_SESSION_END;
}

typedef enum pl_ha_topic render_function(const struct pl_event *, cJSON *);

/* Kinds that are not here are states: they have topics of their own. */
static render_function *const renderers[PL_EVENT_KINDS] = {
    [PL_EVENT_BREAK] = render_break,         [PL_EVENT_POSTURE_ALERT] = render_alert,
    [PL_EVENT_TOO_CLOSE] = render_too_close, [PL_EVENT_BREAK_DUE] = render_break_due,
    [PL_EVENT_RECOVERED] = render_recovered, [PL_EVENT_EXERCISE] = render_exercise,
    [PL_EVENT_CAMERA] = render_camera,
};

static int print_into(const cJSON *object, struct pl_pending_item *item)
{
    char *text = cJSON_PrintUnformatted(object);
    size_t length = text ? strlen(text) : 0;
    int r = !text ? -ENOMEM : length < sizeof item->payload ? 0 : -EMSGSIZE;

    if (r == 0)
        memcpy(item->payload, text, length + 1);
    free(text);
    return r;
}

int pl_ha_event_render(const struct pl_event *event, pl_wall_usec at, struct pl_pending_item *ret)
{
    struct pl_pending_item item = {.at = at};
    char time_text[PL_RFC3339_SIZE];
    cJSON *object;
    enum pl_ha_topic topic;
    int r = PL_HA_EVENT_UNTOLD;

    if (!renderers[event->kind])
        return r;
    object = cJSON_CreateObject();
    topic = renderers[event->kind](event, object);
    pl_rfc3339(at - at % PL_USEC_PER_SEC, time_text);
    pl_json_add_text(object, "time", time_text);
    if (topic != PL_HA_TOPIC_NONE) {
        snprintf(item.topic, sizeof item.topic, "%s", pl_ha_topic_suffix(topic));
        r = print_into(object, &item);
    }
    cJSON_Delete(object);
    if (r == 0)
        *ret = item;
    return r;
}

bool pl_ha_event_is_kept(enum pl_event_kind kind)
{
    return pl_event_is_alert(kind) || kind == PL_EVENT_CAMERA || kind == PL_EVENT_BREAK;
}

int pl_ha_event_mark_late(const char *payload, char **ret)
{
    cJSON *object = cJSON_Parse(payload);
    char *text = NULL;
    int r = cJSON_IsObject(object) ? -ENOMEM : -EINVAL;

    if (r == -ENOMEM) {
        cJSON_AddTrueToObject(object, "late");
        text = cJSON_PrintUnformatted(object);
    }
    cJSON_Delete(object);
    if (!text)
        return r;
    *ret = text;
    return 0;
}
