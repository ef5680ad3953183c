#include "alerts/mqtt_settings.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-id128.h>

/* Ours alone, so that the id in topics does not give the machine's id away. Never change it. */
static const sd_id128_t application =
    SD_ID128_MAKE(5f, 1c, 93, 4e, 77, 0a, 4b, 61, 9d, 20, 6b, 58, c4, 1e, 3f, a9);

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
