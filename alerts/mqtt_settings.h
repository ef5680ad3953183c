/* What stands between settings and a broker: may we send this, and who are we. */
#pragma once

#include "alerts/mqtt_link.h"
#include "alerts/sinks.h"

#include <stdbool.h>

/* Whether the host is this machine: localhost, 127.x.x.x, ::1. Names are not looked up. Pure. */
bool pl_mqtt_host_is_here(const char *host);

/* False when a password would cross the network in clear text without having been told to. Pure. */
bool pl_mqtt_password_stays_hidden(const struct pl_sinks_mqtt_settings *settings);

#define PL_DEVICE_ID_SIZE 64

/* The configured id, or the first 12 hex digits of a hash of the machine's id that is ours alone. Never
 * the host's name: it may change and may have letters that topics do not take. 0; -errno: no machine id. */
int pl_mqtt_device_id(const char *configured, char ret[static PL_DEVICE_ID_SIZE]);

#define PL_MQTT_BASE_TOPIC "plumbline"
#define PL_MQTT_DISCOVERY_PREFIX "homeassistant"

/* The text, or what it means when it is NULL or "". */
const char *pl_mqtt_or(const char *text, const char *otherwise);

/* Where Home Assistant looks for the device's configuration. Cut short when it does not fit. */
void pl_mqtt_config_topic(const struct pl_sinks_mqtt_settings *settings, const char *device_id,
                          char *ret, size_t size);

/* A connection without a will, under this client id. Borrows the strings of both. */
struct pl_mqtt_link_settings
pl_mqtt_link_settings_from(const struct pl_sinks_mqtt_settings *settings, const char *client_id);
