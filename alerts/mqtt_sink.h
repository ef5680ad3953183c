/* Plumbline on the broker: connects, announces itself to Home Assistant, keeps the retained topics up
 * to date, delivers events, listens for commands.
 *
 *     waiting --timer--> connecting --> subscribing --> online
 *        ^                   |               |             |
 *        +------ failed -----+------ lost ---+-------------+
 *
 * On every connect, in this order: subscriptions, device configuration, states, availability of the
 * camera, and "online" last. The same again when Home Assistant says that it has started. Loop thread. */
#pragma once

#include "alerts/sinks.h"

struct pl_mqtt_sink;

enum { PL_MQTT_SINK_REFUSED = 1 };

/* 0; -errno; PL_MQTT_SINK_REFUSED when it would show a password to the network, which is logged. */
int pl_mqtt_sink_create(const struct pl_sinks_settings *settings, sd_event *loop,
                        const struct pl_sinks_handlers *handlers, struct pl_mqtt_sink **ret);

/* Takes NULL. When online: publishes "offline" and waits at most 3 s for the broker. */
void pl_mqtt_sink_destroy(struct pl_mqtt_sink *sink);

void pl_mqtt_sink_show(struct pl_mqtt_sink *sink, const struct pl_published *published);
void pl_mqtt_sink_tell(struct pl_mqtt_sink *sink, const struct pl_event *event, pl_wall_usec wall);
bool pl_mqtt_sink_is_online(const struct pl_mqtt_sink *sink);
