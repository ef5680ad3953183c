/* What the sink says: the device's configuration, the retained states, availability, events. */
#include "alerts/ha_events.h"
#include "alerts/mqtt_sink_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* An event that waited longer than this is marked as late, so that nobody's phone rings for it. */
#define LATE_AFTER (30 * PL_USEC_PER_SEC)

/* States that people act on are confirmed by the broker; the stream of numbers need not be. */
static int quality_of(enum pl_ha_topic topic)
{
    return topic == PL_HA_TOPIC_LIVE || topic == PL_HA_TOPIC_SESSION ||
                   topic == PL_HA_TOPIC_DIAGNOSTICS
               ? 0
               : 1;
}

int pl_mqtt_flush_board(struct pl_mqtt_sink *sink, pl_usec now)
{
    enum pl_ha_topic topic;

    while ((topic = pl_mqtt_board_next(sink->board, now)) != PL_HA_TOPIC_NONE) {
        int r = pl_mqtt_link_publish(sink->link, sink->topic[topic],
                                     pl_mqtt_board_text(sink->board, topic), quality_of(topic),
                                     true, topic);
        if (r < 0)
            return r;
        r = pl_mqtt_board_sent(sink->board, topic, now);
        if (r < 0)
            return r;
    }
    return 0;
}

int pl_mqtt_say_online(struct pl_mqtt_sink *sink, bool online, uint32_t tag)
{
    return pl_mqtt_link_publish(sink->link, sink->topic[PL_HA_TOPIC_AVAILABILITY],
                                online ? "online" : "offline", 1, true, tag);
}

int pl_mqtt_send_config(struct pl_mqtt_sink *sink)
{
    if (!sink->discovery)
        return 0;
    sink->config_sent = pl_mqtt_now(sink);
    return pl_mqtt_link_publish(sink->link, sink->config_topic, sink->discovery, 1, true,
                                PL_MQTT_TAG_CONFIG);
}

int pl_mqtt_announce(struct pl_mqtt_sink *sink)
{
    int r = pl_mqtt_send_config(sink);

    if (r < 0)
        return r;
    pl_mqtt_board_resend_all(sink->board);
    r = pl_mqtt_flush_board(sink, pl_mqtt_now(sink));
    return r < 0 ? r : pl_mqtt_say_online(sink, true, PL_HA_TOPIC_AVAILABILITY);
}

static pl_wall_usec wall_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * PL_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* QoS 2: a broker that froze and wakes up must not tell twice what we send again after reconnecting. */
static int publish_event(struct pl_mqtt_sink *sink, const struct pl_pending_item *item)
{
    bool late = wall_now() - item->at > LATE_AFTER;
    char *marked = NULL, topic[PL_HA_TOPIC_MAX + PL_PENDING_TOPIC_MAX];
    int r = late ? pl_ha_event_mark_late(item->payload, &marked) : 0;

    snprintf(topic, sizeof topic, "%s%s", sink->prefix, item->topic);
    if (r == 0)
        r = pl_mqtt_link_publish(sink->link, topic, late ? marked : item->payload, 2, false,
                                 PL_MQTT_TAG_EVENT);
    free(marked);
    return r;
}

int pl_mqtt_send_event(struct pl_mqtt_sink *sink)
{
    struct pl_pending_item item;
    int r;

    if (sink->event_under_way)
        return 0;
    r = sink->pending->peek(sink->pending_store, &item);
    if (r != 0)
        return r == PL_PENDING_EMPTY ? 0 : r;
    r = publish_event(sink, &item);
    if (r == -EINVAL) /* not ours any more: a store that was damaged must not block what follows */
        return sink->pending->ack(sink->pending_store, item.id);
    if (r == 0)
        sink->event_under_way = item.id;
    return r;
}
