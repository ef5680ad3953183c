/* What Plumbline is in Home Assistant: one table, from which both the discovery payload and the
 * check of incoming commands are made, so that they cannot disagree.
 *
 * Keys, names, classes and ranges are a contract with the user's dashboards and automations: a key,
 * once released, is never renamed. Names have at most 16 characters (numbers 14), or cards cut them. */
#pragma once

#include "alerts/order.h"

#include <stdbool.h>
#include <stddef.h>

/* The topics under the base topic; the text of each is pl_ha_topic_suffix(). */
enum pl_ha_topic {
    PL_HA_TOPIC_NONE = 0,
    PL_HA_TOPIC_LIVE,
    PL_HA_TOPIC_SESSION,
    PL_HA_TOPIC_SETTINGS,
    PL_HA_TOPIC_DIAGNOSTICS,
    PL_HA_TOPIC_EXERCISE,
    PL_HA_TOPIC_SAFETY,
    PL_HA_TOPIC_ALERT,        /* events, never retained */
    PL_HA_TOPIC_SESSION_END,  /* events for other programs; no component of Home Assistant */
    PL_HA_TOPIC_AVAILABILITY, /* also the will */
    PL_HA_TOPIC_CAMERA,       /* availability of what is measured */
    PL_HA_TOPIC_COUNT,
};

enum pl_ha_platform {
    PL_HA_SENSOR,
    PL_HA_BINARY_SENSOR,
    PL_HA_EVENT,
    PL_HA_SWITCH,
    PL_HA_BUTTON,
    PL_HA_NUMBER,
    PL_HA_SELECT,
    PL_HA_TRIGGER, /* device_automation */
    PL_HA_PLATFORM_COUNT,
};

enum pl_ha_flag {
    PL_HA_MEASURED = 1 << 0,   /* unavailable while the camera is */
    PL_HA_DIAGNOSTIC = 1 << 1, /* entity_category */
    PL_HA_CONFIG = 1 << 2,     /* entity_category */
    PL_HA_DISABLED = 1 << 3,   /* the user enables it if wanted */
};

enum pl_ha_rounding { PL_HA_AS_IS = 0, PL_HA_WHOLE, PL_HA_TENTHS };

struct pl_ha_component {
    const char *key;
    enum pl_ha_platform platform;
    const char *name;
    enum pl_ha_topic topic;
    unsigned flags;
    const char *device_class, *state_class, *unit, *icon; /* NULL: not sent */
    enum pl_ha_rounding rounding; /* of what we send, and suggested_display_precision */
    const char *const *options;   /* of enum sensors, selects and events; ends with NULL */
    const char *attributes;       /* json_attributes_template on the same topic; NULL: none */
    const char *payload;          /* of triggers: the event type */
    double min, max, step;        /* of numbers */
    enum pl_order_kind order;     /* of what takes commands */
    const char *setting;          /* of PL_ORDER_SET */
};

/* All components, in the order in which they are announced; ends with a NULL key. */
extern const struct pl_ha_component pl_ha_components[];

/* The component with this key, NULL if there is none. Pure. */
const struct pl_ha_component *pl_ha_component_find(const char *key);

/* The part after the base topic, without a leading slash ("state/live"). Never fails; asserts on
 * PL_HA_TOPIC_NONE and values outside the enum. */
const char *pl_ha_topic_suffix(enum pl_ha_topic topic);

/* Home Assistant's word for it ("binary_sensor"). Never fails; asserts outside the enum. */
const char *pl_ha_platform_word(enum pl_ha_platform platform);
