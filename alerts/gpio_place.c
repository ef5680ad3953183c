#include "alerts/gpio.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const condition_texts[PL_GPIO_CONDITION_COUNT] = {
    [PL_GPIO_OK] = "it is there",
    [PL_GPIO_NO_CHIP] = "there is no such GPIO chip; 'gpiodetect' lists them",
    [PL_GPIO_NO_LINE] = "there is no such line; 'gpioinfo' lists them",
    [PL_GPIO_BUSY] = "another program or driver uses the line; 'gpioinfo' tells which",
    [PL_GPIO_NO_PERMISSION] = "no permission; the user must be in the group 'gpio'",
    [PL_GPIO_BROKEN] = "the chip does not answer",
};

const char *pl_gpio_condition_text(enum pl_gpio_condition condition)
{
    assert(condition >= 0 && condition < PL_GPIO_CONDITION_COUNT);
    return condition_texts[condition];
}

static int parse_offset(const char *text, unsigned *ret)
{
    char *end;
    unsigned long value;

    if (*text < '0' || *text > '9')
        return 1;
    errno = 0;
    value = strtoul(text, &end, 10);
    if (errno || *end || value > 1023)
        return 1;
    *ret = (unsigned)value;
    return 0;
}

int pl_gpio_place_parse(const char *text, struct pl_gpio_place *ret)
{
    struct pl_gpio_place place = {.name = ""};
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);

    if (length == 0 || length >= sizeof place.chip || text[strcspn(text, " \t")])
        return 1;
    memcpy(colon ? place.chip : place.name, text, length);
    if (colon && parse_offset(colon + 1, &place.offset))
        return 1;
    *ret = place;
    return 0;
}
