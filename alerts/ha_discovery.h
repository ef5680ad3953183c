/* The device discovery payload of Home Assistant (2024.11 and newer), rendered from the table of
 * components.
 *
 * What Home Assistant enforces is kept here: only the root keys it knows, "~" nowhere, availability
 * always as a list, default_entity_id instead of object_id, full key names. One wrong key would make
 * it refuse the whole device. */
#pragma once

#include "alerts/ha_components.h"
#include "alerts/published.h"

#include <stddef.h>

/* Who we are. Strings are borrowed for the call. */
struct pl_ha_identity {
    const char *device_id;   /* [a-z0-9_-]: names the topics; "plumbline_<id>" is the identifier */
    const char *device_name; /* "Plumbline" */
    const char *base_topic;  /* "plumbline" */
    const char *version;     /* ours */
    const char *hardware;    /* the board's name; NULL or "": not sent */
    const char *area;        /* suggested, if the user named one; NULL or "": not sent */
};

#define PL_HA_TOPIC_MAX 192
#define PL_HA_DISCOVERY_MAX \
    (32 * 1024) /* our own limit; brokers in the cloud take 64 KB and more */

/* "<base>/<id>/<suffix>" into `buffer`. 0; -ENAMETOOLONG when it does not fit. */
int pl_ha_topic_of(const struct pl_ha_identity *identity, enum pl_ha_topic topic, char *buffer,
                   size_t size);

/* The payload as compact JSON in *ret, freed by the caller. 0; -ENOMEM; -ENAMETOOLONG for an
 * identity whose topics do not fit in PL_HA_TOPIC_MAX. */
int pl_ha_discovery_render(const struct pl_ha_identity *identity, char **ret);

/* The same payload with its numbers narrowed to `limits`, so that Home Assistant itself refuses what the configuration
 * would, in *ret, freed by the caller. 0; -ENOMEM; -EINVAL when `payload` is none of ours. */
int pl_ha_discovery_limit(const char *payload, const struct pl_published_limits *limits,
                          char **ret);
