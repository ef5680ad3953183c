#include "alerts/mqtt_ears.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECT_TIMEOUT_S 10
#define IN_FLIGHT_MAX 20
#define BUFFERED_MAX 100
#define SESSION_EXPIRY_S 60 /* longer than the will's delay, or the delay would be cut short */
#define SUBSCRIPTIONS_MAX 4
/* More than can be under way (BUFFERED_MAX), so that a slot is not used again before its answer. */
#define SLOTS 256

struct pl_mqtt_link {
    MQTTAsync client;
    int version;
    struct pl_mqtt_ears ears;
    char *uri, *client_id, *will_topic, *username, *password, *ca_file, *cert_file, *key_file;
    bool tls;
    int keep_alive_s, will_delay_s;
    struct pl_mqtt_slot slot[SLOTS];
    size_t next_slot;
};

static struct pl_mqtt_slot *take_slot(struct pl_mqtt_link *link, uint32_t tag)
{
    struct pl_mqtt_slot *slot = &link->slot[link->next_slot++ % SLOTS];

    *slot =
        (struct pl_mqtt_slot){.ears = &link->ears, .connection = link->ears.connection, .tag = tag};
    return slot;
}

static int create_client(struct pl_mqtt_link *link, int version, MQTTAsync *ret)
{
    MQTTAsync_createOptions options = MQTTAsync_createOptions_initializer;
    MQTTAsync client;

    options.MQTTVersion = version;
    options.maxBufferedMessages = BUFFERED_MAX;
    options.sendWhileDisconnected = 0; /* a fresh picture at every connect, never a stale burst */
    if (MQTTAsync_createWithOptions(&client, link->uri, link->client_id,
                                    MQTTCLIENT_PERSISTENCE_NONE, NULL,
                                    &options) != MQTTASYNC_SUCCESS)
        return -EINVAL;
    pl_mqtt_ears_listen(&link->ears, client);
    *ret = client;
    return 0;
}

static char *copy_or_null(const char *text)
{
    return text && *text ? strdup(text) : NULL;
}

static char *make_uri(const struct pl_mqtt_link_settings *settings)
{
    const char *host = settings->host;
    bool bare_ipv6 = strchr(host, ':') && host[0] != '[';
    char *uri;

    if (asprintf(&uri, "%s://%s%s%s:%d", settings->tls ? "ssl" : "tcp", bare_ipv6 ? "[" : "", host,
                 bare_ipv6 ? "]" : "", settings->port) < 0)
        return NULL;
    return uri;
}

static void copy_settings(struct pl_mqtt_link *link, const struct pl_mqtt_link_settings *settings)
{
    link->uri = make_uri(settings);
    link->client_id = copy_or_null(settings->client_id);
    link->will_topic = copy_or_null(settings->will_topic);
    link->username = copy_or_null(settings->username);
    link->password = copy_or_null(settings->password);
    link->ca_file = copy_or_null(settings->ca_file);
    link->cert_file = copy_or_null(settings->cert_file);
    link->key_file = copy_or_null(settings->key_file);
    link->tls = settings->tls;
    link->keep_alive_s = settings->keep_alive_s;
    link->will_delay_s = settings->will_delay_s;
}

int pl_mqtt_link_create(const struct pl_mqtt_link_settings *settings, struct pl_mqtt_link **ret)
{
    struct pl_mqtt_link *link = calloc(1, sizeof *link);
    int r = -ENOMEM;

    if (!link)
        return r;
    r = pl_mqtt_ears_open(&link->ears);
    if (r < 0)
        goto fail;
    copy_settings(link, settings);
    r = link->uri && link->client_id ? 0 : -ENOMEM;
    if (r < 0)
        goto fail;
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    link->version = MQTTVERSION_5;
    r = create_client(link, link->version, &link->client);
    if (r < 0)
        goto fail;
    *ret = link;
    return 0;
fail:
    pl_mqtt_link_destroy(link);
    return r;
}

void pl_mqtt_link_destroy(struct pl_mqtt_link *link)
{
    if (!link)
        return;
    if (link->client)
        MQTTAsync_destroy(&link->client);
    pl_mqtt_ears_close(&link->ears);
    free(link->uri);
    free(link->client_id);
    free(link->will_topic);
    free(link->username);
    if (link->password)
        explicit_bzero(link->password, strlen(link->password));
    free(link->password);
    free(link->ca_file);
    free(link->cert_file);
    free(link->key_file);
    free(link);
}

int pl_mqtt_link_fall_back(struct pl_mqtt_link *link)
{
    MQTTAsync old = link->client, fresh;
    int r = create_client(link, MQTTVERSION_3_1_1, &fresh);

    if (r < 0)
        return r;
    /* In this order Paho never runs out of clients, and so does not stop and wait for its threads. */
    link->client = fresh;
    link->version = MQTTVERSION_3_1_1;
    MQTTAsync_destroy(&old);
    return 0;
}

static MQTTAsync_SSLOptions tls_options(struct pl_mqtt_link *link)
{
    MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;

    tls.trustStore = link->ca_file;
    tls.keyStore = link->cert_file;
    tls.privateKey = link->key_file;
    tls.enableServerCertAuth = 1;
    tls.verify = 1; /* 0, Paho's default, would take a certificate of any other host */
    pl_mqtt_ears_on_tls(&link->ears, &tls);
    return tls;
}

/* Paho gives no reason when the broker's certificate is for somebody else or a file of ours is of no use. */
static void suspect(struct pl_mqtt_link *link)
{
    const char *const files[] = {link->ca_file, link->cert_file, link->key_file};
    char why[sizeof link->ears.tls_text] = "";

    for (size_t i = 0; link->tls && i < sizeof files / sizeof files[0]; i++)
        if (files[i] && access(files[i], R_OK) < 0) {
            snprintf(why, sizeof why, "%.120s: %s", files[i], strerror(errno));
            pl_mqtt_ears_suspect(&link->ears, why, true);
            return;
        }
    if (link->tls)
        snprintf(why, sizeof why, "no connection, or its certificate is for another name, or %s",
                 link->cert_file ? "it does not take ours, or our key does not fit ours"
                                 : "it wants one of ours");
    pl_mqtt_ears_suspect(&link->ears, why, false);
}

static void add_integer(MQTTProperties *properties, enum MQTTPropertyCodes code, int value)
{
    MQTTProperty property = {.identifier = code};

    property.value.integer4 = (unsigned)value;
    MQTTProperties_add(properties, &property);
}

static MQTTAsync_connectOptions connect_options(struct pl_mqtt_link *link)
{
    MQTTAsync_connectOptions v3 = MQTTAsync_connectOptions_initializer;
    MQTTAsync_connectOptions v5 = MQTTAsync_connectOptions_initializer5;
    MQTTAsync_connectOptions options = link->version == MQTTVERSION_5 ? v5 : v3;

    options.keepAliveInterval = link->keep_alive_s;
    options.connectTimeout = CONNECT_TIMEOUT_S;
    options.maxInflight = IN_FLIGHT_MAX;
    options.username = link->username;
    options.password = link->password;
    options.MQTTVersion = link->version;
    options.cleanstart = link->version == MQTTVERSION_5; /* the same wish has two names */
    options.cleansession = link->version != MQTTVERSION_5;
    pl_mqtt_ears_on_connect(take_slot(link, 0), link->version, &options);
    return options;
}

int pl_mqtt_link_connect(struct pl_mqtt_link *link)
{
    MQTTAsync_connectOptions options;
    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    MQTTAsync_SSLOptions tls = tls_options(link);
    MQTTProperties connect_properties = MQTTProperties_initializer;
    MQTTProperties will_properties = MQTTProperties_initializer;
    int r;

    link->ears.connection++;
    suspect(link);
    options = connect_options(link);
    options.ssl = link->tls ? &tls : NULL;
    will.topicName = link->will_topic;
    will.message = "offline";
    will.retained = will.qos = 1;
    options.will = link->will_topic ? &will : NULL;
    if (link->version == MQTTVERSION_5) {
        add_integer(&connect_properties, MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL,
                    SESSION_EXPIRY_S);
        add_integer(&will_properties, MQTTPROPERTY_CODE_WILL_DELAY_INTERVAL, link->will_delay_s);
        options.connectProperties = &connect_properties;
        options.willProperties = link->will_topic ? &will_properties : NULL;
    }
    r = MQTTAsync_connect(link->client, &options);
    MQTTProperties_free(&connect_properties);
    MQTTProperties_free(&will_properties);
    return r == MQTTASYNC_SUCCESS ? 0 : -EIO;
}

int pl_mqtt_link_version(const struct pl_mqtt_link *link)
{
    return link->version;
}

int pl_mqtt_link_subscribe(struct pl_mqtt_link *link, const char *const *filters, size_t count)
{
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    MQTTSubscribe_options each[SUBSCRIPTIONS_MAX];
    int qos[SUBSCRIPTIONS_MAX];

    assert(count <= SUBSCRIPTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        each[i] = (MQTTSubscribe_options)MQTTSubscribe_options_initializer;
        each[i].noLocal = 1; /* what we say ourselves is no news */
        qos[i] = 1;
    }
    pl_mqtt_ears_on_subscribe(take_slot(link, 0), link->version, &options);
    if (link->version == MQTTVERSION_5) {
        options.subscribeOptionsCount = (int)count;
        options.subscribeOptionsList = each;
    }
    return MQTTAsync_subscribeMany(link->client, (int)count, (char *const *)filters, qos,
                                   &options) == MQTTASYNC_SUCCESS
               ? 0
               : -EIO;
}

int pl_mqtt_link_publish(struct pl_mqtt_link *link, const char *topic, const char *payload, int qos,
                         bool retained, uint32_t tag)
{
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    int r;

    if (qos > 0)
        pl_mqtt_ears_on_publish(take_slot(link, tag), link->version, &options);
    r = MQTTAsync_send(link->client, topic, (int)strlen(payload), payload, qos, retained, &options);
    if (r == MQTTASYNC_MAX_BUFFERED_MESSAGES)
        return -EAGAIN;
    return r == MQTTASYNC_SUCCESS ? 0 : -EIO;
}

int pl_mqtt_link_disconnect(struct pl_mqtt_link *link)
{
    MQTTAsync_disconnectOptions v3 = MQTTAsync_disconnectOptions_initializer;
    MQTTAsync_disconnectOptions v5 = MQTTAsync_disconnectOptions_initializer5;
    MQTTAsync_disconnectOptions options = link->version == MQTTVERSION_5 ? v5 : v3;

    pl_mqtt_ears_on_disconnect(take_slot(link, 0), link->version, &options);
    return MQTTAsync_disconnect(link->client, &options) == MQTTASYNC_SUCCESS ? 0 : -EIO;
}

bool pl_mqtt_link_is_connected(const struct pl_mqtt_link *link)
{
    return MQTTAsync_isConnected(link->client);
}

unsigned pl_mqtt_link_current(const struct pl_mqtt_link *link)
{
    return link->ears.connection;
}

int pl_mqtt_link_happening_fd(const struct pl_mqtt_link *link)
{
    return link->ears.happenings[0];
}

int pl_mqtt_link_message_fd(const struct pl_mqtt_link *link)
{
    return link->ears.messages[0];
}

int pl_mqtt_link_read_happening(struct pl_mqtt_link *link, struct pl_mqtt_happening *ret)
{
    struct pl_mqtt_happening happening;

    if (read(link->ears.happenings[0], &happening, sizeof happening) != (ssize_t)sizeof happening)
        return PL_MQTT_NOTHING;
    *ret = happening;
    return 0;
}

int pl_mqtt_link_read_message(struct pl_mqtt_link *link, struct pl_mqtt_message *ret)
{
    struct pl_mqtt_message message;

    if (read(link->ears.messages[0], &message, sizeof message) != (ssize_t)sizeof message)
        return PL_MQTT_NOTHING;
    *ret = message;
    return 0;
}
