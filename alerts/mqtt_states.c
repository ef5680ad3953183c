/* The connection's states, the broker's confirmations, and everything that is due by the clock. */
#include "alerts/mqtt_sink_private.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define NEVER INT64_MAX
#define ATTEMPT_MAX (20 * PL_USEC_PER_SEC) /* Paho itself gives up after 10 s */
#define TRY_AGAIN_AFTER PL_USEC_PER_SEC
#define SECOND_LOOK_AFTER PL_USEC_PER_SEC
#define CHECK_EVERY (5 * PL_USEC_PER_SEC)
#define STABLE_AFTER PL_USEC_PER_MIN

uint32_t pl_mqtt_random(void)
{
    uint32_t value = 0;

    (void)!getrandom(&value, sizeof value,
                     GRND_NONBLOCK); /* 0 is as good before there is entropy */
    return value;
}

/* --- from state to state ---------------------------------------------------------------------- */

void pl_mqtt_rest(struct pl_mqtt_sink *sink)
{
    sink->give_up_at = sink->announce_at = sink->config_at = sink->second_look_at = NEVER;
    sink->event_at = sink->check_at = NEVER;
    sink->resume_at = 0;
    sink->event_under_way = 0;
}

static void wait_for_retry(struct pl_mqtt_sink *sink, bool hopeless)
{
    pl_usec wait = hopeless ? pl_backoff_longest(&sink->backoff, pl_mqtt_random())
                            : pl_backoff_next(&sink->backoff, pl_mqtt_random());

    pl_mqtt_rest(sink);
    sink->state = PL_MQTT_WAITING;
    sink->try_at = pl_mqtt_now(sink) + wait;
}

static const char *failure_text(const struct pl_mqtt_happening *happening)
{
    switch (happening->code) {
    case PL_MQTT_CODE_BAD_CREDENTIALS:
    case PL_MQTT_CODE_DENIED:
        return "it does not accept our user name and password";
    case PL_MQTT_CODE_WRONG_VERSION:
        return "it speaks neither MQTT 5 nor 3.1.1";
    default:
        return happening->text[0] ? happening->text : "no answer";
    }
}

/* One line a change: the same failure again is not news. */
static void log_failure(struct pl_mqtt_sink *sink, const struct pl_mqtt_happening *happening)
{
    if (sink->last_failure == happening->code)
        return;
    sink->last_failure = happening->code;
    pl_log(PL_LOG_WARNING, "mqtt", "cannot connect to %s: %s; trying again", sink->broker,
           failure_text(happening));
}

static void attempt_failed(struct pl_mqtt_sink *sink, const struct pl_mqtt_happening *happening)
{
    bool refused =
        happening->code == PL_MQTT_CODE_BAD_CREDENTIALS || happening->code == PL_MQTT_CODE_DENIED;

    if (happening->code == PL_MQTT_CODE_WRONG_VERSION && pl_mqtt_link_version(sink->link) == 5 &&
        pl_mqtt_link_fall_back(sink->link) == 0) {
        pl_log(PL_LOG_INFO, "mqtt", "%s does not speak MQTT 5; using 3.1.1", sink->broker);
        pl_mqtt_rest(sink);
        sink->state = PL_MQTT_WAITING;
        sink->try_at = pl_mqtt_now(sink);
        return;
    }
    log_failure(sink, happening);
    wait_for_retry(sink, refused);
}

static void try_to_connect(struct pl_mqtt_sink *sink)
{
    const struct pl_mqtt_happening refused = {.code = -1,
                                              .text = "the attempt could not be started"};

    sink->try_at = NEVER;
    sink->state = PL_MQTT_CONNECTING;
    sink->give_up_at = pl_mqtt_now(sink) + ATTEMPT_MAX;
    if (pl_mqtt_link_connect(sink->link) < 0)
        attempt_failed(sink, &refused);
}

static void connected(struct pl_mqtt_sink *sink)
{
    char commands[PL_HA_TOPIC_MAX + 1];
    const char *filters[] = {commands, sink->status_topic, sink->topic[PL_HA_TOPIC_AVAILABILITY]};

    sink->state = PL_MQTT_SUBSCRIBING;
    sink->last_failure = 0;
    sink->connected_since = pl_mqtt_now(sink);
    sink->check_at = sink->connected_since + CHECK_EVERY;
    pl_log(PL_LOG_INFO, "mqtt", "connected to %s (MQTT %s)", sink->broker,
           pl_mqtt_link_version(sink->link) == 5 ? "5" : "3.1.1");
    snprintf(commands, sizeof commands, "%s+", sink->command_prefix);
    if (pl_mqtt_link_subscribe(sink->link, filters, sizeof filters / sizeof filters[0]) < 0)
        sink->check_at = sink->connected_since; /* the connection ended under our hands */
}

static void subscribed(struct pl_mqtt_sink *sink, bool all)
{
    if (!all)
        pl_log(PL_LOG_WARNING, "mqtt",
               "the broker does not let us read %s+ or %s: commands or restarts of Home Assistant "
               "will be "
               "missed; check its access list",
               sink->command_prefix, sink->status_topic);
    if (sink->dropped)
        pl_log(PL_LOG_WARNING, "mqtt", "%u events were dropped while the broker was away",
               sink->dropped);
    sink->dropped = 0;
    sink->give_up_at = NEVER;
    sink->state = PL_MQTT_ONLINE;
    sink->announce_at = sink->event_at = pl_mqtt_now(sink);
}

/* Two programs with one name throw each other out for ever; at a slow pace nobody is hurt. */
static bool is_thrown_out_again_and_again(struct pl_mqtt_sink *sink, pl_usec now)
{
    pl_usec oldest = sink->losses[0];

    memmove(sink->losses, sink->losses + 1, sizeof sink->losses - sizeof sink->losses[0]);
    sink->losses[PL_MQTT_LOSSES - 1] = now;
    return oldest && now - oldest < PL_USEC_PER_MIN;
}

static void lost(struct pl_mqtt_sink *sink)
{
    pl_usec now = pl_mqtt_now(sink);
    bool rival = is_thrown_out_again_and_again(sink, now);

    if (rival)
        pl_log(
            PL_LOG_WARNING, "mqtt",
            "%s keeps ending the connection: is another Plumbline using the same mqtt.device_id?",
            sink->broker);
    else
        pl_log(PL_LOG_WARNING, "mqtt", "connection to %s lost; trying again", sink->broker);
    if (now - sink->connected_since > STABLE_AFTER)
        pl_backoff_reset(&sink->backoff);
    wait_for_retry(sink, rival);
}

/* --- confirmations ---------------------------------------------------------------------------- */

static const char *topic_of_tag(const struct pl_mqtt_sink *sink, uint32_t tag)
{
    if (tag < PL_HA_TOPIC_COUNT)
        return sink->topic[tag];
    return tag == PL_MQTT_TAG_CONFIG ? sink->config_topic : sink->topic[PL_HA_TOPIC_ALERT];
}

static void denied(struct pl_mqtt_sink *sink, uint32_t tag)
{
    unsigned bit =
        1u << (tag < PL_HA_TOPIC_COUNT ? tag : tag - PL_MQTT_TAG_CONFIG + PL_HA_TOPIC_COUNT);

    if (sink->denied & bit)
        return;
    sink->denied |= bit;
    pl_log(PL_LOG_WARNING, "mqtt", "the broker does not let us write %s; check its access list",
           topic_of_tag(sink, tag));
}

static void delivered(struct pl_mqtt_sink *sink, uint32_t tag)
{
    if (tag != PL_MQTT_TAG_EVENT)
        return;
    sink->pending->ack(sink->pending_store, sink->event_under_way);
    sink->event_under_way = 0;
    sink->event_at = pl_mqtt_now(sink);
}

static void undelivered(struct pl_mqtt_sink *sink, const struct pl_mqtt_happening *happening)
{
    bool for_good = happening->code == PL_MQTT_CODE_DENIED;

    if (for_good)
        denied(sink, happening->tag);
    if (happening->tag != PL_MQTT_TAG_EVENT)
        return;
    /* Refused events stay in the pending ones: the next connection may be allowed to tell them. */
    sink->event_under_way = 0;
    sink->event_at = for_good ? NEVER : pl_mqtt_now(sink) + TRY_AGAIN_AFTER;
}

void pl_mqtt_happened(struct pl_mqtt_sink *sink, const struct pl_mqtt_happening *happening)
{
    if (happening->connection != pl_mqtt_link_current(sink->link) || sink->state == PL_MQTT_WAITING)
        return; /* an answer to somebody we no longer are */
    switch (happening->kind) {
    case PL_MQTT_CONNECTED:
        connected(sink);
        break;
    case PL_MQTT_NOT_CONNECTED:
        attempt_failed(sink, happening);
        break;
    case PL_MQTT_LOST:
        lost(sink);
        break;
    case PL_MQTT_SUBSCRIBED:
    case PL_MQTT_NOT_SUBSCRIBED:
        subscribed(sink, happening->kind == PL_MQTT_SUBSCRIBED);
        break;
    case PL_MQTT_DELIVERED:
        delivered(sink, happening->tag);
        break;
    case PL_MQTT_UNDELIVERED:
        undelivered(sink, happening);
        break;
    case PL_MQTT_DISCONNECTED:
        break;
    }
}

/* --- the clock -------------------------------------------------------------------------------- */

/* The link takes no more for the moment: everything has to wait a little. */
static void hold_on(struct pl_mqtt_sink *sink, pl_usec now)
{
    sink->resume_at = now + TRY_AGAIN_AFTER;
}

static void announce_if_due(struct pl_mqtt_sink *sink, pl_usec now)
{
    if (now < sink->announce_at)
        return;
    if (pl_mqtt_announce(sink) < 0) {
        hold_on(sink, now);
        return;
    }
    sink->announce_at = sink->config_at = NEVER;
    sink->second_look_at = now + SECOND_LOOK_AFTER;
}

/* The configuration alone, after something in it changed. A value that Home Assistant did not take because it was outside
 * of the old range is said again. */
static void send_config_if_due(struct pl_mqtt_sink *sink, pl_usec now)
{
    if (now < sink->config_at)
        return;
    sink->config_at = NEVER;
    if (pl_mqtt_send_config(sink) < 0)
        sink->config_at = now + TRY_AGAIN_AFTER;
    else
        sink->second_look_at = now + SECOND_LOOK_AFTER;
}

/* Home Assistant subscribes to a state only after it has read the configuration, and an old broker may
 * forget to hand out what is retained: so the states are said once more. */
static void look_again_if_due(struct pl_mqtt_sink *sink, pl_usec now)
{
    if (now < sink->second_look_at)
        return;
    sink->second_look_at = NEVER;
    pl_mqtt_board_resend_all(sink->board);
}

static void check_if_due(struct pl_mqtt_sink *sink, pl_usec now)
{
    if (now < sink->check_at)
        return;
    sink->check_at = now + CHECK_EVERY;
    if (!pl_mqtt_link_is_connected(sink->link))
        lost(sink);
}

static void send_event_if_due(struct pl_mqtt_sink *sink, pl_usec now)
{
    if (now < sink->event_at)
        return;
    sink->event_at = NEVER;
    if (pl_mqtt_send_event(sink) < 0)
        sink->event_at = now + TRY_AGAIN_AFTER;
}

static void do_online(struct pl_mqtt_sink *sink, pl_usec now)
{
    if (now < sink->resume_at)
        return;
    announce_if_due(sink, now);
    if (now < sink->resume_at)
        return;
    send_config_if_due(sink, now);
    look_again_if_due(sink, now);
    if (pl_mqtt_flush_board(sink, now) < 0)
        hold_on(sink, now);
    send_event_if_due(sink, now);
}

static pl_usec earlier(pl_usec a, pl_usec b)
{
    return a < b ? a : b;
}

static pl_usec online_due(const struct pl_mqtt_sink *sink)
{
    pl_usec due = earlier(sink->announce_at, earlier(sink->second_look_at, sink->event_at));

    due = earlier(due, sink->config_at);
    due = earlier(due, pl_mqtt_board_due(sink->board));
    return due > sink->resume_at ? due : sink->resume_at;
}

static void arm(struct pl_mqtt_sink *sink)
{
    pl_usec due = earlier(earlier(sink->try_at, sink->give_up_at), sink->check_at);

    if (sink->state == PL_MQTT_ONLINE)
        due = earlier(due, online_due(sink));
    if (due == NEVER) {
        sd_event_source_set_enabled(sink->timer, SD_EVENT_OFF);
        return;
    }
    sd_event_source_set_time(sink->timer, (uint64_t)due);
    sd_event_source_set_enabled(sink->timer, SD_EVENT_ONESHOT);
}

void pl_mqtt_advance(struct pl_mqtt_sink *sink)
{
    const struct pl_mqtt_happening silence = {.code = -1, .text = "no answer"};
    pl_usec now = pl_mqtt_now(sink);

    if (now >= sink->give_up_at)
        attempt_failed(sink, &silence);
    if (now >= sink->try_at)
        try_to_connect(sink);
    check_if_due(sink, now);
    if (sink->state == PL_MQTT_ONLINE)
        do_online(sink, now);
    arm(sink);
}
