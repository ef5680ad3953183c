/* Shared by mqtt_sink.c (life), mqtt_states.c (connection and clock), mqtt_announce.c (what we say) and
 * mqtt_inbox.c (what we hear). Not for others. */
#pragma once

#include "alerts/backoff.h"
#include "alerts/mqtt_board.h"
#include "alerts/mqtt_link.h"
#include "alerts/mqtt_settings.h"
#include "alerts/mqtt_sink.h"
#include "base/log.h"

enum pl_mqtt_state { PL_MQTT_WAITING, PL_MQTT_CONNECTING, PL_MQTT_SUBSCRIBING, PL_MQTT_ONLINE };

/* What a confirmation belongs to; a topic's number otherwise. */
enum { PL_MQTT_TAG_CONFIG = 100, PL_MQTT_TAG_EVENT, PL_MQTT_TAG_GOODBYE };

#define PL_MQTT_LOSSES 3

struct pl_mqtt_sink {
    sd_event *loop;
    sd_event_source *happenings, *messages, *timer;
    struct pl_sinks_handlers handlers;
    struct pl_pending_memory *own_pending; /* when the handlers bring none */
    const struct pl_pending_ops *pending;
    void *pending_store;

    struct pl_mqtt_link *link;
    struct pl_mqtt_board *board;
    char broker[PL_HA_TOPIC_MAX]; /* "host:port", for the log */
    char config_topic[PL_HA_TOPIC_MAX], status_topic[PL_HA_TOPIC_MAX];
    char prefix[PL_HA_TOPIC_MAX], command_prefix[PL_HA_TOPIC_MAX]; /* end in a slash */
    char topic[PL_HA_TOPIC_COUNT][PL_HA_TOPIC_MAX];
    char *discovery;                   /* as it is to be announced; NULL: not wanted */
    struct pl_published_limits limits; /* in it */

    enum pl_mqtt_state state;
    struct pl_backoff backoff;
    pl_usec connected_since, losses[PL_MQTT_LOSSES];
    /* Moments at which something is due; INT64_MAX: not planned. */
    pl_usec try_at, give_up_at, announce_at, config_at, second_look_at, event_at, check_at;
    pl_usec config_sent;     /* when the configuration was sent last */
    pl_usec resume_at;       /* the link is full: nothing is sent before */
    int64_t event_under_way; /* id in the pending ones; 0: none */
    int last_failure;        /* code last logged, so that the same is not logged again */
    unsigned denied;         /* topics that the broker refused, by bit, each logged once */
    unsigned
        dropped; /* events that the pending ones had no room for since the last line about it */
    pl_usec complained_at; /* about a refused command */
};

/* The loop's clock. */
static inline pl_usec pl_mqtt_now(const struct pl_mqtt_sink *sink)
{
    uint64_t now;

    sd_event_now(sink->loop, CLOCK_BOOTTIME, &now);
    return (pl_usec)now;
}

/* mqtt_announce.c. Each returns 0, or -EAGAIN when the link takes no more now. */
int pl_mqtt_announce(struct pl_mqtt_sink *sink);
int pl_mqtt_send_config(struct pl_mqtt_sink *sink);
int pl_mqtt_flush_board(struct pl_mqtt_sink *sink, pl_usec now);
int pl_mqtt_say_online(struct pl_mqtt_sink *sink, bool online, uint32_t tag);
/* Sends the oldest event of the pending ones if none is under way. */
int pl_mqtt_send_event(struct pl_mqtt_sink *sink);

/* mqtt_inbox.c: reads and obeys what came in. */
void pl_mqtt_hear(struct pl_mqtt_sink *sink, const struct pl_mqtt_message *message);

/* mqtt_states.c: an answer of the link's, and what is due by the clock. */
void pl_mqtt_happened(struct pl_mqtt_sink *sink, const struct pl_mqtt_happening *happening);
void pl_mqtt_advance(struct pl_mqtt_sink *sink);
void pl_mqtt_rest(struct pl_mqtt_sink *sink); /* nothing is planned */
uint32_t pl_mqtt_random(void);
