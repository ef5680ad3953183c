#include "alerts/mqtt_ears.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(struct pl_mqtt_message) <= 4096,
               "a message is written to its pipe in one piece");
_Static_assert(sizeof(struct pl_mqtt_happening) <= 512, "and so is a happening");

static void report(struct pl_mqtt_ears *ears, const struct pl_mqtt_happening *happening)
{
    ssize_t n = write(ears->happenings[1], happening, sizeof *happening);

    /* The pipe holds more answers than there can be open questions. */
    assert(n == (ssize_t)sizeof *happening || errno == EAGAIN);
}

static void answer(const struct pl_mqtt_slot *slot, enum pl_mqtt_happening_kind kind, int code,
                   const char *text)
{
    struct pl_mqtt_happening happening = {
        .kind = kind, .connection = slot->connection, .tag = slot->tag, .code = code};

    snprintf(happening.text, sizeof happening.text, "%s", text ? text : "");
    report(slot->ears, &happening);
}

/* MQTT 3.1.1 has its own small numbers for a refused connection. */
static int modern_code(int code)
{
    switch (code) {
    case 1:
        return PL_MQTT_CODE_WRONG_VERSION;
    case 4:
        return PL_MQTT_CODE_BAD_CREDENTIALS;
    case 5:
        return PL_MQTT_CODE_DENIED;
    default:
        return code;
    }
}

static void connect_failed(const struct pl_mqtt_slot *slot, int code, const char *text)
{
    struct pl_mqtt_ears *ears = slot->ears;
    char tls_text[sizeof ears->tls_text];

    pthread_mutex_lock(&ears->lock);
    snprintf(tls_text, sizeof tls_text, "%s", ears->tls_text);
    pthread_mutex_unlock(&ears->lock);
    answer(slot, PL_MQTT_NOT_CONNECTED, modern_code(code), tls_text[0] ? tls_text : text);
}

/* The reason is in either field, depending on Paho's version. */
static int reason_of(const MQTTAsync_failureData5 *data)
{
    if (!data)
        return -1;
    return data->reasonCode > 0 ? (int)data->reasonCode : data->code;
}

static void on_not_connected5(void *context, MQTTAsync_failureData5 *data)
{
    connect_failed(context, reason_of(data), data ? data->message : NULL);
}

static void on_not_connected(void *context, MQTTAsync_failureData *data)
{
    connect_failed(context, data ? data->code : -1, data ? data->message : NULL);
}

/* Each answer comes in two types, of MQTT 5 and of 3.1.1. */
#define ON_SUCCESS(name, kind)                                       \
    static void name##5(void *context, MQTTAsync_successData5 *data) \
    {                                                                \
        (void)data;                                                  \
        answer(context, kind, 0, NULL);                              \
    }                                                                \
    static void name(void *context, MQTTAsync_successData *data)     \
    {                                                                \
        (void)data;                                                  \
        answer(context, kind, 0, NULL);                              \
    }

#define ON_FAILURE(name, kind)                                                      \
    static void name##5(void *context, MQTTAsync_failureData5 *data)                \
    {                                                                               \
        answer(context, kind, reason_of(data), data ? data->message : NULL);        \
    }                                                                               \
    static void name(void *context, MQTTAsync_failureData *data)                    \
    {                                                                               \
        answer(context, kind, data ? data->code : -1, data ? data->message : NULL); \
    }

ON_SUCCESS(on_connected, PL_MQTT_CONNECTED)
ON_SUCCESS(on_subscribed, PL_MQTT_SUBSCRIBED)
ON_FAILURE(on_not_subscribed, PL_MQTT_NOT_SUBSCRIBED)
ON_SUCCESS(on_delivered, PL_MQTT_DELIVERED)
ON_FAILURE(on_undelivered, PL_MQTT_UNDELIVERED)
ON_SUCCESS(on_disconnected, PL_MQTT_DISCONNECTED)

static void on_lost(void *context, char *cause)
{
    struct pl_mqtt_ears *ears = context;
    struct pl_mqtt_happening happening = {.kind = PL_MQTT_LOST, .connection = ears->connection};

    snprintf(happening.text, sizeof happening.text, "%s", cause ? cause : "");
    report(ears, &happening);
}

static int on_message(void *context, char *topic, int topic_length, MQTTAsync_message *message)
{
    struct pl_mqtt_ears *ears = context;
    struct pl_mqtt_message copy = {.retained = message->retained, .repeated = message->dup};
    size_t length = (size_t)message->payloadlen;
    int room = (int)sizeof copy.topic;

    (void)topic_length; /* 0 unless the topic holds a NUL, which MQTT forbids */
    copy.length = length;
    memcpy(copy.payload, message->payload,
           length < sizeof copy.payload ? length : sizeof copy.payload);
    /* A topic that does not fit is none of ours; a full pipe means a flood, of which some may be lost. */
    if (snprintf(copy.topic, sizeof copy.topic, "%s", topic) < room &&
        write(ears->messages[1], &copy, sizeof copy) < 0)
        assert(errno == EAGAIN);
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

/* The reason out of "thread:error:code:library:function:reason:file:line:data"; all of it when it looks otherwise. */
static const char *reason_in(const char *text)
{
    const char *reason = text;

    for (int field = 0; field < 5 && reason; field++) {
        reason = strchr(reason, ':');
        reason = reason ? reason + 1 : NULL;
    }
    return reason ? reason : text;
}

static int on_tls_error(const char *text, size_t length, void *context)
{
    struct pl_mqtt_ears *ears = context;
    const char *reason = reason_in(text);

    pthread_mutex_lock(&ears->lock);
    if (!ears->tls_said)
        snprintf(ears->tls_text, sizeof ears->tls_text, "%.*s",
                 (int)strcspn(reason, reason == text ? "\n" : ":\n"), reason);
    ears->tls_said = true;
    pthread_mutex_unlock(&ears->lock);
    return (int)length;
}

void pl_mqtt_ears_suspect(struct pl_mqtt_ears *ears, const char *why, bool certain)
{
    pthread_mutex_lock(&ears->lock);
    snprintf(ears->tls_text, sizeof ears->tls_text, "%s", why);
    ears->tls_said = certain;
    pthread_mutex_unlock(&ears->lock);
}

int pl_mqtt_ears_open(struct pl_mqtt_ears *ears)
{
    *ears = (struct pl_mqtt_ears){.happenings = {-1, -1}, .messages = {-1, -1}};
    pthread_mutex_init(&ears->lock, NULL);
    if (pipe2(ears->happenings, O_CLOEXEC | O_NONBLOCK) < 0 ||
        pipe2(ears->messages, O_CLOEXEC | O_NONBLOCK) < 0)
        return -errno;
    return 0;
}

static void close_pipe(int fds[2])
{
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

void pl_mqtt_ears_close(struct pl_mqtt_ears *ears)
{
    close_pipe(ears->happenings);
    close_pipe(ears->messages);
    pthread_mutex_destroy(&ears->lock);
}

void pl_mqtt_ears_listen(struct pl_mqtt_ears *ears, MQTTAsync client)
{
    MQTTAsync_setCallbacks(client, ears, on_lost, on_message, NULL);
}

void pl_mqtt_ears_on_tls(struct pl_mqtt_ears *ears, MQTTAsync_SSLOptions *options)
{
    options->ssl_error_cb = on_tls_error;
    options->ssl_error_context = ears;
}

void pl_mqtt_ears_on_connect(struct pl_mqtt_slot *slot, int version,
                             MQTTAsync_connectOptions *options)
{
    options->context = slot;
    if (version == MQTTVERSION_5) {
        options->onSuccess5 = on_connected5;
        options->onFailure5 = on_not_connected5;
    } else {
        options->onSuccess = on_connected;
        options->onFailure = on_not_connected;
    }
}

void pl_mqtt_ears_on_subscribe(struct pl_mqtt_slot *slot, int version,
                               MQTTAsync_responseOptions *options)
{
    options->context = slot;
    if (version == MQTTVERSION_5) {
        options->onSuccess5 = on_subscribed5;
        options->onFailure5 = on_not_subscribed5;
    } else {
        options->onSuccess = on_subscribed;
        options->onFailure = on_not_subscribed;
    }
}

void pl_mqtt_ears_on_publish(struct pl_mqtt_slot *slot, int version,
                             MQTTAsync_responseOptions *options)
{
    options->context = slot;
    if (version == MQTTVERSION_5) {
        options->onSuccess5 = on_delivered5;
        options->onFailure5 = on_undelivered5;
    } else {
        options->onSuccess = on_delivered;
        options->onFailure = on_undelivered;
    }
}

void pl_mqtt_ears_on_disconnect(struct pl_mqtt_slot *slot, int version,
                                MQTTAsync_disconnectOptions *options)
{
    options->context = slot;
    if (version == MQTTVERSION_5)
        options->onSuccess5 = on_disconnected5;
    else
        options->onSuccess = on_disconnected;
}
