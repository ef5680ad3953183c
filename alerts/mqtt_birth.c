#include "alerts/mqtt_birth.h"

#include "alerts/mqtt_settings.h"
#include "alerts/mqtt_visit.h"

#include <stdio.h>
#include <string.h>

static bool says(const struct pl_mqtt_message *message, const char *word)
{
    return message->length == strlen(word) && !memcmp(message->payload, word, message->length);
}

static void hear(const struct pl_mqtt_message *message, void *context)
{
    enum pl_birth *birth = context;

    if (says(message, "online"))
        *birth = PL_BIRTH_ONLINE;
    else if (says(message, "offline"))
        *birth = PL_BIRTH_OFFLINE;
}

int pl_mqtt_birth(const struct pl_sinks_mqtt_settings *mqtt, enum pl_birth *ret, char *why,
                  size_t size)
{
    enum pl_birth birth = PL_BIRTH_UNHEARD;
    char topic[PL_HA_TOPIC_MAX];
    struct pl_mqtt_visit *visit;
    int r = pl_mqtt_visit_begin(mqtt, "doctor", &visit, why, size);

    if (r)
        return PL_BIRTH_FAILED;
    snprintf(topic, sizeof topic, "%s/status",
             pl_mqtt_or(mqtt->discovery_prefix, PL_MQTT_DISCOVERY_PREFIX));
    r = pl_mqtt_visit_hear(visit, topic, hear, &birth, why, size);
    pl_mqtt_visit_end(visit);
    if (r)
        return PL_BIRTH_FAILED;
    *ret = birth;
    return 0;
}
