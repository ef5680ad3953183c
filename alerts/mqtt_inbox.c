/* What the sink hears: commands, the birth of Home Assistant, and others who speak in our name. */
#include "alerts/mqtt_command.h"
#include "alerts/mqtt_sink_private.h"

#include <string.h>

/* A flood of bad commands is worth one line in a while. */
#define COMPLAIN_EVERY (10 * PL_USEC_PER_SEC)

static void complain(struct pl_mqtt_sink *sink, const char *key, const char *why)
{
    pl_usec now = pl_mqtt_now(sink);

    if (sink->complained_at && now - sink->complained_at < COMPLAIN_EVERY)
        return;
    sink->complained_at = now;
    pl_log(PL_LOG_WARNING, "mqtt", "command '%.40s' refused: %s", key, why);
}

static void obey(struct pl_mqtt_sink *sink, const char *key, const struct pl_order *order)
{
    /* What a person answers about their health is for the answer alone. */
    const bool secret = order->kind == PL_ORDER_SAFETY_ANSWERS || order->kind == PL_ORDER_EXERCISE;

    pl_log(PL_LOG_INFO, "mqtt", "command: %s%s%.40s", key, order->text[0] && !secret ? " " : "",
           secret ? "" : order->text);
    if (sink->handlers.on_order(sink->handlers.user, order) != 0)
        complain(sink, key, "it cannot be done now");
}

/* Accepted or refused, the settings are said again at once: a switch stays or snaps back. */
static void hear_command(struct pl_mqtt_sink *sink, const char *key,
                         const struct pl_mqtt_message *message)
{
    const struct pl_mqtt_command command = {key, message->payload, message->length,
                                            message->retained, message->repeated};
    struct pl_order order;
    enum pl_mqtt_refusal refusal = pl_mqtt_command_parse(&command, &order);

    if (refusal == PL_MQTT_ACCEPTED)
        obey(sink, key, &order);
    else
        complain(sink, key, pl_mqtt_refusal_text(refusal));
    if (refusal != PL_MQTT_RETAINED)
        pl_mqtt_board_resend(sink->board, PL_HA_TOPIC_SETTINGS);
}

static bool says(const struct pl_mqtt_message *message, const char *text)
{
    return message->length == strlen(text) && !memcmp(message->payload, text, message->length);
}

/* A house of devices should not announce itself in one moment. */
static pl_usec soon(void)
{
    return PL_USEC_PER_SEC / 2 + (pl_usec)(pl_mqtt_random() % 4500) * PL_USEC_PER_MSEC;
}

void pl_mqtt_hear(struct pl_mqtt_sink *sink, const struct pl_mqtt_message *message)
{
    size_t prefix = strlen(sink->command_prefix);

    if (!strncmp(message->topic, sink->command_prefix, prefix)) {
        hear_command(sink, message->topic + prefix, message);
    } else if (!strcmp(message->topic, sink->status_topic)) {
        if (says(message, "online") && !message->retained)
            sink->announce_at = pl_mqtt_now(sink) + soon();
    } else if (!strcmp(message->topic, sink->topic[PL_HA_TOPIC_AVAILABILITY])) {
        /* The will of an earlier connection, or somebody's mistake: we are here. */
        if (says(message, "offline") && !message->retained && sink->state == PL_MQTT_ONLINE)
            pl_mqtt_say_online(sink, true, PL_HA_TOPIC_AVAILABILITY);
    }
}
