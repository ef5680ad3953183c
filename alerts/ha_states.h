/* The payloads of the state topics, one JSON object each.
 *
 * Every key is always there: what is not known is null, which Home Assistant shows as "unknown". A
 * number that is not finite is null too; "nan" in the text would make every entity of the topic fail.
 * Numbers are rounded to what the component displays, so that noise does not reach the recorder. */
#pragma once

#include "alerts/ha_components.h"
#include "alerts/published.h"

/* The payload of one of the topics PL_HA_TOPIC_LIVE to PL_HA_TOPIC_SAFETY in *ret, freed by the caller.
 * 0; -ENOMEM. */
int pl_ha_state_render(const struct pl_published *published, enum pl_ha_topic topic, char **ret);
