/* A short visit to the broker by a command: connect as the daemon would, ask, leave. Everything waits here, at most about 15 s
 * each; no event loop. Not beside the daemon's threads. */
#pragma once

#include "alerts/mqtt_link.h"
#include "alerts/sinks.h"

struct pl_mqtt_visit;

enum { PL_MQTT_VISIT_FAILED = 1 }; /* `why` has a sentence */

/* Connects with MQTT 5 or, when the broker wants that, 3.1.1, as client "plumbline-DEVICE-PURPOSE". A password is not shown to
 * the network without leave. 0: *ret is yours until pl_mqtt_visit_end(); PL_MQTT_VISIT_FAILED. */
int pl_mqtt_visit_begin(const struct pl_sinks_mqtt_settings *mqtt, const char *purpose,
                        struct pl_mqtt_visit **ret, char *why, size_t size);

typedef void (*pl_mqtt_hearer)(const struct pl_mqtt_message *message, void *context);

/* Subscribes and listens for a second, in which retained messages come; `hear` gets every message. 0;
 * PL_MQTT_VISIT_FAILED: the broker does not let us. */
int pl_mqtt_visit_hear(struct pl_mqtt_visit *visit, const char *filter, pl_mqtt_hearer hear,
                       void *context, char *why, size_t size);

/* Empties a retained topic and waits until the broker has confirmed it. 0; PL_MQTT_VISIT_FAILED. */
int pl_mqtt_visit_empty(struct pl_mqtt_visit *visit, const char *topic, char *why, size_t size);

/* Says goodbye. NULL is fine. */
void pl_mqtt_visit_end(struct pl_mqtt_visit *visit);
