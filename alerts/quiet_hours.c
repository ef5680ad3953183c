#include "alerts/quiet_hours.h"

#include <stddef.h>

static const char *skip_spaces(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

static int two_digits(const char *text, int below)
{
    int value;

    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    value = (text[0] - '0') * 10 + (text[1] - '0');
    return value < below ? value : -1;
}

/* Reads HH:MM and returns what follows, or NULL. */
static const char *read_minute(const char *text, int *ret)
{
    int hour = two_digits(text, 24), minute;

    if (hour < 0 || text[2] != ':')
        return NULL;
    minute = two_digits(text + 3, 60);
    if (minute < 0)
        return NULL;
    *ret = hour * 60 + minute;
    return text + 5;
}

static const char *read_stretch(const char *text, int *ret_from, int *ret_to)
{
    text = read_minute(skip_spaces(text), ret_from);
    if (!text || *text != '-')
        return NULL;
    text = read_minute(text + 1, ret_to);
    return text && *ret_from != *ret_to ? skip_spaces(text) : NULL;
}

int pl_quiet_hours_parse(const char *text, struct pl_quiet_hours *ret)
{
    struct pl_quiet_hours quiet = {0};

    text = skip_spaces(text);
    while (*text) {
        if (quiet.count == PL_QUIET_HOURS_MAX)
            return 1;
        text = read_stretch(text, &quiet.stretch[quiet.count].from, &quiet.stretch[quiet.count].to);
        if (!text || (*text && *text != ','))
            return 1;
        quiet.count++;
        if (*text == ',' && !*skip_spaces(++text))
            return 1;
    }
    *ret = quiet;
    return 0;
}

bool pl_quiet_at(const struct pl_quiet_hours *quiet, struct pl_local_time local)
{
    int minute = local.second / 60;

    for (int i = 0; i < quiet->count; i++) {
        int from = quiet->stretch[i].from, to = quiet->stretch[i].to;
        bool after = minute >= from, before = minute < to;

        if (from < to ? after && before : after || before)
            return true;
    }
    return false;
}
