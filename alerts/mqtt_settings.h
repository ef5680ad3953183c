/* What stands between settings and a broker: may we send this, and who are we. */
#pragma once

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
