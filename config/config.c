#include "config/config.h"

#include "config/changes.h"
#include "config/yaml.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One layer being read on top of those before it. */
struct reading {
    struct pl_config *config;
    enum pl_layer layer;
    int file;
};

static int index_of(const struct pl_setting *setting)
{
    return (int)(setting - pl_setting_table);
}

static void complain_unknown(struct pl_complaints *complaints, const char *where, const char *key)
{
    const struct pl_setting *nearest = pl_setting_nearest(key);

    if (nearest)
        pl_complain(complaints, "%s: there is no setting %s; did you mean %s?", where, key,
                    nearest->key);
    else
        pl_complain(complaints,
                    "%s: there is no setting %s ('plumbline check-config --example' lists all)",
                    where, key);
}

/* Puts one value in force, or complains. */
static void apply(struct reading *reading, const struct pl_yaml_entry *entry, const char *where)
{
    struct pl_config *config = reading->config;
    struct pl_complaints *complaints =
        reading->layer == PL_LAYER_RUNNING ? &config->warnings : &config->errors;
    const struct pl_setting *setting = pl_setting_find(entry->key);
    char accepts[256], quote[PL_SETTING_QUOTE_MAX];

    if (!setting) {
        complain_unknown(complaints, where, entry->key);
        return;
    }
    if (!entry->value) {
        pl_setting_accepts(setting, accepts, sizeof accepts);
        pl_complain(
            complaints,
            "%s: %s: there is no value; expected %s (or leave the line out for the default)", where,
            entry->key, accepts);
        return;
    }
    if (pl_setting_parse(setting, entry->value, &config->settings, accepts, sizeof accepts)) {
        pl_setting_quote(entry->value, quote);
        pl_complain(complaints, "%s: %s: '%s' is not right; expected %s", where, entry->key, quote,
                    accepts);
        return;
    }
    config->origin[index_of(setting)] =
        (struct pl_origin){reading->layer, reading->file, entry->line, entry->column};
}

static void visit(const struct pl_yaml_entry *entry, void *context)
{
    char where[PL_SETTING_PATH_MAX + 32];

    snprintf(where, sizeof where, "%s:%d:%d", entry->file, entry->line, entry->column);
    apply(context, entry, where);
}

/* Reads one file as one layer. `must` says that it has to be there. */
static void read_file(struct pl_config *config, enum pl_layer layer, const char *file, int must)
{
    struct reading reading = {config, layer, config->file_count};
    struct pl_complaints *complaints =
        layer == PL_LAYER_RUNNING ? &config->warnings : &config->errors;
    int r;

    if (config->file_count == PL_CONFIG_FILES_MAX || strlen(file) >= PL_SETTING_PATH_MAX) {
        pl_complain(complaints, "%s: too many files, or too long a name", file);
        return;
    }
    r = pl_yaml_walk_file(file, visit, &reading, complaints);
    if (r == -EFBIG)
        pl_complain(complaints, "%s: larger than %d KB", file, PL_YAML_BYTES_MAX / 1024);
    else if (r && (must || r != -ENOENT))
        pl_complain(complaints, "%s: cannot be read: %s", file, strerror(-r));
    if (!r)
        snprintf(config->file[config->file_count++], PL_SETTING_PATH_MAX, "%s", file);
}

static int is_yaml_name(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > 5 && !strcmp(entry->d_name + length - 5, ".yaml");
}

/* In the order of bytes, so that 10-a comes before 20-b in every locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_directory(struct pl_config *config, const char *directory)
{
    char path[4 * PL_SETTING_PATH_MAX];
    struct dirent **entries;
    int n = scandir(directory, &entries, is_yaml_name, by_name);

    if (n < 0 && errno != ENOENT && errno != ENOTDIR)
        pl_complain(&config->errors, "%s: cannot be read: %s", directory, strerror(errno));
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
        read_file(config, PL_LAYER_DIRECTORY, path, 1);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

static void read_command_line(struct pl_config *config, const struct pl_config_request *request)
{
    struct reading reading = {config, PL_LAYER_COMMAND_LINE, 0};

    for (int i = 0; i < request->set_count; i++) {
        const char *text = request->set[i], *equals = strchr(text, '=');
        char key[2 * PL_SETTING_WORD_MAX];
        struct pl_yaml_entry entry = {.key = key, .value = equals ? equals + 1 : NULL};

        if (!equals) {
            pl_complain(&config->errors, "--set %s: expected key=value", text);
            continue;
        }
        snprintf(key, sizeof key, "%.*s", (int)(equals - text), text);
        apply(&reading, &entry, "--set");
    }
}

static void read_all(const struct pl_config_request *request, struct pl_config *config)
{
    const char *file = request->file ? request->file : PL_CONFIG_DEFAULT_FILE;
    char path[2 * PL_SETTING_PATH_MAX];

    read_file(config, PL_LAYER_FILE, file, request->file != NULL);
    snprintf(path, sizeof path, "%.*s.d", PL_SETTING_PATH_MAX, file);
    read_directory(config, path);
    config->below = config->settings;
    memcpy(config->below_origin, config->origin, sizeof config->below_origin);
    if (request->state_dir) {
        snprintf(path, sizeof path, "%.*s/%s", PL_SETTING_PATH_MAX, request->state_dir,
                 PL_CHANGES_FILE);
        read_file(config, PL_LAYER_RUNNING, path, 0);
    }
    read_command_line(config, request);
}

int pl_config_load(const struct pl_config_request *request, struct pl_config *config)
{
    assert(pl_setting_count <= PL_CONFIG_SETTINGS_MAX);
    memset(config, 0, sizeof *config);
    config->settings = pl_settings_default();
    read_all(request, config);
    if (!config->errors.count)
        pl_config_check_together(config);
    if (!config->errors.count)
        return 0;
    config->settings = pl_settings_default();
    memset(config->origin, 0, sizeof config->origin);
    return PL_CONFIG_WRONG;
}

/* Takes setting number `index` over from `fresh`. */
static void take_over(struct pl_config *config, const struct pl_config *fresh, int index)
{
    const struct pl_setting *setting = &pl_setting_table[index];

    memcpy((char *)&config->settings + setting->offset,
           (const char *)&fresh->settings + setting->offset, setting->size);
    config->origin[index] = fresh->origin[index];
}

void pl_config_reload(struct pl_config *config, const struct pl_config *fresh,
                      struct pl_reload *ret)
{
    struct pl_reload done = {0};

    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];

        if (pl_setting_equal(setting, &config->settings, &fresh->settings)) {
            config->origin[i] = fresh->origin[i];
        } else if (setting->effect == PL_SETTING_RESTART) {
            done.restart[done.restart_count++] = i;
        } else {
            take_over(config, fresh, i);
            done.applied[done.applied_count++] = i;
        }
    }
    config->below = fresh->below;
    memcpy(config->below_origin, fresh->below_origin, sizeof config->below_origin);
    config->file_count = fresh->file_count;
    memcpy(config->file, fresh->file, sizeof config->file);
    *ret = done;
}

const char *pl_layer_name(enum pl_layer layer)
{
    static const char *const names[] = {"default", "file", "conf.d", "run-time change",
                                        "command line"};

    assert((size_t)layer < sizeof names / sizeof names[0]);
    return names[layer];
}

void pl_config_origin_text(const struct pl_config *config, int index, char *ret, size_t size)
{
    const struct pl_origin *origin = &config->origin[index];

    if (origin->layer == PL_LAYER_FILE || origin->layer == PL_LAYER_DIRECTORY)
        snprintf(ret, size, "%s:%d", config->file[origin->file], origin->line);
    else
        snprintf(ret, size, "%s", pl_layer_name(origin->layer));
}
