/* A message on a command topic, judged. Pure: foreign text in, an order or a reason out.
 *
 * Accepted are exact payloads only: ON and OFF, PRESS, one of the options, a number inside the range
 * that Home Assistant was told, and for the safety check a small JSON object. Retained and repeated
 * messages are refused: they are yesterday's wishes. */
#pragma once

#include "alerts/order.h"

#include <stdbool.h>
#include <stddef.h>

#define PL_MQTT_COMMAND_MAX 64 /* bytes of payload; safety answers have more */
#define PL_MQTT_SAFETY_MAX (PL_ORDER_TEXT_MAX - 1)

enum pl_mqtt_refusal {
    PL_MQTT_ACCEPTED = 0,
    PL_MQTT_RETAINED,
    PL_MQTT_REPEATED,
    PL_MQTT_UNKNOWN_KEY,
    PL_MQTT_TOO_LONG,
    PL_MQTT_NOT_TEXT,  /* a NUL or another control character inside */
    PL_MQTT_BAD_VALUE, /* not a word or number that this key takes */
    PL_MQTT_OUT_OF_RANGE,
    PL_MQTT_REFUSAL_COUNT,
};

struct pl_mqtt_command {
    const char *key;     /* the last part of the topic; NUL-terminated */
    const char *payload; /* `length` bytes, not necessarily NUL-terminated */
    size_t length;       /* as sent, even if fewer bytes were kept: then above PL_MQTT_SAFETY_MAX */
    bool retained, repeated;
};

/* What the message asks for, in *ret when PL_MQTT_ACCEPTED; *ret is not touched otherwise. */
enum pl_mqtt_refusal pl_mqtt_command_parse(const struct pl_mqtt_command *command,
                                           struct pl_order *ret);

/* Why, in words for the log. Never fails; asserts outside the enum. */
const char *pl_mqtt_refusal_text(enum pl_mqtt_refusal refusal);
