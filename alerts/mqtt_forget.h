/* Takes everything off the broker that this device ever left there: the configuration, so that Home Assistant
 * removes the device, and each retained topic below ours, whichever version wrote it. */
#pragma once

#include "alerts/sinks.h"

#include <stddef.h>

#define PL_FORGET_TOPICS_MAX 128

/* Waits for the broker, at most about 15 s. 0, with how many topics were emptied in *ret; 1 with a sentence in
 * `why`. Not beside a running daemon of the same device: it would say everything again. */
int pl_mqtt_forget(const struct pl_sinks_settings *settings, char *why, size_t size, int *ret);
