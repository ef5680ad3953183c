#include "app/watch/sinks_settings.h"

#include <math.h>

#define HEAD_STEP_CM 0.5 /* of the number in Home Assistant */

static enum pl_sinks_bias bias_of(enum pl_line_bias bias)
{
    switch (bias) {
    case PL_BIAS_NONE:
        return PL_SINKS_BIAS_NONE;
    case PL_BIAS_PULL_UP:
        return PL_SINKS_PULL_UP;
    case PL_BIAS_PULL_DOWN:
        return PL_SINKS_PULL_DOWN;
    case PL_BIAS_AS_IS:
        break;
    }
    return PL_SINKS_BIAS_AS_IS;
}

struct pl_sinks_settings pl_sinks_settings_from(const struct pl_settings *s, const char *password)
{
    return (struct pl_sinks_settings){
        .mqtt =
            {
                .host = s->mqtt.host,
                .port = s->mqtt.port,
                .username = s->mqtt.username,
                .password = password,
                .allow_plain_password = s->mqtt.allow_plain_password,
                .tls = s->mqtt.tls,
                .ca_file = s->mqtt.ca_file,
                .cert_file = s->mqtt.cert_file,
                .key_file = s->mqtt.key_file,
                .device_id = s->mqtt.device_id,
                .device_name = s->mqtt.device_name,
                .suggested_area = s->mqtt.suggested_area,
                .base_topic = s->mqtt.base_topic,
                .discovery_prefix = s->mqtt.discovery_prefix,
                .discovery = s->mqtt.discovery,
                .keepalive_s = s->mqtt.keepalive_s,
                .interval_s = s->mqtt.interval_s,
            },
        .gpio =
            {
                .buzzer = s->gpio.buzzer,
                .led = s->gpio.led,
                .button = s->gpio.button,
                .active_low = s->gpio.active_low,
                .buzzer_pwm = s->gpio.buzzer_pwm,
                .buzzer_tone_hz = s->gpio.buzzer_tone_hz,
                .button_active_low = s->gpio.button_active_low,
                .button_bias = bias_of(s->gpio.button_bias),
                .button_debounce_ms = s->gpio.button_debounce_ms,
            },
        .command = s->alerts.command,
        .command_timeout_s = s->alerts.command_timeout_s,
        .version = PL_VERSION,
    };
}

/* The head limit lies above its clear level and not above that of the strong alert. Home Assistant refuses a state outside
 * of the range, and a range without room. */
struct pl_published_limits pl_published_limits_from(const struct pl_settings *s)
{
    const double now = s->thresholds.forward_head_cm;
    double least = (floor(s->thresholds.forward_head_clear_cm / HEAD_STEP_CM) + 1) * HEAD_STEP_CM;
    double most = floor(s->thresholds.forward_head_strong_cm / HEAD_STEP_CM) * HEAD_STEP_CM;
    bool room;

    least = fmin(least, now);
    most = fmax(most, now);
    room = least < most;
    return (struct pl_published_limits){
        .forward_head_min_cm = room ? least : (double)NAN,
        .forward_head_max_cm = room ? most : (double)NAN,
        .soft_max_min = s->sitting.firm_min,
    };
}
