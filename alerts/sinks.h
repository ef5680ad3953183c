/* Everything that Plumbline says to the outside and everything that is asked of it from there, behind
 * one door: MQTT with Home Assistant, buzzer, LED and push button, command hook, journal.
 *
 * The sinks attach themselves to the loop's sd-event and work on its thread; nothing here blocks but
 * pl_sinks_destroy(). A broker, chip or program that is missing is a state: said once, tried again.
 *
 * How the loop uses it:
 *     pl_sinks_create(&settings, loop, &handlers, &sinks);
 *     pl_sinks_show(sinks, &published);     whenever something may have changed, about once a second
 *     pl_sinks_tell(sinks, &event, wall);   for every event, in order
 *     pl_sinks_destroy(sinks);              says goodbye to the broker, silences the buzzer
 *
 * Create them after the signals that the loop reads are blocked, and before other threads start: Paho's
 * threads inherit the mask, and a passive buzzer's guard is forked. */
#pragma once

#include "alerts/buzzer_pattern.h"
#include "alerts/event.h"
#include "alerts/order.h"
#include "alerts/pending.h"
#include "alerts/published.h"

#include <systemd/sd-event.h>

struct pl_sinks;

/* Strings are borrowed for pl_sinks_create(); NULL or "" turns a part off or means its default. */
struct pl_sinks_mqtt_settings {
    const char *host; /* "": no MQTT */
    int port;
    const char *username, *password;
    bool allow_plain_password; /* without TLS, to another machine */
    bool tls;
    const char *ca_file, *cert_file, *key_file;
    const char *device_id;        /* "": made from the machine's id */
    const char *device_name;      /* "": "Plumbline" */
    const char *suggested_area;   /* "": none */
    const char *base_topic;       /* "": "plumbline" */
    const char *discovery_prefix; /* "": "homeassistant" */
    bool discovery;               /* announce the device to Home Assistant */
    int keepalive_s;              /* 0: 20 */
    int interval_s;               /* least time between two messages of drifting numbers; 0: 5 */
    int will_delay_s; /* how long the broker waits for us before it says offline; 0: 10 */
    pl_usec retry_shortest, retry_longest; /* 0: 1 s, 60 s */
};

enum pl_sinks_bias {
    PL_SINKS_BIAS_AS_IS,
    PL_SINKS_BIAS_NONE,
    PL_SINKS_PULL_UP,
    PL_SINKS_PULL_DOWN
};

struct pl_sinks_gpio_settings {
    const char *buzzer, *led, *button; /* "GPIO18" or "gpiochip0:18" */
    bool active_low;                   /* of buzzer and LED */
    const char *buzzer_pwm;            /* of a passive buzzer, instead of `buzzer`: "pwmchip0:0" */
    int buzzer_tone_hz;                /* of a passive buzzer */
    bool button_active_low;
    enum pl_sinks_bias button_bias;
    int button_debounce_ms;
};

struct pl_sinks_settings {
    struct pl_sinks_mqtt_settings mqtt;
    struct pl_sinks_gpio_settings gpio;
    const char *command; /* absolute path of a program that gets every event; "": none */
    int command_timeout_s;
    const char *version; /* ours */
};

struct pl_sinks_handlers {
    void *user;
    /* Somebody asks for something. Apply it, persist it, and pl_sinks_show() what is then in force before
     * returning; the settings are published right after, changed or not, so that a switch in Home
     * Assistant stays or snaps back within 300 ms. 0: done; anything else: refused, which is logged. */
    int (*on_order)(void *user, const struct pl_order *order);
    /* Where alerts wait during an outage; NULL: in memory. The store must outlive the sinks. */
    const struct pl_pending_ops *pending;
    void *pending_store;
};

/* 0; -errno when even a part that needs nothing from outside cannot be made (no memory). A part that is
 * configured so that it must not work is logged in a sentence and left out. */
int pl_sinks_create(const struct pl_sinks_settings *settings, sd_event *loop,
                    const struct pl_sinks_handlers *handlers, struct pl_sinks **ret);

/* Takes NULL. Publishes "offline", waits for the broker at most 3.5 s, silences and releases the lines. */
void pl_sinks_destroy(struct pl_sinks *sinks);

/* Takes in what is true now; copies what it needs. Nothing is sent that nobody would notice. The LED
 * follows too. */
void pl_sinks_show(struct pl_sinks *sinks, const struct pl_published *published);

/* An event that happened at this wall time. Its strings are borrowed for the call. */
void pl_sinks_tell(struct pl_sinks *sinks, const struct pl_event *event, pl_wall_usec wall);

/* Lets the buzzer play what is no event, as the beeps of a guided session. */
void pl_sinks_play(struct pl_sinks *sinks, enum pl_tune tune);

/* Whether the broker is there. */
bool pl_sinks_broker_is_online(const struct pl_sinks *sinks);
