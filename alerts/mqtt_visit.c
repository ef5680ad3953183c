#include "alerts/mqtt_visit.h"

#include "alerts/deadline.h"
#include "alerts/mqtt_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_WITHIN_MS 12000
#define LISTEN_MS \
    1000 /* retained messages follow a subscription at once; a slow network needs a moment */
#define TAG_EMPTIED 1

struct pl_mqtt_visit {
    struct pl_mqtt_link *link;
};

/* Waits for one of two answers. 0; PL_MQTT_VISIT_FAILED when the other one or nothing came. */
static int await(struct pl_mqtt_visit *visit, enum pl_mqtt_happening_kind wanted,
                 enum pl_mqtt_happening_kind failure, char *why, size_t size)
{
    const struct pl_deadline deadline = pl_deadline_in(ANSWER_WITHIN_MS);
    struct pl_mqtt_happening happening;

    while (pl_deadline_wait(&deadline, pl_mqtt_link_happening_fd(visit->link)))
        while (pl_mqtt_link_read_happening(visit->link, &happening) == 0) {
            if (happening.kind == wanted)
                return 0;
            if (happening.kind != failure && happening.kind != PL_MQTT_LOST)
                continue;
            snprintf(why, size, "%s (code %d)", pl_mqtt_or(happening.text, "the broker refused"),
                     happening.code);
            return PL_MQTT_VISIT_FAILED;
        }
    snprintf(why, size, "the broker does not answer");
    return PL_MQTT_VISIT_FAILED;
}

static int make_link(const struct pl_sinks_mqtt_settings *mqtt, const char *purpose,
                     struct pl_mqtt_link **ret)
{
    char device_id[PL_DEVICE_ID_SIZE], client_id[PL_DEVICE_ID_SIZE + 32];
    const struct pl_mqtt_link_settings link = pl_mqtt_link_settings_from(mqtt, client_id);
    int r = pl_mqtt_device_id(mqtt->device_id, device_id);

    snprintf(client_id, sizeof client_id, "plumbline-%s-%.16s", device_id, purpose);
    return r ? r : pl_mqtt_link_create(&link, ret);
}

static int connect_link(struct pl_mqtt_visit *visit, char *why, size_t size)
{
    snprintf(why, size, "no connection could be begun");
    if (pl_mqtt_link_connect(visit->link) == 0 &&
        await(visit, PL_MQTT_CONNECTED, PL_MQTT_NOT_CONNECTED, why, size) == 0)
        return 0;
    if (pl_mqtt_link_fall_back(visit->link) == 0 && pl_mqtt_link_connect(visit->link) == 0)
        return await(visit, PL_MQTT_CONNECTED, PL_MQTT_NOT_CONNECTED, why, size);
    return PL_MQTT_VISIT_FAILED;
}

int pl_mqtt_visit_begin(const struct pl_sinks_mqtt_settings *mqtt, const char *purpose,
                        struct pl_mqtt_visit **ret, char *why, size_t size)
{
    struct pl_mqtt_visit *visit;
    int r;

    if (!pl_mqtt_password_stays_hidden(mqtt)) {
        snprintf(why, size,
                 "the password would cross the network in clear text: set mqtt.tls or "
                 "mqtt.allow_plain_password");
        return PL_MQTT_VISIT_FAILED;
    }
    visit = calloc(1, sizeof *visit);
    r = visit ? make_link(mqtt, purpose, &visit->link) : -ENOMEM;
    if (r < 0)
        snprintf(why, size, "%s", strerror(-r));
    else if (connect_link(visit, why, size) == 0) {
        *ret = visit;
        return 0;
    }
    if (visit)
        pl_mqtt_link_destroy(visit->link);
    free(visit);
    return PL_MQTT_VISIT_FAILED;
}

static void listen_for(struct pl_mqtt_visit *visit, pl_mqtt_hearer hear, void *context)
{
    const struct pl_deadline deadline = pl_deadline_in(LISTEN_MS);
    struct pl_mqtt_message message;

    while (pl_deadline_wait(&deadline, pl_mqtt_link_message_fd(visit->link)))
        while (pl_mqtt_link_read_message(visit->link, &message) == 0)
            hear(&message, context);
}

int pl_mqtt_visit_hear(struct pl_mqtt_visit *visit, const char *filter, pl_mqtt_hearer hear,
                       void *context, char *why, size_t size)
{
    snprintf(why, size, "the connection was lost");
    if (pl_mqtt_link_subscribe(visit->link, &filter, 1) != 0 ||
        await(visit, PL_MQTT_SUBSCRIBED, PL_MQTT_NOT_SUBSCRIBED, why, size) != 0)
        return PL_MQTT_VISIT_FAILED;
    listen_for(visit, hear, context);
    return 0;
}

int pl_mqtt_visit_empty(struct pl_mqtt_visit *visit, const char *topic, char *why, size_t size)
{
    if (pl_mqtt_link_publish(visit->link, topic, "", 1, true, TAG_EMPTIED) < 0) {
        snprintf(why, size, "the connection was lost");
        return PL_MQTT_VISIT_FAILED;
    }
    return await(visit, PL_MQTT_DELIVERED, PL_MQTT_UNDELIVERED, why, size);
}

void pl_mqtt_visit_end(struct pl_mqtt_visit *visit)
{
    char ignored[64];

    if (!visit)
        return;
    if (pl_mqtt_link_disconnect(visit->link) == 0)
        await(visit, PL_MQTT_DISCONNECTED, PL_MQTT_LOST, ignored, sizeof ignored);
    pl_mqtt_link_destroy(visit->link);
    free(visit);
}
