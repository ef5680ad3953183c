#include "config/checks.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The length of the run of characters of `set` at the start of text. */
static size_t run_of(const char *text, const char *set)
{
    return strspn(text, set);
}

static const char digits[] = "0123456789";
static const char word_characters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

static bool is_number_to_end(const char *text)
{
    return *text && run_of(text, digits) == strlen(text);
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words && strcmp(text, *words))
        words++;
    return *words;
}

const char *pl_check_camera_source(const char *text)
{
    static const char right[] = "auto, /dev/video0 (or another device), libcamera, libcamera:ID, "
                                "file:PATH, rtsp://HOST/PATH, synthetic or synthetic:MODE";
    /* What may follow is anything, as long as there is something. */
    static const char *const starts[] = {"/", "libcamera:", "file:", "rtsp://", "rtsps://", NULL};
    /* The made-up pictures of capture/synthetic.h have few names, so a wrong one is told now. */
    static const char *const words[] = {"auto",
                                        "libcamera",
                                        "synthetic",
                                        "synthetic:figure",
                                        "synthetic:still",
                                        "synthetic:empty",
                                        "synthetic:noise",
                                        NULL};

    if (is_one_of(text, words))
        return NULL;
    if (starts_with(text, "synthetic:"))
        return "synthetic:figure, synthetic:still, synthetic:empty or synthetic:noise";
    for (const char *const *start = starts; *start; start++)
        if (starts_with(text, *start) && text[strlen(*start)])
            return NULL;
    return right;
}

/* Reads HH:MM and returns what follows, or NULL. */
static const char *skip_time_of_day(const char *text)
{
    int hour, minute;

    if (run_of(text, digits) != 2 || text[2] != ':' || run_of(text + 3, digits) != 2)
        return NULL;
    hour = (text[0] - '0') * 10 + (text[1] - '0');
    minute = (text[3] - '0') * 10 + (text[4] - '0');
    return hour < 24 && minute < 60 ? text + 5 : NULL;
}

const char *pl_check_quiet_hours(const char *text)
{
    static const char right[] = "hours such as 22:00-07:00, or several with commas between them";

    if (!*text)
        return NULL;
    for (;;) {
        const char *from = text + run_of(text, " "), *to, *end;

        to = skip_time_of_day(from);
        if (!to || *to != '-')
            return right;
        end = skip_time_of_day(to + 1);
        if (!end || !strncmp(from, to + 1, 5))
            return right;
        end += run_of(end, " ");
        if (!*end)
            return NULL;
        if (*end != ',')
            return right;
        text = end + 1;
    }
}

const char *pl_check_gpio_line(const char *text)
{
    static const char right[] =
        "a line's name such as GPIO18, or a chip and a number such as gpiochip0:18";
    const char *colon = strchr(text, ':');
    const char *chip = starts_with(text, "/dev/") ? text + strlen("/dev/") : text;

    if (!*text || (!colon && chip == text && run_of(text, word_characters) == strlen(text)))
        return NULL;
    if (colon && starts_with(chip, "gpiochip") && is_number_to_end(colon + 1) &&
        strlen(colon + 1) <= 4 && run_of(chip, word_characters) == (size_t)(colon - chip))
        return NULL;
    return right;
}

const char *pl_check_pwm_channel(const char *text)
{
    const char *colon = strchr(text, ':');

    if (!*text)
        return NULL;
    if (colon && starts_with(text, "pwmchip") && is_number_to_end(colon + 1) &&
        strlen(colon + 1) <= 4 && run_of(text, word_characters) == (size_t)(colon - text))
        return NULL;
    return "a PWM chip and channel such as pwmchip0:0";
}

const char *pl_check_absolute_path(const char *text)
{
    return !*text || *text == '/' ? NULL : "a path that starts with /";
}

const char *pl_check_host(const char *text)
{
    if (strstr(text, "://"))
        return "a host's name or address without mqtt:// (for encryption set mqtt.tls)";
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr(".-_:[]", *c))
            return "a host's name or address such as homeassistant.local";
    return NULL;
}

const char *pl_check_device_id(const char *text)
{
    return run_of(text, word_characters) == strlen(text) ? NULL : "letters, digits, - and _ only";
}

const char *pl_check_topic(const char *text)
{
    size_t length = strlen(text);

    if (!length || text[0] == '/' || text[length - 1] == '/' || strpbrk(text, "#+ $"))
        return "a topic without #, +, $, spaces, and without / at its ends";
    return NULL;
}

const char *pl_check_plain_name(const char *text)
{
    return *text && run_of(text, word_characters) == strlen(text) ? NULL
                                                                  : "letters, digits, - and _ only";
}

const char *pl_check_language(const char *text)
{
    size_t letters = run_of(text, "abcdefghijklmnopqrstuvwxyz");

    if (letters < 2 || letters > 3 || (text[letters] && text[letters] != '_'))
        return "a language such as en, de or pt_BR";
    return run_of(text, word_characters) == strlen(text) ? NULL
                                                         : "a language such as en, de or pt_BR";
}
