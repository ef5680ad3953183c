#include "alerts/sinks.h"

#include "alerts/event_json.h"
#include "alerts/gpio_sink.h"
#include "alerts/hook.h"
#include "alerts/log_sink.h"
#include "alerts/mqtt_sink.h"

#include <errno.h>
#include <stdlib.h>

struct pl_sinks {
    struct pl_gpio_sink *gpio;
    struct pl_mqtt_sink *mqtt; /* NULL: not wanted */
    struct pl_hook *hook;      /* NULL: not wanted */
};

static bool is_set(const char *text)
{
    return text && *text;
}

int pl_sinks_create(const struct pl_sinks_settings *settings, sd_event *loop,
                    const struct pl_sinks_handlers *handlers, struct pl_sinks **ret)
{
    struct pl_sinks *sinks = calloc(1, sizeof *sinks);
    int r;

    if (!sinks)
        return -ENOMEM;
    /* First the pins: a passive buzzer's guard must be forked before Paho starts its threads. */
    r = pl_gpio_sink_create(settings, loop, handlers, &sinks->gpio);
    if (r == 0 && is_set(settings->command))
        r = pl_hook_create(settings->command, settings->command_timeout_s, loop, &sinks->hook);
    if (r == 0 && is_set(settings->mqtt.host))
        r = pl_mqtt_sink_create(settings, loop, handlers, &sinks->mqtt);
    if (r < 0) {
        pl_sinks_destroy(sinks);
        return r;
    }
    *ret = sinks;
    return 0;
}

void pl_sinks_destroy(struct pl_sinks *sinks)
{
    if (!sinks)
        return;
    pl_gpio_sink_destroy(sinks->gpio);
    pl_hook_destroy(sinks->hook);
    pl_mqtt_sink_destroy(sinks->mqtt);
    free(sinks);
}

static enum pl_light light_of(const struct pl_published *published)
{
    if (published->settings.camera_paused)
        return PL_LIGHT_PAUSED;
    if (!published->camera_available || published->diagnostics.camera_problem)
        return PL_LIGHT_TROUBLE;
    return published->live.warning ? PL_LIGHT_WARNING : PL_LIGHT_WATCHING;
}

void pl_sinks_show(struct pl_sinks *sinks, const struct pl_published *published)
{
    pl_gpio_sink_light(sinks->gpio, light_of(published));
    if (sinks->mqtt)
        pl_mqtt_sink_show(sinks->mqtt, published);
}

void pl_sinks_tell(struct pl_sinks *sinks, const struct pl_event *event, pl_wall_usec wall)
{
    char line[PL_EVENT_JSON_SIZE];

    pl_event_to_json(event, wall, line);
    pl_gpio_sink_play(sinks->gpio, pl_tune_of(event));
    if (sinks->mqtt)
        pl_mqtt_sink_tell(sinks->mqtt, event, wall);
    if (sinks->hook)
        pl_hook_run(sinks->hook, line);
    pl_log_event(event, line);
}

void pl_sinks_play(struct pl_sinks *sinks, enum pl_tune tune)
{
    pl_gpio_sink_play(sinks->gpio, tune);
}

bool pl_sinks_broker_is_online(const struct pl_sinks *sinks)
{
    return sinks->mqtt && pl_mqtt_sink_is_online(sinks->mqtt);
}
