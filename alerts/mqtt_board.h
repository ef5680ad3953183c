/* What hangs on the retained topics: the newest text of each and what was sent last. Decides what to
 * send now; sends nothing itself. Owns its texts; no input, output or clock. */
#pragma once

#include "alerts/publish_gate.h"

#include "alerts/ha_components.h"

struct pl_mqtt_board;

/* `interval` is the least time between two messages of numbers that drift. 0; -ENOMEM. */
int pl_mqtt_board_create(pl_usec interval, struct pl_mqtt_board **ret);
void pl_mqtt_board_destroy(struct pl_mqtt_board *board);

/* Takes in the newest values, copies included. 0; -ENOMEM. */
int pl_mqtt_board_update(struct pl_mqtt_board *board, const struct pl_published *published);

/* Everything has to be sent again: a new connection, or Home Assistant has started. */
void pl_mqtt_board_resend_all(struct pl_mqtt_board *board);

/* This topic has to be sent again at once, changed or not: the answer to a command. */
void pl_mqtt_board_resend(struct pl_mqtt_board *board, enum pl_ha_topic topic);

/* The first topic that may be sent now, camera availability last; PL_HA_TOPIC_NONE: nothing yet. */
enum pl_ha_topic pl_mqtt_board_next(const struct pl_mqtt_board *board, pl_usec now);

/* Its newest text, valid until the next update. */
const char *pl_mqtt_board_text(const struct pl_mqtt_board *board, enum pl_ha_topic topic);

/* It was handed to the broker. 0; -ENOMEM. */
int pl_mqtt_board_sent(struct pl_mqtt_board *board, enum pl_ha_topic topic, pl_usec now);

/* When something becomes due if nothing changes; INT64_MAX: never. */
pl_usec pl_mqtt_board_due(const struct pl_mqtt_board *board);
