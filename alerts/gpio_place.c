#include "alerts/gpio.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
