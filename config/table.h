/* The table of settings: one row each, from which everything else about settings is made.
 *
 * Pure: text in, values out. Any thread. */
#pragma once

#include "config/settings.h"

#include <stddef.h>

enum pl_setting_type {
    PL_SETTING_BOOL,
    PL_SETTING_INTEGER,
    PL_SETTING_NUMBER,
    PL_SETTING_CHOICE, /* an enum; its words are in the order of its values */
    PL_SETTING_TEXT,
    PL_SETTING_LIST, /* of paths */
};

enum pl_setting_effect {
    PL_SETTING_RELOAD, /* a reload of the daemon applies it */
    PL_SETTING_LIVE, /* as above, and it may be changed while running (Home Assistant, config set) */
    PL_SETTING_RESTART, /* needs a restart */
};

struct pl_setting {
    const char *key; /* "thresholds.forward_head_cm" */
    enum pl_setting_type type;
    enum pl_setting_effect effect;
    size_t offset, size;    /* of the member in struct pl_settings */
    const char *unit;       /* "cm"; NULL without one */
    double low, high, step; /* accepted range, both ends included, and the step a slider takes */
    const char *words;      /* accepted words, '|' between them; NULL: anything in range */
    const char *fallback;   /* the default, as it would be written in the file */
    /* Text only: NULL, or returns NULL for good text and what would have been right for bad text. */
    const char *(*check)(const char *text);
    const char *help; /* one or two sentences */
};

#define PL_SETTING_VALUE_MAX 2304 /* bytes that any value fits in as text, lists included */

extern const struct pl_setting pl_setting_table[];
extern const int pl_setting_count;

/* The row of a key, or NULL. */
const struct pl_setting *pl_setting_find(const char *key);

/* The key most like `key` among all, or NULL when none is like it. For "did you mean". */
const struct pl_setting *pl_setting_nearest(const char *key);

/* Reads `text` as the setting's value into *settings. 0; or 1 when it is not acceptable: *settings is
 * untouched and `why` (of `size` bytes) says what would have been: "a number of cm from 1 to 15".
 * A number may carry its unit. Of a LIST, sets all entries, separated by commas. */
int pl_setting_parse(const struct pl_setting *setting, const char *text,
                     struct pl_settings *settings, char *why, size_t size);

/* What the setting accepts, as in `why` above. */
void pl_setting_accepts(const struct pl_setting *setting, char *ret, size_t size);

/* Writes the setting's value so that pl_setting_parse() reads the same value back. Lists have commas. */
void pl_setting_format(const struct pl_setting *setting, const struct pl_settings *settings,
                       char *ret, size_t size);

/* The same for people's eyes: passwords in addresses (camera.source) are hidden. */
void pl_setting_show(const struct pl_setting *setting, const struct pl_settings *settings,
                     char *ret, size_t size);

#define PL_SETTING_QUOTE_MAX 84 /* bytes of a wrong value as a complaint quotes it, with its end */

/* A value that was refused, cut short and without passwords, for the sentence that says so. */
void pl_setting_quote(const char *value, char ret[PL_SETTING_QUOTE_MAX]);

/* 1 when both hold the same value of this setting. */
int pl_setting_equal(const struct pl_setting *setting, const struct pl_settings *a,
                     const struct pl_settings *b);
