#include "config/example.h"

#include "config/table.h"

#include <string.h>

#define LINE_WIDTH 96

/* Prints text as comment lines broken between words. */
static void print_comment(FILE *to, const char *text)
{
    while (*text) {
        size_t n = strlen(text);

        if (n > LINE_WIDTH)
            for (n = LINE_WIDTH; n > 1 && text[n] != ' ';)
                n--;
        fprintf(to, "  # %.*s\n", (int)n, text);
        text += n;
        text += strspn(text, " ");
    }
}

static void print_accepted(FILE *to, const struct pl_setting *setting)
{
    char accepts[256];

    if (setting->type == PL_SETTING_TEXT || setting->type == PL_SETTING_LIST)
        return;
    pl_setting_accepts(setting, accepts, sizeof accepts);
    fprintf(to, "  # (%s)\n", accepts);
}

static void print_setting(FILE *to, const struct pl_setting *setting)
{
    const char *name = strchr(setting->key, '.') + 1;

    print_comment(to, setting->help);
    print_accepted(to, setting);
    if (setting->type == PL_SETTING_LIST)
        fprintf(to, "  #%s: []\n\n", name);
    else if (setting->type == PL_SETTING_TEXT)
        fprintf(to, "  #%s: \"%s\"\n\n", name, setting->fallback);
    else
        fprintf(to, "  #%s: %s\n\n", name, setting->fallback);
}

void pl_config_print_example(FILE *to)
{
    const char *last = NULL;

    fputs("# Plumbline: all settings with their defaults. To change one, take the # before its "
          "name away.\n"
          "# 'plumbline check-config' says whether the file is right and what is in force.\n\n",
          to);
    for (int i = 0; i < pl_setting_count; i++) {
        const char *key = pl_setting_table[i].key;
        size_t n = strcspn(key, ".") + 1;

        if (!last || strncmp(last, key, n) != 0)
            fprintf(to, "%.*s:\n", (int)n - 1, key);
        last = key;
        print_setting(to, &pl_setting_table[i]);
    }
}
