/* GPIO lines through libgpiod 2.x (Debian 13). */
#include "alerts/gpio_backend.h"

#include <errno.h>
#include <glob.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDGES_AT_ONCE 16

struct pl_gpio_line {
    struct gpiod_line_request *request;
    struct gpiod_edge_event_buffer *edges; /* NULL for outputs */
    unsigned offset;
    bool is_output;
};

static bool has_label(struct gpiod_chip *chip, const char *label)
{
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
    bool same = info && !strcmp(gpiod_chip_info_get_label(info), label);

    gpiod_chip_info_free(info);
    return same;
}

/* Whether the place is on this chip, and at which offset. */
static bool is_on(struct gpiod_chip *chip, const struct pl_gpio_place *place, unsigned *ret_offset)
{
    int offset;

    if (!place->name[0]) {
        *ret_offset = place->offset;
        return has_label(chip, place->chip);
    }
    offset = gpiod_chip_get_line_offset_from_name(chip, place->name);
    if (offset < 0)
        return false;
    *ret_offset = (unsigned)offset;
    return true;
}

static enum pl_gpio_condition search(const struct pl_gpio_place *place,
                                     struct gpiod_chip **ret_chip, unsigned *ret_offset)
{
    enum pl_gpio_condition condition = place->name[0] ? PL_GPIO_NO_LINE : PL_GPIO_NO_CHIP;
    glob_t found;

    if (glob("/dev/gpiochip*", 0, NULL, &found) != 0)
        return condition;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct gpiod_chip *chip = gpiod_chip_open(found.gl_pathv[i]);
        if (!chip) {
            condition = pl_gpio_condition_of(errno, condition);
            continue;
        }
        if (is_on(chip, place, ret_offset)) {
            *ret_chip = chip;
            condition = PL_GPIO_OK;
            break;
        }
        gpiod_chip_close(chip);
    }
    globfree(&found);
    return condition;
}

/* A path, a device's name, or else a label to search for. */
static enum pl_gpio_condition find(const struct pl_gpio_place *place, struct gpiod_chip **ret_chip,
                                   unsigned *ret_offset)
{
    char path[80];

    snprintf(path, sizeof path, "%s%s", place->chip[0] == '/' ? "" : "/dev/", place->chip);
    if (place->name[0] || !gpiod_is_gpiochip_device(path))
        return search(place, ret_chip, ret_offset);
    *ret_chip = gpiod_chip_open(path);
    *ret_offset = place->offset;
    return *ret_chip ? PL_GPIO_OK : pl_gpio_condition_of(errno, PL_GPIO_NO_CHIP);
}

/* The request for one line with these settings; NULL and errno otherwise. */
static struct gpiod_line_request *request_line(struct gpiod_chip *chip, unsigned offset,
                                               struct gpiod_line_settings *settings)
{
    struct gpiod_request_config *request = gpiod_request_config_new();
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_line_request *result = NULL;

    errno = ENOMEM;
    if (request && config &&
        gpiod_line_config_add_line_settings(config, &offset, 1, settings) == 0) {
        gpiod_request_config_set_consumer(request, PL_GPIO_CONSUMER);
        result = gpiod_chip_request_lines(chip, request, config);
    }
    gpiod_line_config_free(config);
    gpiod_request_config_free(request);
    return result;
}

static enum pl_gpio_condition open_line(const struct pl_gpio_place *place,
                                        struct gpiod_line_settings *settings, bool is_output,
                                        struct pl_gpio_line **ret)
{
    struct pl_gpio_line *line = calloc(1, sizeof *line);
    struct gpiod_chip *chip = NULL;
    enum pl_gpio_condition condition =
        line && settings ? find(place, &chip, &line->offset) : PL_GPIO_BROKEN;

    if (condition == PL_GPIO_OK) {
        line->is_output = is_output;
        line->request = request_line(chip, line->offset, settings);
        if (!line->request)
            condition = pl_gpio_condition_of(errno, PL_GPIO_NO_LINE);
        else if (!is_output)
            line->edges = gpiod_edge_event_buffer_new(EDGES_AT_ONCE);
    }
    if (chip)
        gpiod_chip_close(chip);
    if (condition == PL_GPIO_OK && !is_output && !line->edges)
        condition = PL_GPIO_BROKEN;
    if (condition == PL_GPIO_OK)
        *ret = line;
    else
        pl_gpio_close(line);
    return condition;
}

enum pl_gpio_condition pl_gpio_open_output(const struct pl_gpio_place *place, bool active_low,
                                           struct pl_gpio_line **ret)
{
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    enum pl_gpio_condition condition;

    if (settings) {
        gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
        gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_INACTIVE);
        gpiod_line_settings_set_active_low(settings, active_low);
    }
    condition = open_line(place, settings, true, ret);
    gpiod_line_settings_free(settings);
    return condition;
}

enum pl_gpio_condition pl_gpio_open_input(const struct pl_gpio_place *place, bool active_low,
                                          enum pl_gpio_bias bias, struct pl_gpio_line **ret)
{
    static const enum gpiod_line_bias biases[] = {
        [PL_GPIO_BIAS_AS_IS] = GPIOD_LINE_BIAS_AS_IS,
        [PL_GPIO_BIAS_NONE] = GPIOD_LINE_BIAS_DISABLED,
        [PL_GPIO_PULL_UP] = GPIOD_LINE_BIAS_PULL_UP,
        [PL_GPIO_PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
    };
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    enum pl_gpio_condition condition;

    if (settings) {
        gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
        gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
        gpiod_line_settings_set_bias(settings, biases[bias]);
        gpiod_line_settings_set_active_low(settings, active_low);
    }
    condition = open_line(place, settings, false, ret);
    gpiod_line_settings_free(settings);
    return condition;
}

enum pl_gpio_condition pl_gpio_set(struct pl_gpio_line *line, bool on)
{
    enum gpiod_line_value value = on ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;

    return gpiod_line_request_set_value(line->request, line->offset, value) < 0 ? PL_GPIO_BROKEN
                                                                                : PL_GPIO_OK;
}

enum pl_gpio_condition pl_gpio_get(struct pl_gpio_line *line, bool *ret)
{
    enum gpiod_line_value value = gpiod_line_request_get_value(line->request, line->offset);

    if (value == GPIOD_LINE_VALUE_ERROR)
        return PL_GPIO_BROKEN;
    *ret = value == GPIOD_LINE_VALUE_ACTIVE;
    return PL_GPIO_OK;
}

int pl_gpio_fd(const struct pl_gpio_line *line)
{
    return gpiod_line_request_get_fd(line->request);
}

enum pl_gpio_condition pl_gpio_forget_edges(struct pl_gpio_line *line)
{
    int r;

    while ((r = gpiod_line_request_wait_edge_events(line->request, 0)) > 0)
        if (gpiod_line_request_read_edge_events(line->request, line->edges, EDGES_AT_ONCE) < 0)
            return PL_GPIO_BROKEN;
    return r < 0 ? PL_GPIO_BROKEN : PL_GPIO_OK;
}

void pl_gpio_close(struct pl_gpio_line *line)
{
    if (!line)
        return;
    if (line->request && line->is_output)
        pl_gpio_set(line, false);
    if (line->request)
        gpiod_line_request_release(line->request);
    gpiod_edge_event_buffer_free(line->edges);
    free(line);
}
