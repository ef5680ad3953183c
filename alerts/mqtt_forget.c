#include "alerts/mqtt_forget.h"

#include "alerts/mqtt_link.h"
#include "alerts/mqtt_settings.h"
#include "base/time.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ANSWER_WITHIN_MS 12000
#define LISTEN_MS \
    1000 /* retained messages follow a subscription at once; a slow network needs a moment */
#define TAG_EMPTIED 1

struct forgetter {
    struct pl_mqtt_link *link;
    char config[PL_HA_TOPIC_MAX];
    char topic[PL_FORGET_TOPICS_MAX][PL_HA_TOPIC_MAX];
    int count;
};

static const char *or_else(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

static int elapsed_ms(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int)((now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000);
}

/* Waits for one of two answers. 0; 1 when the other one or nothing came, with what was said in `why`. */
static int await(struct forgetter *f, enum pl_mqtt_happening_kind wanted,
                 enum pl_mqtt_happening_kind failure, char *why, size_t size)
{
    struct pollfd fd = {.fd = pl_mqtt_link_happening_fd(f->link), .events = POLLIN};
    struct pl_mqtt_happening happening;
    struct timespec start;
    int left = ANSWER_WITHIN_MS;

    clock_gettime(CLOCK_MONOTONIC, &start);
    while (left > 0 && poll(&fd, 1, left) > 0) {
        while (pl_mqtt_link_read_happening(f->link, &happening) == 0) {
            if (happening.kind == wanted)
                return 0;
            if (happening.kind != failure && happening.kind != PL_MQTT_LOST)
                continue;
            snprintf(why, size, "%s (code %d)", or_else(happening.text, "the broker refused"),
                     happening.code);
            return 1;
        }
        left = ANSWER_WITHIN_MS - elapsed_ms(&start);
    }
    snprintf(why, size, "the broker does not answer");
    return 1;
}

static void add_topic(struct forgetter *f, const char *topic)
{
    for (int i = 0; i < f->count; i++)
        if (!strcmp(f->topic[i], topic))
            return;
    if (f->count < PL_FORGET_TOPICS_MAX)
        snprintf(f->topic[f->count++], PL_HA_TOPIC_MAX, "%s", topic);
}

/* What this version retains, in case the broker lets us write but not read. The configuration goes first. */
static int add_known_topics(struct forgetter *f, const struct pl_ha_identity *identity)
{
    char topic[PL_HA_TOPIC_MAX];

    add_topic(f, f->config);
    for (int t = PL_HA_TOPIC_LIVE; t < PL_HA_TOPIC_COUNT; t++) {
        int r = pl_ha_topic_of(identity, (enum pl_ha_topic)t, topic, sizeof topic);
        if (r < 0)
            return r;
        if (t != PL_HA_TOPIC_ALERT && t != PL_HA_TOPIC_SESSION_END)
            add_topic(f, topic);
    }
    return 0;
}

static void add_what_is_retained(struct forgetter *f)
{
    struct pollfd fd = {.fd = pl_mqtt_link_message_fd(f->link), .events = POLLIN};
    struct pl_mqtt_message message;
    struct timespec start;
    int left = LISTEN_MS;

    clock_gettime(CLOCK_MONOTONIC, &start);
    while (left > 0 && poll(&fd, 1, left) > 0) {
        while (pl_mqtt_link_read_message(f->link, &message) == 0)
            if (message.retained)
                add_topic(f, message.topic);
        left = LISTEN_MS - elapsed_ms(&start);
    }
}

static int connect_link(struct forgetter *f, char *why, size_t size)
{
    if (pl_mqtt_link_connect(f->link) == 0 &&
        await(f, PL_MQTT_CONNECTED, PL_MQTT_NOT_CONNECTED, why, size) == 0)
        return 0;
    if (pl_mqtt_link_fall_back(f->link) == 0 && pl_mqtt_link_connect(f->link) == 0)
        return await(f, PL_MQTT_CONNECTED, PL_MQTT_NOT_CONNECTED, why, size);
    return 1;
}

static int empty_topics(struct forgetter *f, char *why, size_t size)
{
    for (int i = 0; i < f->count; i++) {
        if (pl_mqtt_link_publish(f->link, f->topic[i], "", 1, true, TAG_EMPTIED) < 0) {
            snprintf(why, size, "the connection was lost");
            return 1;
        }
        if (await(f, PL_MQTT_DELIVERED, PL_MQTT_UNDELIVERED, why, size) != 0)
            return 1;
    }
    return 0;
}

static int forget_all(struct forgetter *f, const struct pl_ha_identity *identity, char *why,
                      size_t size)
{
    char everything[PL_HA_TOPIC_MAX];
    const char *filters[] = {everything};
    int r = connect_link(f, why, size);

    if (r != 0)
        return r;
    if (add_known_topics(f, identity) < 0) {
        snprintf(why, size, "the topics are too long");
        return 1;
    }
    snprintf(everything, sizeof everything, "%s/%s/#", identity->base_topic, identity->device_id);
    if (pl_mqtt_link_subscribe(f->link, filters, 1) == 0 &&
        await(f, PL_MQTT_SUBSCRIBED, PL_MQTT_NOT_SUBSCRIBED, why, size) == 0)
        add_what_is_retained(f);
    r = empty_topics(f, why, size);
    if (pl_mqtt_link_disconnect(f->link) == 0) {
        char ignored[64];
        await(f, PL_MQTT_DISCONNECTED, PL_MQTT_LOST, ignored, sizeof ignored);
    }
    return r;
}

static int make_link(struct forgetter *f, const struct pl_sinks_mqtt_settings *mqtt,
                     const char *device_id)
{
    char client_id[PL_DEVICE_ID_SIZE + 24];
    const struct pl_mqtt_link_settings link = {
        .host = mqtt->host,
        .port = mqtt->port,
        .tls = mqtt->tls,
        .username = mqtt->username,
        .password = mqtt->password,
        .ca_file = mqtt->ca_file,
        .cert_file = mqtt->cert_file,
        .key_file = mqtt->key_file,
        .client_id = client_id,
        .keep_alive_s = 20,
    };

    snprintf(client_id, sizeof client_id, "plumbline-%s-forget", device_id);
    return pl_mqtt_link_create(&link, &f->link);
}

int pl_mqtt_forget(const struct pl_sinks_settings *settings, char *why, size_t size, int *ret)
{
    const struct pl_sinks_mqtt_settings *mqtt = &settings->mqtt;
    char device_id[PL_DEVICE_ID_SIZE];
    struct pl_ha_identity identity = {.device_id = device_id,
                                      .base_topic = or_else(mqtt->base_topic, "plumbline")};
    struct forgetter f = {0};
    int r = pl_mqtt_device_id(mqtt->device_id, device_id);

    if (r == 0 && !pl_mqtt_password_stays_hidden(mqtt)) {
        snprintf(why, size,
                 "the password would cross the network in clear text: set mqtt.tls or "
                 "mqtt.allow_plain_password");
        return 1;
    }
    snprintf(f.config, sizeof f.config, "%s/device/plumbline_%s/config",
             or_else(mqtt->discovery_prefix, "homeassistant"), device_id);
    if (r == 0)
        r = make_link(&f, mqtt, device_id);
    if (r < 0) {
        snprintf(why, size, "%s", strerror(-r));
        return 1;
    }
    r = forget_all(&f, &identity, why, size);
    pl_mqtt_link_destroy(f.link);
    if (r == 0)
        *ret = f.count;
    return r;
}
