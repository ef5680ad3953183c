/* One thing on one pin, which may be missing today and there tomorrow. Private to gpio_sink.c. */
#pragma once

#include "alerts/gpio.h"
#include "alerts/pwm_buzzer.h"
#include "base/time.h"

enum pl_gpio_port_kind { PL_PORT_OUTPUT, PL_PORT_INPUT, PL_PORT_PWM };

struct pl_gpio_port {
    const char *what; /* "buzzer", for the log */
    char place[64];   /* as configured; "": not wanted */
    enum pl_gpio_port_kind kind;
    bool active_low;
    enum pl_gpio_bias bias;
    int tone_hz;

    struct pl_gpio_line *line; /* NULL while it is not there */
    struct pl_pwm_buzzer *pwm;
    int said;         /* the condition last logged, so that it is logged once */
    pl_usec retry_at; /* INT64_MAX: it is there, or not wanted */
    bool on;          /* of an output */
};

/* Whether it can be used now. */
bool pl_gpio_port_is_open(const struct pl_gpio_port *port);

/* Opens it if it is wanted, closed and due for a try. True when it has just been opened. */
bool pl_gpio_port_try(struct pl_gpio_port *port, pl_usec now);

/* Outputs: sets the level if it differs. A port that fails is closed and tried again later. */
void pl_gpio_port_set(struct pl_gpio_port *port, bool on, pl_usec now);

/* Inputs: the level after all edges so far; false and closed when it fails. */
bool pl_gpio_port_read(struct pl_gpio_port *port, pl_usec now, bool *ret);

void pl_gpio_port_close(struct pl_gpio_port *port);
