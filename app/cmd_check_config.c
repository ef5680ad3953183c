/* plumbline check-config */
#include "app/command.h"
#include "app/options.h"
#include "config/example.h"
#include "config/secret.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wishes {
    int json, example, changed;
};

static int take_option(int option, const char *argument, void *context)
{
    struct wishes *wishes = context;

    (void)argument;
    wishes->json |= option == 'j';
    wishes->example |= option == 'e';
    wishes->changed |= option == 'c';
    return 0;
}

/* How wide `text` is on a terminal: UTF-8 continuation bytes take no place. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_row(const struct pl_config *config, int index)
{
    const struct pl_setting *setting = &pl_setting_table[index];
    char value[PL_SETTING_VALUE_MAX], origin[PL_SETTING_PATH_MAX + 32];
    int bare;

    pl_setting_show(setting, &config->settings, value, sizeof value);
    pl_config_origin_text(config, index, origin, sizeof origin);
    if (!*value)
        snprintf(value, sizeof value, "-");
    else if (setting->unit)
        snprintf(value + strlen(value), sizeof value - strlen(value), " %s", setting->unit);
    bare = 24 - width_of(value);
    printf("%-36s%s%*s  %s\n", setting->key, value, bare > 0 ? bare : 0, "", origin);
}

static void print_table(const struct pl_config *config, int changed)
{
    for (int i = 0; i < pl_setting_count; i++)
        if (!changed || config->origin[i].layer != PL_LAYER_DEFAULT)
            print_row(config, i);
}

static cJSON *value_json(const struct pl_setting *setting, const struct pl_settings *settings)
{
    char text[PL_SETTING_VALUE_MAX];
    const struct pl_path_list *list = (const void *)((const char *)settings + setting->offset);
    cJSON *array;

    pl_setting_show(setting, settings, text, sizeof text);
    if (setting->type == PL_SETTING_TEXT || setting->type == PL_SETTING_CHOICE)
        return cJSON_CreateString(text);
    if (setting->type != PL_SETTING_LIST)
        return cJSON_CreateRaw(text);
    array = cJSON_CreateArray();
    for (int i = 0; i < list->count; i++)
        cJSON_AddItemToArray(array, cJSON_CreateString(list->path[i]));
    return array;
}

static void add_complaints(cJSON *to, const char *name, const struct pl_complaints *complaints)
{
    cJSON *array = cJSON_AddArrayToObject(to, name);

    for (int i = 0; i < complaints->count && i < PL_COMPLAINTS_MAX; i++)
        cJSON_AddItemToArray(array, cJSON_CreateString(complaints->text[i]));
}

static void add_setting(cJSON *to, const struct pl_config *config, int index)
{
    static const char *const effects[] = {"reload", "live", "restart"};
    const struct pl_setting *setting = &pl_setting_table[index];
    cJSON *row = cJSON_AddObjectToObject(to, setting->key);
    char origin[PL_SETTING_PATH_MAX + 32];

    pl_config_origin_text(config, index, origin, sizeof origin);
    cJSON_AddItemToObject(row, "value", value_json(setting, &config->settings));
    cJSON_AddStringToObject(row, "origin", pl_layer_name(config->origin[index].layer));
    cJSON_AddStringToObject(row, "where", origin);
    cJSON_AddStringToObject(row, "takes_effect", effects[setting->effect]);
}

static void print_json(const struct pl_config *config)
{
    cJSON *all = cJSON_CreateObject(), *files = cJSON_AddArrayToObject(all, "files"), *settings;
    char *text;

    for (int i = 0; i < config->file_count; i++)
        cJSON_AddItemToArray(files, cJSON_CreateString(config->file[i]));
    add_complaints(all, "errors", &config->errors);
    add_complaints(all, "warnings", &config->warnings);
    settings = cJSON_AddObjectToObject(all, "settings");
    for (int i = 0; i < pl_setting_count && !config->errors.count; i++)
        add_setting(settings, config, i);
    text = cJSON_Print(all);
    puts(text ? text : "null");
    cJSON_free(text);
    cJSON_Delete(all);
}

/* Files with secrets are looked at but never printed. */
static void check_secrets(const struct pl_settings *settings)
{
    const char *files[] = {settings->mqtt.password_file, settings->mqtt.key_file};
    char why[512];

    for (int i = 0; i < 2; i++)
        if (*files[i] && pl_secret_check(files[i], why, sizeof why))
            fprintf(stderr, "plumbline: warning: %s\n", why);
}

int pl_cmd_check_config(int argc, char **argv)
{
    static const struct option own[] = {{"json", no_argument, NULL, 'j'},
                                        {"example", no_argument, NULL, 'e'},
                                        {"changed", no_argument, NULL, 'c'},
                                        {NULL, 0, NULL, 0}};
    static struct pl_config config;
    struct wishes wishes = {0};
    struct pl_options options;
    int r = pl_options_parse(argc, argv, own, take_option, &wishes, &options);

    if (r)
        return r;
    if (wishes.example) {
        pl_config_print_example(stdout);
        return PL_EXIT_DONE;
    }
    r = pl_options_load(&options, &config);
    if (wishes.json)
        print_json(&config);
    else if (!r)
        print_table(&config, wishes.changed);
    if (!r)
        check_secrets(&config.settings);
    return r;
}
