#include "alerts/gpio_sink.h"

#include "alerts/button.h"
#include "alerts/gpio_port.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* The loop's timers may be early or late by this much: a tenth of the shortest beep. */
#define ACCURACY (2 * PL_USEC_PER_MSEC)

struct pl_gpio_sink {
    sd_event *loop;
    sd_event_source *timer, *edges;
    struct pl_sinks_handlers handlers;
    struct pl_gpio_port buzzer, led, button_port;
    struct pl_button button;
    bool level;                   /* of the button, as last read */
    enum pl_tune tune, next_tune; /* what plays, and what waits for its end */
    pl_usec tune_start;
    enum pl_light light;
};

static pl_usec now_of(const struct pl_gpio_sink *sink)
{
    uint64_t now;

    sd_event_now(sink->loop, CLOCK_BOOTTIME, &now);
    return (pl_usec)now;
}

/* --- button ----------------------------------------------------------------------------------- */

static enum pl_order_kind order_of(enum pl_gesture gesture)
{
    switch (gesture) {
    case PL_GESTURE_SHORT:
        return PL_ORDER_SNOOZE;
    case PL_GESTURE_LONG:
        return PL_ORDER_REFRESH_BASELINE;
    case PL_GESTURE_DOUBLE:
        return PL_ORDER_BREAK_TAKEN;
    case PL_GESTURE_NONE:
        break;
    }
    return PL_ORDER_NONE;
}

static void step_button(struct pl_gpio_sink *sink, pl_usec now)
{
    struct pl_order order = {.kind = order_of(pl_button_step(&sink->button, sink->level, now))};

    if (order.kind == PL_ORDER_NONE)
        return;
    pl_log(PL_LOG_INFO, "gpio", "button: %s", pl_order_kind_name(order.kind));
    if (sink->handlers.on_order(sink->handlers.user, &order) == 0)
        pl_gpio_sink_play(sink, PL_TUNE_NOTED);
}

/* --- what is due ------------------------------------------------------------------------------ */

static void step_buzzer(struct pl_gpio_sink *sink, pl_usec now)
{
    pl_usec length = pl_tune_length(sink->tune);

    if (sink->tune != PL_TUNE_NONE && now - sink->tune_start >= length) {
        sink->tune = sink->next_tune;
        sink->next_tune = PL_TUNE_NONE;
        sink->tune_start += length + PL_TUNE_GAP;
    }
    pl_gpio_port_set(&sink->buzzer, pl_tune_level(sink->tune, now - sink->tune_start), now);
}

static pl_usec earlier(pl_usec a, pl_usec b)
{
    return a < b ? a : b;
}

static pl_usec retry_of(const struct pl_gpio_port *port)
{
    return port->place[0] && !pl_gpio_port_is_open(port) ? port->retry_at : INT64_MAX;
}

static pl_usec next_due(const struct pl_gpio_sink *sink, pl_usec now)
{
    pl_usec due = earlier(retry_of(&sink->buzzer),
                          earlier(retry_of(&sink->led), retry_of(&sink->button_port)));

    if (sink->tune != PL_TUNE_NONE)
        due = earlier(due,
                      sink->tune_start + pl_tune_next_change(sink->tune, now - sink->tune_start));
    if (pl_gpio_port_is_open(&sink->led))
        due = earlier(due, pl_light_next_change(sink->light, now));
    return earlier(due, pl_button_due(&sink->button));
}

static int on_edges(sd_event_source *source, int fd, uint32_t revents, void *user);

static void open_ports(struct pl_gpio_sink *sink, pl_usec now)
{
    pl_gpio_port_try(&sink->buzzer, now);
    pl_gpio_port_try(&sink->led, now);
    if (pl_gpio_port_try(&sink->button_port, now))
        sd_event_add_io(sink->loop, &sink->edges, pl_gpio_fd(sink->button_port.line), POLLIN,
                        on_edges, sink);
}

static void advance(struct pl_gpio_sink *sink)
{
    pl_usec now = now_of(sink), due;

    open_ports(sink, now);
    step_button(sink, now);
    step_buzzer(sink, now);
    pl_gpio_port_set(&sink->led, pl_light_level(sink->light, now), now);
    due = next_due(sink, now);
    if (due == INT64_MAX) {
        sd_event_source_set_enabled(sink->timer, SD_EVENT_OFF);
        return;
    }
    sd_event_source_set_time(sink->timer, (uint64_t)due);
    sd_event_source_set_enabled(sink->timer, SD_EVENT_ONESHOT);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
    (void)source;
    (void)usec;
    advance(user);
    return 0;
}

static int on_edges(sd_event_source *source, int fd, uint32_t revents, void *user)
{
    struct pl_gpio_sink *sink = user;

    (void)source;
    (void)fd;
    (void)revents;
    if (!pl_gpio_port_read(&sink->button_port, now_of(sink), &sink->level)) {
        /* The chip went away, and its descriptor with it. */
        sink->edges = sd_event_source_disable_unref(sink->edges);
        sink->level = false;
    }
    advance(sink);
    return 0;
}

/* --- life ------------------------------------------------------------------------------------- */

static struct pl_gpio_port port(const char *what, const char *place, enum pl_gpio_port_kind kind,
                                bool active_low)
{
    struct pl_gpio_port port = {.what = what, .kind = kind, .active_low = active_low, .said = -1};

    snprintf(port.place, sizeof port.place, "%s", place ? place : "");
    return port;
}

static enum pl_gpio_bias bias_of(enum pl_sinks_bias bias)
{
    switch (bias) {
    case PL_SINKS_PULL_UP:
        return PL_GPIO_PULL_UP;
    case PL_SINKS_PULL_DOWN:
        return PL_GPIO_PULL_DOWN;
    case PL_SINKS_BIAS_NONE:
        return PL_GPIO_BIAS_NONE;
    case PL_SINKS_BIAS_AS_IS:
        break;
    }
    return PL_GPIO_BIAS_AS_IS;
}

static void make_ports(struct pl_gpio_sink *sink, const struct pl_sinks_gpio_settings *gpio)
{
    bool passive = gpio->buzzer_pwm && *gpio->buzzer_pwm && gpio->buzzer_tone_hz > 0;

    sink->buzzer = passive ? port("buzzer", gpio->buzzer_pwm, PL_PORT_PWM, false)
                           : port("buzzer", gpio->buzzer, PL_PORT_OUTPUT, gpio->active_low);
    sink->buzzer.tone_hz = gpio->buzzer_tone_hz;
    sink->led = port("LED", gpio->led, PL_PORT_OUTPUT, gpio->active_low);
    sink->button_port = port("button", gpio->button, PL_PORT_INPUT, gpio->button_active_low);
    sink->button_port.bias = bias_of(gpio->button_bias);
    sink->button = pl_button_make(gpio->button_debounce_ms * PL_USEC_PER_MSEC);
}

int pl_gpio_sink_create(const struct pl_sinks_settings *settings, sd_event *loop,
                        const struct pl_sinks_handlers *handlers, struct pl_gpio_sink **ret)
{
    struct pl_gpio_sink *sink = calloc(1, sizeof *sink);
    int r;

    if (!sink)
        return -ENOMEM;
    sink->loop = sd_event_ref(loop);
    sink->handlers = *handlers;
    make_ports(sink, &settings->gpio);
    r = sd_event_add_time(loop, &sink->timer, CLOCK_BOOTTIME, 0, ACCURACY, on_timer, sink);
    if (r < 0) {
        pl_gpio_sink_destroy(sink);
        return r;
    }
    advance(sink);
    *ret = sink;
    return 0;
}

void pl_gpio_sink_destroy(struct pl_gpio_sink *sink)
{
    if (!sink)
        return;
    sd_event_source_disable_unref(sink->edges);
    sd_event_source_disable_unref(sink->timer);
    pl_gpio_port_close(&sink->buzzer);
    pl_gpio_port_close(&sink->led);
    pl_gpio_port_close(&sink->button_port);
    sd_event_unref(sink->loop);
    free(sink);
}

static void say_unheard(enum pl_tune tune, enum pl_tune instead)
{
    if (tune != PL_TUNE_NONE)
        pl_log(PL_LOG_INFO, "gpio", "buzzer: %s instead of %s", pl_tune_name(instead),
               pl_tune_name(tune));
}

void pl_gpio_sink_play(struct pl_gpio_sink *sink, enum pl_tune tune)
{
    if (tune == PL_TUNE_NONE || !sink->buzzer.place[0])
        return;
    switch (pl_tune_meet(sink->tune, tune)) {
    case PL_TUNE_TAKES_OVER:
        say_unheard(sink->tune, tune);
        sink->tune = tune;
        sink->tune_start = now_of(sink);
        break;
    case PL_TUNE_WAITS:
        sink->next_tune = tune;
        break;
    case PL_TUNE_GIVES_WAY:
        say_unheard(tune, sink->tune);
        break;
    }
    advance(sink);
}

void pl_gpio_sink_light(struct pl_gpio_sink *sink, enum pl_light light)
{
    if (sink->light == light)
        return;
    sink->light = light;
    advance(sink);
}
