/* One setting: from text to its value and back. */
#include "config/table.h"

#include "base/redact.h"
#include "config/plain_text.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *member(const struct pl_setting *setting, struct pl_settings *settings)
{
    return (char *)settings + setting->offset;
}

static const void *const_member(const struct pl_setting *setting,
                                const struct pl_settings *settings)
{
    return (const char *)settings + setting->offset;
}

const struct pl_setting *pl_setting_find(const char *key)
{
    for (int i = 0; i < pl_setting_count; i++)
        if (!strcmp(pl_setting_table[i].key, key))
            return &pl_setting_table[i];
    return NULL;
}

/* The index of `text` among words, or -1. */
static int word_index(const char *words, const char *text)
{
    size_t length = strlen(text);
    int index = 0;

    for (const char *word = words;; index++) {
        size_t n = strcspn(word, "|");
        if (n == length && !strncmp(word, text, n))
            return index;
        if (!word[n])
            return -1;
        word += n + 1;
    }
}

static void word_at(const char *words, int index, char *ret, size_t size)
{
    for (; index > 0; index--)
        words += strcspn(words, "|") + 1;
    snprintf(ret, size, "%.*s", (int)strcspn(words, "|"), words);
}

static void list_words(const char *words, char *ret, size_t size)
{
    size_t used = 0;

    ret[0] = '\0';
    for (const char *word = words; used < size; word += strcspn(word, "|") + 1) {
        size_t n = strcspn(word, "|");
        const char *between = word == words ? "" : word[n] ? ", " : " or ";
        used += (size_t)snprintf(ret + used, size - used, "%s%.*s", between, (int)n, word);
        if (!word[n])
            return;
    }
}

void pl_setting_accepts(const struct pl_setting *setting, char *ret, size_t size)
{
    const char *of = setting->unit ? " of " : "", *unit = setting->unit ? setting->unit : "";
    const char *kind = setting->type == PL_SETTING_NUMBER ? "number" : "whole number";

    if (setting->words)
        list_words(setting->words, ret, size);
    else if (setting->type == PL_SETTING_TEXT)
        snprintf(ret, size, "text of at most %zu bytes", setting->size - 1);
    else if (setting->type == PL_SETTING_LIST)
        snprintf(ret, size, "a list of at most %d paths", PL_SETTING_LIST_MAX);
    else
        snprintf(ret, size, "a %s%s%s from %.10g to %.10g", kind, of, unit, setting->low,
                 setting->high);
}

/* 1 when what follows a number is nothing or the setting's unit. */
static int is_unit_or_end(const struct pl_setting *setting, const char *rest)
{
    if (!*rest)
        return 1;
    rest += strspn(rest, " ");
    return setting->unit && !strcmp(rest, setting->unit);
}

/* The numeric locale of this program is never set, so strtod() reads "2.5" for everybody. */
static int read_number(const struct pl_setting *setting, const char *text, double *ret)
{
    char *end;
    double value;

    if (!strchr("+-.0123456789", text[0]) || strpbrk(text, "xX"))
        return 1;
    value = strtod(text, &end);
    if (end == text || !is_unit_or_end(setting, end))
        return 1;
    if (!(value >= setting->low && value <= setting->high))
        return 1;
    *ret = value;
    return 0;
}

static int read_integer(const struct pl_setting *setting, const char *text, int *ret)
{
    char *end, word[PL_SETTING_WORD_MAX];
    long value;

    if (!strchr("+-0123456789", text[0]))
        return 1;
    errno = 0;
    value = strtol(text, &end, 10);
    if (end == text || errno || !is_unit_or_end(setting, end))
        return 1;
    if ((double)value < setting->low || (double)value > setting->high)
        return 1;
    snprintf(word, sizeof word, "%ld", value);
    if (setting->words && word_index(setting->words, word) < 0)
        return 1;
    *ret = (int)value;
    return 0;
}

static int read_list(const char *text, struct pl_path_list *ret)
{
    struct pl_path_list list = {0};

    while (*text) {
        size_t n;
        text += strspn(text, " ");
        n = strcspn(text, ",");
        if (!n || n >= PL_SETTING_PATH_MAX || list.count == PL_SETTING_LIST_MAX)
            return 1;
        memcpy(list.path[list.count++], text, n);
        text += n;
        if (*text && !*++text)
            return 1;
    }
    *ret = list;
    return 0;
}

static int read_choice(const struct pl_setting *setting, const char *text,
                       struct pl_settings *settings)
{
    int index = word_index(setting->words, text);

    if (index < 0)
        return 1;
    if (setting->type == PL_SETTING_BOOL) {
        *(bool *)member(setting, settings) = index == 0;
    } else {
        assert(setting->size == sizeof index);
        memcpy(member(setting, settings), &index, sizeof index);
    }
    return 0;
}

static int read_text(const struct pl_setting *setting, const char *text,
                     struct pl_settings *settings)
{
    if (strlen(text) >= setting->size || !pl_is_plain_text(text))
        return 1;
    if (setting->check && setting->check(text))
        return 1;
    memset(member(setting, settings), 0, setting->size);
    memcpy(member(setting, settings), text, strlen(text));
    return 0;
}

static int read_value(const struct pl_setting *setting, const char *text,
                      struct pl_settings *settings)
{
    switch (setting->type) {
    case PL_SETTING_BOOL:
    case PL_SETTING_CHOICE:
        return read_choice(setting, text, settings);
    case PL_SETTING_INTEGER:
        return read_integer(setting, text, member(setting, settings));
    case PL_SETTING_NUMBER:
        return read_number(setting, text, member(setting, settings));
    case PL_SETTING_TEXT:
        return read_text(setting, text, settings);
    case PL_SETTING_LIST:
        return pl_is_plain_text(text) ? read_list(text, member(setting, settings)) : 1;
    }
    assert(0 && "a setting's type");
    return 1;
}

int pl_setting_parse(const struct pl_setting *setting, const char *text,
                     struct pl_settings *settings, char *why, size_t size)
{
    const char *check = setting->check ? setting->check(text) : NULL;

    if (!read_value(setting, text, settings))
        return 0;
    if (check)
        snprintf(why, size, "%s", check);
    else
        pl_setting_accepts(setting, why, size);
    return 1;
}

static void format_list(const struct pl_path_list *list, char *ret, size_t size)
{
    size_t used = 0;

    ret[0] = '\0';
    for (int i = 0; i < list->count && used < size; i++)
        used += (size_t)snprintf(ret + used, size - used, "%s%s", i ? "," : "", list->path[i]);
}

void pl_setting_format(const struct pl_setting *setting, const struct pl_settings *settings,
                       char *ret, size_t size)
{
    const void *value = const_member(setting, settings);
    int index;

    switch (setting->type) {
    case PL_SETTING_BOOL:
        snprintf(ret, size, "%s", *(const bool *)value ? "true" : "false");
        break;
    case PL_SETTING_INTEGER:
        snprintf(ret, size, "%d", *(const int *)value);
        break;
    case PL_SETTING_NUMBER:
        snprintf(ret, size, "%.15g", *(const double *)value);
        break;
    case PL_SETTING_CHOICE:
        memcpy(&index, value, sizeof index);
        word_at(setting->words, index, ret, size);
        break;
    case PL_SETTING_TEXT:
        snprintf(ret, size, "%s", (const char *)value);
        break;
    case PL_SETTING_LIST:
        format_list(value, ret, size);
        break;
    }
}

void pl_setting_show(const struct pl_setting *setting, const struct pl_settings *settings,
                     char *ret, size_t size)
{
    pl_setting_format(setting, settings, ret, size);
    pl_redact(ret, size);
}

void pl_setting_quote(const char *value, char ret[PL_SETTING_QUOTE_MAX])
{
    char whole[PL_SETTING_VALUE_MAX];

    snprintf(whole, sizeof whole, "%s", value);
    pl_redact(whole, sizeof whole);
    snprintf(ret, PL_SETTING_QUOTE_MAX, "%.*s", PL_SETTING_QUOTE_MAX - 1, whole);
}

int pl_setting_equal(const struct pl_setting *setting, const struct pl_settings *a,
                     const struct pl_settings *b)
{
    char in_a[PL_SETTING_VALUE_MAX], in_b[PL_SETTING_VALUE_MAX];

    pl_setting_format(setting, a, in_a, sizeof in_a);
    pl_setting_format(setting, b, in_b, sizeof in_b);
    return !strcmp(in_a, in_b);
}

struct pl_settings pl_settings_default(void)
{
    struct pl_settings settings;
    char why[256];

    memset(&settings, 0, sizeof settings);
    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];
        int wrong = pl_setting_parse(setting, setting->fallback, &settings, why, sizeof why);
        assert(!wrong);
        (void)wrong;
    }
    return settings;
}
