/* GPIO lines through libgpiod 1.x (Debian 12). */
#include "alerts/gpio_backend.h"

#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>

struct pl_gpio_line {
    struct gpiod_chip *chip;
    struct gpiod_line *line;
    bool is_output;
};

static enum pl_gpio_condition find(const struct pl_gpio_place *place, struct pl_gpio_line *line)
{
    errno = 0;
    if (place->name[0]) {
        line->line = gpiod_line_find(place->name);
        if (!line->line)
            return pl_gpio_condition_of(errno, PL_GPIO_NO_LINE);
        line->chip = gpiod_line_get_chip(line->line);
        return PL_GPIO_OK;
    }
    line->chip = gpiod_chip_open_lookup(place->chip);
    if (!line->chip)
        return pl_gpio_condition_of(errno, PL_GPIO_NO_CHIP);
    line->line = gpiod_chip_get_line(line->chip, place->offset);
    return line->line ? PL_GPIO_OK : pl_gpio_condition_of(errno, PL_GPIO_NO_LINE);
}

static enum pl_gpio_condition open_line(const struct pl_gpio_place *place, int type, int flags,
                                        struct pl_gpio_line **ret)
{
    const struct gpiod_line_request_config config = {PL_GPIO_CONSUMER, type, flags};
    struct pl_gpio_line *line = calloc(1, sizeof *line);
    enum pl_gpio_condition condition;

    if (!line)
        return PL_GPIO_BROKEN;
    condition = find(place, line);
    if (condition == PL_GPIO_OK && gpiod_line_request(line->line, &config, 0) < 0)
        condition = pl_gpio_condition_of(errno, PL_GPIO_BROKEN);
    if (condition != PL_GPIO_OK) {
        if (line->chip)
            gpiod_chip_close(line->chip);
        free(line);
        return condition;
    }
    line->is_output = type == GPIOD_LINE_REQUEST_DIRECTION_OUTPUT;
    *ret = line;
    return PL_GPIO_OK;
}

static int flags_for(bool active_low, enum pl_gpio_bias bias)
{
    int flags = active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;

    if (bias == PL_GPIO_BIAS_NONE)
        flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
    if (bias == PL_GPIO_PULL_UP)
        flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
    if (bias == PL_GPIO_PULL_DOWN)
        flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
    return flags;
}

enum pl_gpio_condition pl_gpio_open_output(const struct pl_gpio_place *place, bool active_low,
                                           struct pl_gpio_line **ret)
{
    return open_line(place, GPIOD_LINE_REQUEST_DIRECTION_OUTPUT,
                     flags_for(active_low, PL_GPIO_BIAS_AS_IS), ret);
}

enum pl_gpio_condition pl_gpio_open_input(const struct pl_gpio_place *place, bool active_low,
                                          enum pl_gpio_bias bias, struct pl_gpio_line **ret)
{
    return open_line(place, GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES, flags_for(active_low, bias), ret);
}

enum pl_gpio_condition pl_gpio_set(struct pl_gpio_line *line, bool on)
{
    return gpiod_line_set_value(line->line, on) < 0 ? PL_GPIO_BROKEN : PL_GPIO_OK;
}

enum pl_gpio_condition pl_gpio_get(struct pl_gpio_line *line, bool *ret)
{
    int value = gpiod_line_get_value(line->line);

    if (value < 0)
        return PL_GPIO_BROKEN;
    *ret = value;
    return PL_GPIO_OK;
}

int pl_gpio_fd(const struct pl_gpio_line *line)
{
    return gpiod_line_event_get_fd(line->line);
}

enum pl_gpio_condition pl_gpio_forget_edges(struct pl_gpio_line *line)
{
    const struct timespec no_time = {0, 0};
    struct gpiod_line_event event;
    int r;

    while ((r = gpiod_line_event_wait(line->line, &no_time)) > 0)
        if (gpiod_line_event_read(line->line, &event) < 0)
            return PL_GPIO_BROKEN;
    return r < 0 ? PL_GPIO_BROKEN : PL_GPIO_OK;
}

void pl_gpio_close(struct pl_gpio_line *line)
{
    if (!line)
        return;
    if (line->is_output)
        gpiod_line_set_value(line->line, 0);
    gpiod_chip_close(line->chip); /* releases its lines */
    free(line);
}
