#include "alerts/mqtt_settings.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-id128.h>

/* Ours alone, so that the id in topics does not give the machine's id away. Never change it. */
static const sd_id128_t application =
    SD_ID128_MAKE(5f, 1c, 93, 4e, 77, 0a, 4b, 61, 9d, 20, 6b, 58, c4, 1e, 3f, a9);

#define KEEP_ALIVE_S 20 /* a frozen broker is noticed after about two and a half of them */

bool pl_mqtt_host_is_here(const char *host)
{
    return !strcmp(host, "localhost") || !strcmp(host, "::1") || !strcmp(host, "[::1]") ||
           !strncmp(host, "127.", 4);
}

bool pl_mqtt_password_stays_hidden(const struct pl_sinks_mqtt_settings *settings)
{
    return !settings->password || !*settings->password || settings->tls ||
           settings->allow_plain_password || pl_mqtt_host_is_here(settings->host);
}

int pl_mqtt_device_id(const char *configured, char ret[static PL_DEVICE_ID_SIZE])
{
    sd_id128_t id;
    char text[SD_ID128_STRING_MAX];
    int r;

    if (configured && *configured) {
        snprintf(ret, PL_DEVICE_ID_SIZE, "%s", configured);
        return 0;
    }
    r = sd_id128_get_machine_app_specific(application, &id);
    if (r < 0)
        return r;
    snprintf(ret, PL_DEVICE_ID_SIZE, "%.12s", sd_id128_to_string(id, text));
    return 0;
}

const char *pl_mqtt_or(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

void pl_mqtt_config_topic(const struct pl_sinks_mqtt_settings *settings, const char *device_id,
                          char *ret, size_t size)
{
    snprintf(ret, size, "%s/device/plumbline_%s/config",
             pl_mqtt_or(settings->discovery_prefix, PL_MQTT_DISCOVERY_PREFIX), device_id);
}

struct pl_mqtt_link_settings
pl_mqtt_link_settings_from(const struct pl_sinks_mqtt_settings *settings, const char *client_id)
{
    return (struct pl_mqtt_link_settings){
        .host = settings->host,
        .port = settings->port,
        .tls = settings->tls,
        .username = settings->username,
        .password = settings->password,
        .ca_file = settings->ca_file,
        .cert_file = settings->cert_file,
        .key_file = settings->key_file,
        .client_id = client_id,
        .keep_alive_s = settings->keepalive_s ? settings->keepalive_s : KEEP_ALIVE_S,
    };
}
