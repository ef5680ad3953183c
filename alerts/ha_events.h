/* Events as Home Assistant and other programs on the broker get them.
 *
 * Alerts go to event/alert with the plain words that people read ("poor posture"), the end of a
 * sitting session to event/session. None is retained. Each carries its time. */
#pragma once

#include "alerts/event.h"
#include "alerts/ha_components.h"
#include "alerts/pending.h"

enum { PL_HA_EVENT_UNTOLD = 1 };

/* The message for an event that happened at `at`, in *ret (its id 0). 0; PL_HA_EVENT_UNTOLD for kinds
 * that are state, not news; -ENOMEM; -EMSGSIZE when it does not fit in PL_PENDING_PAYLOAD_MAX. */
int pl_ha_event_render(const struct pl_event *event, pl_wall_usec at, struct pl_pending_item *ret);

/* Whether it must arrive even after an outage: alerts and ends of sessions. An exercise suggested an
 * hour ago is of no use. */
bool pl_ha_event_is_kept(enum pl_event_kind kind);

/* The payload with "late": true added, for what is delivered long after it happened. 0; -ENOMEM;
 * -EINVAL when it is no JSON object (a store that lost its mind). */
int pl_ha_event_mark_late(const char *payload, char **ret);
