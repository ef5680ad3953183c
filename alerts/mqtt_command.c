#include "alerts/mqtt_command.h"

#include "alerts/ha_components.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const refusal_texts[PL_MQTT_REFUSAL_COUNT] = {
    [PL_MQTT_ACCEPTED] = "accepted",
    [PL_MQTT_RETAINED] = "it was retained by the broker, so it may be old",
    [PL_MQTT_REPEATED] = "it was delivered before",
    [PL_MQTT_UNKNOWN_KEY] = "there is no such command",
    [PL_MQTT_TOO_LONG] = "it is too long",
    [PL_MQTT_NOT_TEXT] = "it is not plain text",
    [PL_MQTT_BAD_VALUE] = "it is not a value that this command takes",
    [PL_MQTT_OUT_OF_RANGE] = "it is outside the range",
};

/* What automations and other programs may ask for and no entity stands for. */
static const struct pl_ha_component without_entity[] = {
    {.key = "dismiss", .platform = PL_HA_BUTTON, .order = PL_ORDER_DISMISS},
    {.key = "inhibit", .platform = PL_HA_SWITCH, .order = PL_ORDER_INHIBIT},
};

static const struct pl_ha_component *find_command(const char *key)
{
    for (size_t i = 0; i < sizeof without_entity / sizeof without_entity[0]; i++)
        if (!strcmp(without_entity[i].key, key))
            return &without_entity[i];
    return pl_ha_component_find(key);
}

const char *pl_mqtt_refusal_text(enum pl_mqtt_refusal refusal)
{
    assert(refusal >= 0 && refusal < PL_MQTT_REFUSAL_COUNT);
    return refusal_texts[refusal];
}

static bool is_text(const char *payload, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)payload[i] < ' ' || payload[i] == 0x7f)
            return false;
    return true;
}

static enum pl_mqtt_refusal parse_switch(const char *text, struct pl_order *order)
{
    if (strcmp(text, "ON") != 0 && strcmp(text, "OFF") != 0)
        return PL_MQTT_BAD_VALUE;
    snprintf(order->text, sizeof order->text, "%s", strcmp(text, "ON") == 0 ? "true" : "false");
    return PL_MQTT_ACCEPTED;
}

static enum pl_mqtt_refusal parse_button(const char *text)
{
    return strcmp(text, "PRESS") == 0 ? PL_MQTT_ACCEPTED : PL_MQTT_BAD_VALUE;
}

/* Only what Home Assistant sends: digits with at most one point. strtod would take "inf" and "0x2". */
static bool is_decimal(const char *text)
{
    size_t digits = 0, points = 0;

    for (const char *p = text + (*text == '-'); *p; p++) {
        if (*p == '.')
            points++;
        else if (*p >= '0' && *p <= '9')
            digits++;
        else
            return false;
    }
    return digits > 0 && points <= 1;
}

static enum pl_mqtt_refusal parse_number(const struct pl_ha_component *c, const char *text,
                                         struct pl_order *order)
{
    double value;

    if (!is_decimal(text))
        return PL_MQTT_BAD_VALUE;
    value = strtod(text, NULL);
    if (!(value >= c->min && value <= c->max))
        return PL_MQTT_OUT_OF_RANGE;
    if (c->step >= 1 && value != round(value)) /* its setting is a whole number */
        return PL_MQTT_BAD_VALUE;
    snprintf(order->text, sizeof order->text, "%g", value);
    return PL_MQTT_ACCEPTED;
}

static enum pl_mqtt_refusal parse_option(const struct pl_ha_component *c, const char *text,
                                         struct pl_order *order)
{
    for (const char *const *option = c->options; *option; option++)
        if (!strcmp(*option, text)) {
            snprintf(order->text, sizeof order->text, "%s", text);
            return PL_MQTT_ACCEPTED;
        }
    return PL_MQTT_BAD_VALUE;
}

/* The answers themselves are judged by protocol/, which knows the questions. */
static enum pl_mqtt_refusal parse_answers(const char *text, struct pl_order *order)
{
    size_t length = strlen(text);

    if (length < 2 || text[0] != '{' || text[length - 1] != '}')
        return PL_MQTT_BAD_VALUE;
    snprintf(order->text, sizeof order->text, "%s", text);
    return PL_MQTT_ACCEPTED;
}

static enum pl_mqtt_refusal parse_value(const struct pl_ha_component *c, const char *text,
                                        struct pl_order *order)
{
    switch (c->platform) {
    case PL_HA_SWITCH:
        return parse_switch(text, order);
    case PL_HA_BUTTON:
        return parse_button(text);
    case PL_HA_NUMBER:
        return parse_number(c, text, order);
    case PL_HA_SELECT:
        return parse_option(c, text, order);
    case PL_HA_SENSOR:
        return parse_answers(text, order);
    case PL_HA_BINARY_SENSOR:
    case PL_HA_EVENT:
    case PL_HA_TRIGGER:
    case PL_HA_PLATFORM_COUNT:
        break;
    }
    return PL_MQTT_UNKNOWN_KEY;
}

static enum pl_mqtt_refusal check_envelope(const struct pl_mqtt_command *command,
                                           const struct pl_ha_component *c)
{
    size_t limit =
        c && c->order == PL_ORDER_SAFETY_ANSWERS ? PL_MQTT_SAFETY_MAX : PL_MQTT_COMMAND_MAX;

    if (command->retained)
        return PL_MQTT_RETAINED;
    if (command->repeated)
        return PL_MQTT_REPEATED;
    if (!c || c->order == PL_ORDER_NONE)
        return PL_MQTT_UNKNOWN_KEY;
    if (command->length > limit)
        return PL_MQTT_TOO_LONG;
    return is_text(command->payload, command->length) ? PL_MQTT_ACCEPTED : PL_MQTT_NOT_TEXT;
}

enum pl_mqtt_refusal pl_mqtt_command_parse(const struct pl_mqtt_command *command,
                                           struct pl_order *ret)
{
    const struct pl_ha_component *c = find_command(command->key);
    enum pl_mqtt_refusal refusal = check_envelope(command, c);
    struct pl_order order = {0};
    char text[PL_ORDER_TEXT_MAX];

    if (refusal != PL_MQTT_ACCEPTED)
        return refusal;
    memcpy(text, command->payload, command->length);
    text[command->length] = '\0';
    order.kind = c->order;
    order.setting = c->setting;
    refusal = parse_value(c, text, &order);
    if (refusal == PL_MQTT_ACCEPTED)
        *ret = order;
    return refusal;
}
