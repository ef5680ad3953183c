/* The half of the MQTT link that lives in Paho's threads: callbacks that write small values to pipes.
 *
 * Private to mqtt_link.c. Nothing here blocks, and nothing here calls Paho but to give memory back. */
#pragma once

#include "alerts/mqtt_link.h"

#include <MQTTAsync.h>
#include <pthread.h>

struct pl_mqtt_ears {
    int happenings[2],
        messages[2];     /* pipes: [0] is read by the loop, [1] written by the callbacks */
    unsigned connection; /* the attempt under way; written between attempts only */
    pthread_mutex_t lock;
    /* Why TLS failed: the first complaint of OpenSSL, before that what is likely. Under `lock`. */
    char tls_text[160];
    bool tls_said;
};

/* What an answer of Paho's belongs to; must live until the answer. */
struct pl_mqtt_slot {
    struct pl_mqtt_ears *ears;
    unsigned connection;
    uint32_t tag;
};

/* 0; -errno. Close what is half open as well. */
int pl_mqtt_ears_open(struct pl_mqtt_ears *ears);
void pl_mqtt_ears_close(struct pl_mqtt_ears *ears);

/* Set the callbacks of a client and of the options of one call. `version` is MQTTVERSION_5 or _3_1_1. */
void pl_mqtt_ears_listen(struct pl_mqtt_ears *ears, MQTTAsync client);
void pl_mqtt_ears_on_tls(struct pl_mqtt_ears *ears, MQTTAsync_SSLOptions *options);
/* Before an attempt: what its failure will be put down to. `certain`: whatever OpenSSL says; otherwise only when it
 * says nothing. "": nothing is known. */
void pl_mqtt_ears_suspect(struct pl_mqtt_ears *ears, const char *why, bool certain);
void pl_mqtt_ears_on_connect(struct pl_mqtt_slot *slot, int version,
                             MQTTAsync_connectOptions *options);
void pl_mqtt_ears_on_subscribe(struct pl_mqtt_slot *slot, int version,
                               MQTTAsync_responseOptions *options);
void pl_mqtt_ears_on_publish(struct pl_mqtt_slot *slot, int version,
                             MQTTAsync_responseOptions *options);
void pl_mqtt_ears_on_disconnect(struct pl_mqtt_slot *slot, int version,
                                MQTTAsync_disconnectOptions *options);
