#include "alerts/mqtt_sink_private.h"

#include "alerts/deadline.h"
#include "alerts/ha_events.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WILL_DELAY_S 10 /* a short break in the network is not worth an "unavailable" */
#define INTERVAL_S 5
#define RETRY_SHORTEST PL_USEC_PER_SEC
#define RETRY_LONGEST PL_USEC_PER_MIN
#define MESSAGES_A_TURN 16
#define CONFIG_GAP (3 * PL_USEC_PER_SEC) /* Home Assistant may lose one of two that meet */
#define GOODBYE_MS 2000
#define DISCONNECT_MS 1500 /* Paho does it on a tick of one second */

/* --- attached to the loop --------------------------------------------------------------------- */

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
    (void)source;
    (void)usec;
    pl_mqtt_advance(user);
    return 0;
}

static int on_happenings(sd_event_source *source, int fd, uint32_t revents, void *user)
{
    struct pl_mqtt_sink *sink = user;
    struct pl_mqtt_happening happening;

    (void)source;
    (void)fd;
    (void)revents;
    while (pl_mqtt_link_read_happening(sink->link, &happening) == 0)
        pl_mqtt_happened(sink, &happening);
    pl_mqtt_advance(sink);
    return 0;
}

static int on_messages(sd_event_source *source, int fd, uint32_t revents, void *user)
{
    struct pl_mqtt_sink *sink = user;
    struct pl_mqtt_message message;

    (void)source;
    (void)fd;
    (void)revents;
    for (int i = 0; i < MESSAGES_A_TURN && pl_mqtt_link_read_message(sink->link, &message) == 0;
         i++)
        pl_mqtt_hear(sink, &message);
    pl_mqtt_advance(sink);
    return 0;
}

static int attach(struct pl_mqtt_sink *sink)
{
    int r = sd_event_add_io(sink->loop, &sink->happenings, pl_mqtt_link_happening_fd(sink->link),
                            POLLIN, on_happenings, sink);

    if (r >= 0)
        r = sd_event_add_io(sink->loop, &sink->messages, pl_mqtt_link_message_fd(sink->link),
                            POLLIN, on_messages, sink);
    if (r >= 0)
        r = sd_event_add_time(sink->loop, &sink->timer, CLOCK_BOOTTIME, 0, 10 * PL_USEC_PER_MSEC,
                              on_timer, sink);
    return r < 0 ? r : 0;
}

/* --- life ------------------------------------------------------------------------------------- */

static int name_topics(struct pl_mqtt_sink *sink, const struct pl_ha_identity *identity,
                       const char *discovery_prefix)
{
    for (int t = PL_HA_TOPIC_NONE + 1; t < PL_HA_TOPIC_COUNT; t++) {
        int r =
            pl_ha_topic_of(identity, (enum pl_ha_topic)t, sink->topic[t], sizeof sink->topic[t]);
        if (r < 0)
            return r;
    }
    snprintf(sink->prefix, sizeof sink->prefix, "%s/%s/", identity->base_topic,
             identity->device_id);
    snprintf(sink->command_prefix, sizeof sink->command_prefix, "%s/%s/cmd/", identity->base_topic,
             identity->device_id);
    snprintf(sink->status_topic, sizeof sink->status_topic, "%s/status", discovery_prefix);
    return 0;
}

static void read_hardware(char *text, size_t size)
{
    FILE *file = fopen("/proc/device-tree/model", "re");

    text[0] = '\0';
    if (!file)
        return;
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

static int introduce(struct pl_mqtt_sink *sink, const struct pl_sinks_settings *settings,
                     const char *device_id)
{
    char hardware[128];
    int r;
    const struct pl_ha_identity identity = {
        .device_id = device_id,
        .device_name = pl_mqtt_or(settings->mqtt.device_name, "Plumbline"),
        .base_topic = pl_mqtt_or(settings->mqtt.base_topic, PL_MQTT_BASE_TOPIC),
        .version = settings->version,
        .hardware = hardware,
        .area = settings->mqtt.suggested_area,
    };

    read_hardware(hardware, sizeof hardware);
    pl_mqtt_config_topic(&settings->mqtt, device_id, sink->config_topic, sizeof sink->config_topic);
    r = name_topics(sink, &identity,
                    pl_mqtt_or(settings->mqtt.discovery_prefix, PL_MQTT_DISCOVERY_PREFIX));
    if (r == 0 && settings->mqtt.discovery)
        r = pl_ha_discovery_render(&identity, &sink->discovery);
    return r;
}

static int make_link(struct pl_mqtt_sink *sink, const struct pl_sinks_mqtt_settings *mqtt,
                     const char *device_id)
{
    char client_id[PL_DEVICE_ID_SIZE + 16];
    struct pl_mqtt_link_settings link = pl_mqtt_link_settings_from(mqtt, client_id);

    link.will_topic = sink->topic[PL_HA_TOPIC_AVAILABILITY];
    link.will_delay_s = mqtt->will_delay_s ? mqtt->will_delay_s : WILL_DELAY_S;
    snprintf(client_id, sizeof client_id, "plumbline-%s", device_id);
    snprintf(sink->broker, sizeof sink->broker, "%.150s:%d", mqtt->host, mqtt->port);
    return pl_mqtt_link_create(&link, &sink->link);
}

static int choose_pending(struct pl_mqtt_sink *sink)
{
    int r = 0;

    sink->pending = sink->handlers.pending;
    sink->pending_store = sink->handlers.pending_store;
    if (!sink->pending) {
        r = pl_pending_memory_create(&sink->own_pending);
        sink->pending = &pl_pending_memory_ops;
        sink->pending_store = sink->own_pending;
    }
    return r;
}

static pl_usec interval_of(const struct pl_sinks_mqtt_settings *mqtt)
{
    return (mqtt->interval_s ? mqtt->interval_s : INTERVAL_S) * PL_USEC_PER_SEC;
}

static int build(struct pl_mqtt_sink *sink, const struct pl_sinks_settings *settings)
{
    char device_id[PL_DEVICE_ID_SIZE];
    int r = pl_mqtt_device_id(settings->mqtt.device_id, device_id);

    if (r >= 0)
        r = introduce(sink, settings, device_id);
    if (r >= 0)
        r = choose_pending(sink);
    if (r >= 0)
        r = pl_mqtt_board_create(interval_of(&settings->mqtt), &sink->board);
    if (r >= 0)
        r = make_link(sink, &settings->mqtt, device_id);
    return r < 0 ? r : attach(sink);
}

int pl_mqtt_sink_create(const struct pl_sinks_settings *settings, sd_event *loop,
                        const struct pl_sinks_handlers *handlers, struct pl_mqtt_sink **ret)
{
    const struct pl_sinks_mqtt_settings *mqtt = &settings->mqtt;
    struct pl_mqtt_sink *sink;
    int r;

    if (!pl_mqtt_password_stays_hidden(mqtt)) {
        pl_log(PL_LOG_ERROR, "mqtt",
               "the password for %s would cross the network in clear text, so MQTT stays off: set "
               "mqtt.tls, or "
               "mqtt.allow_plain_password if you know that nobody listens",
               mqtt->host);
        return PL_MQTT_SINK_REFUSED;
    }
    sink = calloc(1, sizeof *sink);
    if (!sink)
        return -ENOMEM;
    sink->loop = sd_event_ref(loop);
    sink->handlers = *handlers;
    sink->limits = pl_published_nothing().limits;
    sink->backoff.shortest = mqtt->retry_shortest ? mqtt->retry_shortest : RETRY_SHORTEST;
    sink->backoff.longest = mqtt->retry_longest ? mqtt->retry_longest : RETRY_LONGEST;
    pl_mqtt_rest(sink);
    r = build(sink, settings);
    if (r < 0) {
        pl_mqtt_sink_destroy(sink);
        return r;
    }
    *ret = sink;
    return 0;
}

/* Waits for one kind of answer, for at most `timeout_ms`; everything else that comes is taken in too. */
static bool wait_for(struct pl_mqtt_sink *sink, enum pl_mqtt_happening_kind kind, uint32_t tag,
                     int timeout_ms)
{
    const struct pl_deadline deadline = pl_deadline_in(timeout_ms);
    struct pl_mqtt_happening happening;

    while (pl_deadline_wait(&deadline, pl_mqtt_link_happening_fd(sink->link)))
        while (pl_mqtt_link_read_happening(sink->link, &happening) == 0) {
            if (happening.kind == kind && happening.tag == tag)
                return true;
            pl_mqtt_happened(sink, &happening);
        }
    return false;
}

/* Without "offline" first, a clean goodbye would leave us "online" for ever: it revokes the will. */
static void say_goodbye(struct pl_mqtt_sink *sink)
{
    if (sink->state == PL_MQTT_ONLINE && pl_mqtt_say_online(sink, false, PL_MQTT_TAG_GOODBYE) == 0)
        wait_for(sink, PL_MQTT_DELIVERED, PL_MQTT_TAG_GOODBYE, GOODBYE_MS);
    if (sink->state >= PL_MQTT_SUBSCRIBING && pl_mqtt_link_disconnect(sink->link) == 0)
        wait_for(sink, PL_MQTT_DISCONNECTED, 0, DISCONNECT_MS);
}

void pl_mqtt_sink_destroy(struct pl_mqtt_sink *sink)
{
    if (!sink)
        return;
    if (sink->link)
        say_goodbye(sink);
    sd_event_source_disable_unref(sink->happenings);
    sd_event_source_disable_unref(sink->messages);
    sd_event_source_disable_unref(sink->timer);
    pl_mqtt_link_destroy(sink->link);
    pl_mqtt_board_destroy(sink->board);
    pl_pending_memory_destroy(sink->own_pending);
    free(sink->discovery);
    sd_event_unref(sink->loop);
    free(sink);
}

/* --- what the loop hands over ----------------------------------------------------------------- */

static bool same(double a, double b)
{
    return fabs(a - b) < 1e-6 || (isnan(a) && isnan(b));
}

/* What Home Assistant may ask for follows what the configuration would accept. */
static void follow_limits(struct pl_mqtt_sink *sink, const struct pl_published_limits *limits)
{
    char *limited;

    if (!sink->discovery || (same(limits->forward_head_min_cm, sink->limits.forward_head_min_cm) &&
                             same(limits->forward_head_max_cm, sink->limits.forward_head_max_cm) &&
                             same(limits->soft_max_min, sink->limits.soft_max_min)))
        return;
    if (pl_ha_discovery_limit(sink->discovery, limits, &limited) < 0)
        return; /* asked again with what is shown next */
    free(sink->discovery);
    sink->discovery = limited;
    sink->limits = *limits;
    if (sink->state == PL_MQTT_ONLINE)
        sink->config_at = sink->config_sent + CONFIG_GAP;
}

void pl_mqtt_sink_show(struct pl_mqtt_sink *sink, const struct pl_published *published)
{
    follow_limits(sink, &published->limits);
    if (pl_mqtt_board_update(sink->board, published) == 0)
        pl_mqtt_advance(sink);
}

static void keep(struct pl_mqtt_sink *sink, const struct pl_pending_item *item)
{
    int r = sink->pending->push(sink->pending_store, item);

    if (r == PL_PENDING_DROPPED && sink->dropped++ == 0)
        pl_log(PL_LOG_WARNING, "mqtt",
               "the broker has been away for more than %d events; the oldest are dropped",
               PL_PENDING_MAX);
    if (r < 0)
        pl_log(PL_LOG_ERROR, "mqtt", "an event could not be kept for the broker: %s", strerror(-r));
    if (sink->state == PL_MQTT_ONLINE)
        sink->event_at = pl_mqtt_now(sink);
}

void pl_mqtt_sink_tell(struct pl_mqtt_sink *sink, const struct pl_event *event, pl_wall_usec wall)
{
    struct pl_pending_item item;

    if (pl_ha_event_render(event, wall, &item) != 0)
        return;
    if (pl_ha_event_is_kept(event->kind))
        keep(sink, &item);
    else if (sink->state == PL_MQTT_ONLINE)
        pl_mqtt_link_publish(sink->link, sink->topic[PL_HA_TOPIC_ALERT], item.payload, 1, false,
                             PL_HA_TOPIC_ALERT);
    pl_mqtt_advance(sink);
}

bool pl_mqtt_sink_is_online(const struct pl_mqtt_sink *sink)
{
    return sink->state == PL_MQTT_ONLINE;
}
