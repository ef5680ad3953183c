#include "alerts/mqtt_forget.h"

#include "alerts/mqtt_settings.h"
#include "alerts/mqtt_visit.h"

#include <stdio.h>
#include <string.h>

struct forgetter {
    char topic[PL_FORGET_TOPICS_MAX][PL_HA_TOPIC_MAX];
    int count;
};

static void add_topic(struct forgetter *f, const char *topic)
{
    for (int i = 0; i < f->count; i++)
        if (!strcmp(f->topic[i], topic))
            return;
    if (f->count < PL_FORGET_TOPICS_MAX)
        snprintf(f->topic[f->count++], PL_HA_TOPIC_MAX, "%s", topic);
}

/* What this version retains, in case the broker lets us write but not read. */
static int add_known_topics(struct forgetter *f, const struct pl_ha_identity *identity)
{
    char topic[PL_HA_TOPIC_MAX];

    for (int t = PL_HA_TOPIC_LIVE; t < PL_HA_TOPIC_COUNT; t++) {
        int r = pl_ha_topic_of(identity, (enum pl_ha_topic)t, topic, sizeof topic);
        if (r < 0)
            return r;
        if (t != PL_HA_TOPIC_ALERT && t != PL_HA_TOPIC_SESSION_END)
            add_topic(f, topic);
    }
    return 0;
}

static void add_what_is_retained(const struct pl_mqtt_message *message, void *context)
{
    if (message->retained)
        add_topic(context, message->topic);
}

static int forget_all(struct pl_mqtt_visit *visit, struct forgetter *f,
                      const struct pl_ha_identity *identity, char *why, size_t size)
{
    char everything[PL_HA_TOPIC_MAX];
    int r = 0;

    if (add_known_topics(f, identity) < 0) {
        snprintf(why, size, "the topics are too long");
        return PL_MQTT_VISIT_FAILED;
    }
    snprintf(everything, sizeof everything, "%s/%s/#", identity->base_topic, identity->device_id);
    pl_mqtt_visit_hear(visit, everything, add_what_is_retained, f, why, size);
    for (int i = 0; !r && i < f->count; i++)
        r = pl_mqtt_visit_empty(visit, f->topic[i], why, size);
    return r;
}

int pl_mqtt_forget(const struct pl_sinks_settings *settings, char *why, size_t size, int *ret)
{
    const struct pl_sinks_mqtt_settings *mqtt = &settings->mqtt;
    char device_id[PL_DEVICE_ID_SIZE];
    struct pl_ha_identity identity = {
        .device_id = device_id, .base_topic = pl_mqtt_or(mqtt->base_topic, PL_MQTT_BASE_TOPIC)};
    struct pl_mqtt_visit *visit;
    char config[PL_HA_TOPIC_MAX];
    struct forgetter f = {0};
    int r = pl_mqtt_device_id(mqtt->device_id, device_id);

    if (r < 0) {
        snprintf(why, size, "%s", strerror(-r));
        return PL_MQTT_VISIT_FAILED;
    }
    pl_mqtt_config_topic(mqtt, device_id, config, sizeof config);
    add_topic(&f, config); /* goes first, so that Home Assistant removes the device */
    r = pl_mqtt_visit_begin(mqtt, "forget", &visit, why, size);
    if (r)
        return r;
    r = forget_all(visit, &f, &identity, why, size);
    pl_mqtt_visit_end(visit);
    if (r == 0)
        *ret = f.count;
    return r;
}
