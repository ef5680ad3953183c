#include "alerts/ha_discovery.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One text a topic, made once for a rendering. */
struct topics {
    char text[PL_HA_TOPIC_COUNT][PL_HA_TOPIC_MAX];
    char command_prefix[PL_HA_TOPIC_MAX];
};

int pl_ha_topic_of(const struct pl_ha_identity *identity, enum pl_ha_topic topic, char *buffer,
                   size_t size)
{
    int n = snprintf(buffer, size, "%s/%s/%s", identity->base_topic, identity->device_id,
                     pl_ha_topic_suffix(topic));

    return n >= 0 && (size_t)n < size ? 0 : -ENAMETOOLONG;
}

static int name_topics(const struct pl_ha_identity *identity, struct topics *ret)
{
    int n = snprintf(ret->command_prefix, sizeof ret->command_prefix, "%s/%s/cmd",
                     identity->base_topic, identity->device_id);

    if (n < 0 || (size_t)n >= sizeof ret->command_prefix)
        return -ENAMETOOLONG;
    for (int t = PL_HA_TOPIC_NONE + 1; t < PL_HA_TOPIC_COUNT; t++) {
        int r = pl_ha_topic_of(identity, (enum pl_ha_topic)t, ret->text[t], sizeof ret->text[t]);
        if (r < 0)
            return r;
    }
    return 0;
}

static void add_text(cJSON *to, const char *key, const char *text)
{
    if (text && *text)
        cJSON_AddStringToObject(to, key, text);
}

static void add_format(cJSON *to, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add_format(cJSON *to, const char *key, const char *format, ...)
{
    char text[2 * PL_HA_TOPIC_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    cJSON_AddStringToObject(to, key, text);
}

static void add_strings(cJSON *to, const char *key, const char *const *list)
{
    cJSON *array = list ? cJSON_AddArrayToObject(to, key) : NULL;

    for (; array && *list; list++)
        cJSON_AddItemToArray(array, cJSON_CreateString(*list));
}

static void add_availability(cJSON *to, const struct topics *topics, bool measured)
{
    cJSON *list = cJSON_AddArrayToObject(to, "availability");
    const enum pl_ha_topic both[] = {PL_HA_TOPIC_AVAILABILITY, PL_HA_TOPIC_CAMERA};

    for (int i = 0; i < (measured ? 2 : 1); i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "topic", topics->text[both[i]]);
        cJSON_AddItemToArray(list, item);
    }
    cJSON_AddStringToObject(to, "availability_mode", "all");
}

static void add_state(cJSON *to, const struct pl_ha_component *c, const struct topics *topics)
{
    if (c->topic == PL_HA_TOPIC_NONE)
        return;
    cJSON_AddStringToObject(to, "state_topic", topics->text[c->topic]);
    if (c->platform == PL_HA_EVENT)
        return;
    /* The exercise's state is its title; every other component reads the key of its own name. */
    if (c->topic == PL_HA_TOPIC_EXERCISE || c->topic == PL_HA_TOPIC_SAFETY)
        add_format(to, "value_template", "{{ value_json.%s }}",
                   c->topic == PL_HA_TOPIC_EXERCISE ? "title" : "level");
    else
        add_format(to, "value_template", "{{ value_json.%s }}", c->key);
    if (c->attributes) {
        cJSON_AddStringToObject(to, "json_attributes_topic", topics->text[c->topic]);
        cJSON_AddStringToObject(to, "json_attributes_template", c->attributes);
    }
}

static bool takes_commands(const struct pl_ha_component *c)
{
    return c->platform == PL_HA_SWITCH || c->platform == PL_HA_BUTTON ||
           c->platform == PL_HA_NUMBER || c->platform == PL_HA_SELECT;
}

static void add_command(cJSON *to, const struct pl_ha_component *c, const struct topics *topics)
{
    if (!takes_commands(c))
        return;
    add_format(to, "command_topic", "%s/%s", topics->command_prefix, c->key);
    if (c->platform == PL_HA_BUTTON)
        cJSON_AddStringToObject(to, "payload_press", "PRESS");
    else
        cJSON_AddFalseToObject(
            to, "retain"); /* a retained command would be obeyed again at every start */
}

static void add_range(cJSON *to, const struct pl_ha_component *c)
{
    if (c->platform != PL_HA_NUMBER)
        return;
    cJSON_AddNumberToObject(to, "min", c->min);
    cJSON_AddNumberToObject(to, "max", c->max);
    cJSON_AddNumberToObject(to, "step", c->step);
    cJSON_AddStringToObject(to, "mode", "box");
}

static void add_looks(cJSON *to, const struct pl_ha_component *c)
{
    add_text(to, "device_class", c->device_class);
    add_text(to, "state_class", c->state_class);
    add_text(to, "unit_of_measurement", c->unit);
    add_text(to, "icon", c->icon);
    add_strings(to, c->platform == PL_HA_EVENT ? "event_types" : "options", c->options);
    if (c->rounding != PL_HA_AS_IS)
        cJSON_AddNumberToObject(to, "suggested_display_precision", c->rounding == PL_HA_TENTHS);
    if (c->flags & PL_HA_CONFIG)
        cJSON_AddStringToObject(to, "entity_category", "config");
    if (c->flags & PL_HA_DIAGNOSTIC)
        cJSON_AddStringToObject(to, "entity_category", "diagnostic");
    if (c->flags & PL_HA_DISABLED)
        cJSON_AddFalseToObject(to, "enabled_by_default");
}

static cJSON *render_entity(const struct pl_ha_component *c, const struct pl_ha_identity *identity,
                            const struct topics *topics)
{
    cJSON *entity = cJSON_CreateObject();
    const char *platform = pl_ha_platform_word(c->platform);

    cJSON_AddStringToObject(entity, "platform", platform);
    add_format(entity, "unique_id", "plumbline_%s_%s", identity->device_id, c->key);
    cJSON_AddStringToObject(entity, "name", c->name);
    add_format(entity, "default_entity_id", "%s.plumbline_%s", platform, c->key);
    add_state(entity, c, topics);
    add_command(entity, c, topics);
    if (takes_commands(c) || c->platform == PL_HA_EVENT)
        cJSON_AddNumberToObject(entity, "qos", 1);
    add_range(entity, c);
    add_looks(entity, c);
    if (c->flags & PL_HA_MEASURED)
        add_availability(entity, topics, true);
    return entity;
}

static cJSON *render_trigger(const struct pl_ha_component *c, const struct topics *topics)
{
    cJSON *trigger = cJSON_CreateObject();

    cJSON_AddStringToObject(trigger, "platform", pl_ha_platform_word(c->platform));
    cJSON_AddStringToObject(trigger, "automation_type", "trigger");
    cJSON_AddStringToObject(trigger, "type", "alert");
    cJSON_AddStringToObject(trigger, "subtype", c->key + strlen("trig_"));
    cJSON_AddStringToObject(trigger, "topic", topics->text[c->topic]);
    cJSON_AddStringToObject(trigger, "value_template", "{{ value_json.event_type }}");
    cJSON_AddStringToObject(trigger, "payload", c->payload);
    cJSON_AddNumberToObject(trigger, "qos", 1);
    return trigger;
}

static void add_device(cJSON *root, const struct pl_ha_identity *identity)
{
    cJSON *device = cJSON_AddObjectToObject(root, "device");
    cJSON *identifiers = cJSON_AddArrayToObject(device, "identifiers");
    char identifier[PL_HA_TOPIC_MAX];

    snprintf(identifier, sizeof identifier, "plumbline_%s", identity->device_id);
    cJSON_AddItemToArray(identifiers, cJSON_CreateString(identifier));
    cJSON_AddStringToObject(device, "name", identity->device_name);
    cJSON_AddStringToObject(device, "manufacturer", "Plumbline");
    cJSON_AddStringToObject(device, "model", "Posture monitor");
    cJSON_AddStringToObject(device, "model_id", "plumbline");
    cJSON_AddStringToObject(device, "sw_version", identity->version);
    add_text(device, "hw_version", identity->hardware);
    cJSON_AddStringToObject(device, "serial_number", identity->device_id);
    add_text(device, "suggested_area", identity->area);
}

static void add_origin(cJSON *root, const struct pl_ha_identity *identity)
{
    cJSON *origin = cJSON_AddObjectToObject(root, "origin");

    cJSON_AddStringToObject(origin, "name", "plumbline");
    cJSON_AddStringToObject(origin, "sw_version", identity->version);
}

int pl_ha_discovery_render(const struct pl_ha_identity *identity, char **ret)
{
    struct topics topics;
    cJSON *root, *components;
    char *text;
    int r = name_topics(identity, &topics);

    if (r < 0)
        return r;
    root = cJSON_CreateObject();
    add_device(root, identity);
    add_origin(root, identity);
    add_availability(root, &topics, false);
    cJSON_AddNumberToObject(root, "qos", 1);
    components = cJSON_AddObjectToObject(root, "components");
    for (const struct pl_ha_component *c = pl_ha_components; c->key; c++)
        cJSON_AddItemToObject(components, c->key,
                              c->platform == PL_HA_TRIGGER ? render_trigger(c, &topics)
                                                           : render_entity(c, identity, &topics));
    text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    if (!text)
        return -ENOMEM;
    *ret = text;
    return 0;
}

/* A limit that is not known leaves the number its own. */
static void limit(cJSON *components, const char *key, const char *end, double value)
{
    cJSON *number = cJSON_GetObjectItem(components, key);
    const struct pl_ha_component *c = pl_ha_component_find(key);

    if (!isfinite(value))
        value = strcmp(end, "min") == 0 ? c->min : c->max;
    if (number)
        cJSON_ReplaceItemInObject(number, end,
                                  cJSON_CreateNumber(fmin(fmax(value, c->min), c->max)));
}

int pl_ha_discovery_limit(const char *payload, const struct pl_published_limits *limits, char **ret)
{
    cJSON *root = cJSON_Parse(payload), *components = cJSON_GetObjectItem(root, "components");
    char *text;

    if (!components) {
        cJSON_Delete(root);
        return -EINVAL;
    }
    limit(components, "forward_head_cm", "min", limits->forward_head_min_cm);
    limit(components, "forward_head_cm", "max", limits->forward_head_max_cm);
    limit(components, "soft_min", "max", limits->soft_max_min);
    text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    if (!text)
        return -ENOMEM;
    *ret = text;
    return 0;
}
