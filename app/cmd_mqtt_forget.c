/* plumbline mqtt-forget */
#include "alerts/mqtt_forget.h"
#include "app/command.h"
#include "app/options.h"
#include "app/watch/sinks_settings.h"
#include "config/secret.h"

#include <signal.h>
#include <stdio.h>

static int forget(const struct pl_settings *settings)
{
    char password[PL_SECRET_MAX] = "", why[512];
    struct pl_sinks_settings sinks = pl_sinks_settings_from(settings, password);
    int count, r = 0;

    if (!settings->mqtt.host[0]) {
        fprintf(stderr, "plumbline: mqtt.host is not set, so there is no broker to forget us\n");
        return PL_EXIT_FAILED;
    }
    if (settings->mqtt.password_file[0])
        r = pl_secret_read(settings->mqtt.password_file, password, why, sizeof why);
    if (r == 0)
        r = pl_mqtt_forget(&sinks, why, sizeof why, &count);
    pl_secret_forget(password);
    if (r != 0) {
        fprintf(stderr, "plumbline: %s:%d: %s\n", settings->mqtt.host, settings->mqtt.port, why);
        return PL_EXIT_FAILED;
    }
    printf("%s:%d has forgotten this device: %d topics emptied\n", settings->mqtt.host,
           settings->mqtt.port, count);
    return PL_EXIT_DONE;
}

int pl_cmd_mqtt_forget(int argc, char **argv)
{
    static struct pl_config config;
    struct pl_options options;
    int r = pl_options_parse(argc, argv, NULL, NULL, NULL, &options);

    if (r == 0)
        r = pl_options_load(&options, &config);
    if (r != 0)
        return r;
    signal(SIGPIPE, SIG_IGN);
    return forget(&config.settings);
}
