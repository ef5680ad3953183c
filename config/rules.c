/* Settings that must fit each other. */
#include "config/config.h"

#include <string.h>

/* Says which two settings do not fit, and where both came from. */
static void complain(struct pl_config *config, const char *key, const char *rule, const char *other)
{
    const struct pl_setting *rows[2] = {pl_setting_find(key), pl_setting_find(other)};
    char value[2][PL_SETTING_WORD_MAX], origin[2][PL_SETTING_PATH_MAX + 32];

    for (int i = 0; i < 2; i++) {
        pl_setting_format(rows[i], &config->settings, value[i], sizeof value[i]);
        pl_config_origin_text(config, (int)(rows[i] - pl_setting_table), origin[i],
                              sizeof origin[i]);
    }
    pl_complain(&config->errors, "%s: %s: '%s' must be %s %s, which is '%s' (%s)", origin[0], key,
                value[0], rule, other, value[1], origin[1]);
}

static void check_order(struct pl_config *config)
{
    const struct pl_settings *s = &config->settings;

    if (s->thresholds.forward_head_clear_cm >= s->thresholds.forward_head_cm)
        complain(config, "thresholds.forward_head_clear_cm", "less than",
                 "thresholds.forward_head_cm");
    if (s->thresholds.forward_head_strong_cm < s->thresholds.forward_head_cm)
        complain(config, "thresholds.forward_head_strong_cm", "at least",
                 "thresholds.forward_head_cm");
    if (s->sitting.firm_min < s->sitting.soft_min)
        complain(config, "sitting.firm_min", "at least", "sitting.soft_min");
}

/* `key` is of use only when `other` is set too. */
static void check_needs(struct pl_config *config, const char *key, const char *value,
                        const char *other, const char *other_value)
{
    if (*value && !*other_value)
        complain(config, key, "empty, or used together with", other);
}

static void check_lines(struct pl_config *config)
{
    static const char *const keys[] = {"gpio.buzzer", "gpio.led", "gpio.button"};
    const char *lines[] = {config->settings.gpio.buzzer, config->settings.gpio.led,
                           config->settings.gpio.button};

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < i; j++)
            if (*lines[i] && !strcmp(lines[i], lines[j]))
                complain(config, keys[i], "another line than", keys[j]);
}

void pl_config_check_together(struct pl_config *config)
{
    const struct pl_settings *s = &config->settings;

    check_order(config);
    check_needs(config, "mqtt.cert_file", s->mqtt.cert_file, "mqtt.key_file", s->mqtt.key_file);
    check_needs(config, "mqtt.key_file", s->mqtt.key_file, "mqtt.cert_file", s->mqtt.cert_file);
    check_needs(config, "mqtt.password_file", s->mqtt.password_file, "mqtt.username",
                s->mqtt.username);
    check_needs(config, "gpio.buzzer_pwm", s->gpio.buzzer_pwm, "gpio.buzzer_tone_hz",
                s->gpio.buzzer_tone_hz ? "set" : "");
    check_lines(config);
}
