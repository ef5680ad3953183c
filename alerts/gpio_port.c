#include "alerts/gpio_port.h"

#include "base/log.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define RETRY_EVERY (10 * PL_USEC_PER_SEC)

bool pl_gpio_port_is_open(const struct pl_gpio_port *port)
{
    return port->line || port->pwm;
}

static void say(struct pl_gpio_port *port, int condition, const char *text)
{
    if (port->said == condition)
        return;
    port->said = condition;
    if (condition == 0)
        pl_log(PL_LOG_INFO, "gpio", "%s on %s is there", port->what, port->place);
    else
        pl_log(PL_LOG_WARNING, "gpio", "%s on %s: %s; trying again", port->what, port->place, text);
}

static enum pl_gpio_condition open_pwm(struct pl_gpio_port *port)
{
    int r = pl_pwm_buzzer_open(PL_PWM_ROOT, port->place, port->tone_hz, &port->pwm);

    if (r == PL_PWM_MISSING)
        return PL_GPIO_NO_CHIP;
    if (r == PL_PWM_NO_PERMISSION)
        return PL_GPIO_NO_PERMISSION;
    return r < 0 ? PL_GPIO_BROKEN : PL_GPIO_OK;
}

static enum pl_gpio_condition open_port(struct pl_gpio_port *port)
{
    struct pl_gpio_place place;

    if (port->kind == PL_PORT_PWM)
        return open_pwm(port);
    if (pl_gpio_place_parse(port->place, &place) != 0)
        return PL_GPIO_NO_LINE;
    if (port->kind == PL_PORT_INPUT)
        return pl_gpio_open_input(&place, port->active_low, port->bias, &port->line);
    return pl_gpio_open_output(&place, port->active_low, &port->line);
}

bool pl_gpio_port_try(struct pl_gpio_port *port, pl_usec now)
{
    enum pl_gpio_condition condition;

    if (!port->place[0] || pl_gpio_port_is_open(port) || now < port->retry_at)
        return false;
    condition = open_port(port);
    port->on = false;
    port->retry_at = condition == PL_GPIO_OK ? INT64_MAX : now + RETRY_EVERY;
    say(port, condition, pl_gpio_condition_text(condition));
    return condition == PL_GPIO_OK;
}

static void lose(struct pl_gpio_port *port, pl_usec now)
{
    pl_gpio_port_close(port);
    port->retry_at = now; /* at once: the chip may have gone long ago and be back */
    say(port, PL_GPIO_BROKEN, pl_gpio_condition_text(PL_GPIO_BROKEN));
}

void pl_gpio_port_set(struct pl_gpio_port *port, bool on, pl_usec now)
{
    bool failed;

    if (!pl_gpio_port_is_open(port) || port->on == on)
        return;
    failed = port->pwm ? pl_pwm_buzzer_set(port->pwm, on) < 0
                       : pl_gpio_set(port->line, on) != PL_GPIO_OK;
    port->on = on;
    if (failed)
        lose(port, now);
}

bool pl_gpio_port_read(struct pl_gpio_port *port, pl_usec now, bool *ret)
{
    if (pl_gpio_forget_edges(port->line) == PL_GPIO_OK &&
        pl_gpio_get(port->line, ret) == PL_GPIO_OK)
        return true;
    lose(port, now);
    return false;
}

void pl_gpio_port_close(struct pl_gpio_port *port)
{
    pl_gpio_close(port->line);
    pl_pwm_buzzer_close(port->pwm);
    port->line = NULL;
    port->pwm = NULL;
}
