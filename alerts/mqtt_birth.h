/* Is Home Assistant on this broker? It says "online" on DISCOVERY_PREFIX/status when it starts and "offline" when it ends; who asks
 * later hears it only when the message is retained. */
#pragma once

#include "alerts/sinks.h"

enum pl_birth {
    PL_BIRTH_UNHEARD, /* not there, or its birth message is not retained */
    PL_BIRTH_ONLINE,
    PL_BIRTH_OFFLINE, /* it was there and has ended */
};

#define PL_BIRTH_FAILED 1

/* Asks the broker; waits about a second, and at most about 15 s for a broker that does not answer. 0 with *ret;
 * PL_BIRTH_FAILED with a sentence in `why`: no connection, or no leave to read. */
int pl_mqtt_birth(const struct pl_sinks_mqtt_settings *mqtt, enum pl_birth *ret, char *why,
                  size_t size);
