/* One connection to an MQTT broker: Eclipse Paho's asynchronous client, tamed.
 *
 * Paho works in two threads of its own; its callbacks do nothing but write small values to pipes, and
 * the loop thread reads them here. All functions are for that one thread, and none waits for the
 * network. The link connects when told and never by itself, so that the owner decides about retrying. */
#pragma once

#include "alerts/ha_discovery.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pl_mqtt_link;

/* Strings are borrowed for pl_mqtt_link_create(). */
struct pl_mqtt_link_settings {
    const char *host;
    int port;
    bool tls; /* the certificate and the host's name in it are always verified */
    const char *username, *password;            /* NULL: none */
    const char *ca_file, *cert_file, *key_file; /* NULL: the system's, none, none */
    const char *client_id;
    const char *will_topic; /* "offline", retained, QoS 1; NULL: no will */
    int keep_alive_s;
    int will_delay_s; /* MQTT 5: how long the broker waits for us before it says offline */
};

enum pl_mqtt_happening_kind {
    PL_MQTT_CONNECTED,
    PL_MQTT_NOT_CONNECTED, /* the attempt failed: `code` and `text` say why */
    PL_MQTT_LOST,          /* an established connection ended */
    PL_MQTT_SUBSCRIBED,
    PL_MQTT_NOT_SUBSCRIBED,
    PL_MQTT_DELIVERED,   /* `tag` was confirmed by the broker */
    PL_MQTT_UNDELIVERED, /* `tag` was not; PL_MQTT_CODE_DENIED: and never will be */
    PL_MQTT_DISCONNECTED,
};

/* Codes of interest: MQTT 5 reasons, MQTT 3.1.1 ones are translated to them. */
enum {
    PL_MQTT_CODE_WRONG_VERSION = 132,
    PL_MQTT_CODE_BAD_CREDENTIALS = 134,
    PL_MQTT_CODE_DENIED = 135,
};

struct pl_mqtt_happening {
    enum pl_mqtt_happening_kind kind;
    unsigned connection; /* which attempt it belongs to: see pl_mqtt_link_current() */
    uint32_t tag;
    int code;
    char text[160];
};

#define PL_MQTT_PAYLOAD_KEPT 1024

struct pl_mqtt_message {
    bool retained, repeated;
    size_t length; /* as sent; at most PL_MQTT_PAYLOAD_KEPT bytes of it are kept */
    char topic[PL_HA_TOPIC_MAX];
    char payload[PL_MQTT_PAYLOAD_KEPT];
};

enum { PL_MQTT_NOTHING = 1 };

/* Makes a client for MQTT 5. 0; -errno. Also takes http_proxy out of the environment, through which
 * Paho would otherwise send plain MQTT. */
int pl_mqtt_link_create(const struct pl_mqtt_link_settings *settings, struct pl_mqtt_link **ret);

/* Takes NULL. Does not wait: call pl_mqtt_link_disconnect() before and wait for its answer. */
void pl_mqtt_link_destroy(struct pl_mqtt_link *link);

/* Starts one attempt; PL_MQTT_CONNECTED or PL_MQTT_NOT_CONNECTED follows. 0; -EIO when it could not
 * even be started. */
int pl_mqtt_link_connect(struct pl_mqtt_link *link);

/* From now on MQTT 3.1.1, for brokers that refuse 5. 0; -errno. Only while not connected. */
int pl_mqtt_link_fall_back(struct pl_mqtt_link *link);

/* 5 or 4 (3.1.1). */
int pl_mqtt_link_version(const struct pl_mqtt_link *link);

/* Asks for all filters at once, QoS 1; one answer follows. 0; -EIO. */
int pl_mqtt_link_subscribe(struct pl_mqtt_link *link, const char *const *filters, size_t count);

/* 0 when taken: with QoS 1 or 2 an answer with `tag` follows. -EAGAIN: too much is under way; -EIO:
 * not connected. */
int pl_mqtt_link_publish(struct pl_mqtt_link *link, const char *topic, const char *payload, int qos,
                         bool retained, uint32_t tag);

/* Says goodbye, so that the will stays unsaid; PL_MQTT_DISCONNECTED follows within a second or two.
 * 0; -EIO when not connected. */
int pl_mqtt_link_disconnect(struct pl_mqtt_link *link);

bool pl_mqtt_link_is_connected(const struct pl_mqtt_link *link);

/* The number of the latest attempt; what carries another number is yesterday's news. */
unsigned pl_mqtt_link_current(const struct pl_mqtt_link *link);

/* Readable when there is something to read. Owned by the link. */
int pl_mqtt_link_happening_fd(const struct pl_mqtt_link *link);
int pl_mqtt_link_message_fd(const struct pl_mqtt_link *link);

/* 0; PL_MQTT_NOTHING. */
int pl_mqtt_link_read_happening(struct pl_mqtt_link *link, struct pl_mqtt_happening *ret);
int pl_mqtt_link_read_message(struct pl_mqtt_link *link, struct pl_mqtt_message *ret);
