#include "config/changes.h"

#include "config/yaml.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* What the file holds. */
struct changes {
    bool set[PL_CONFIG_SETTINGS_MAX];
    struct pl_settings value;
};

static void take(const struct pl_yaml_entry *entry, void *context)
{
    struct changes *changes = context;
    const struct pl_setting *setting = pl_setting_find(entry->key);
    char why[PL_COMPLAINT_MAX];

    if (setting && entry->value &&
        !pl_setting_parse(setting, entry->value, &changes->value, why, sizeof why))
        changes->set[setting - pl_setting_table] = true;
}

/* Entries that do not fit any more are left out; loading has warned of them. */
static int read_changes(const char *path, struct changes *ret)
{
    struct pl_complaints *ignored = calloc(1, sizeof *ignored);
    int r;

    if (!ignored)
        return -ENOMEM;
    memset(ret, 0, sizeof *ret);
    r = pl_yaml_walk_file(path, take, ret, ignored);
    free(ignored);
    return r == -ENOENT ? 0 : r;
}

static void print_quoted(FILE *to, const char *text)
{
    fputc('"', to);
    for (; *text; text++)
        fprintf(to, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    fputc('"', to);
}

static void print_list(FILE *to, const struct pl_path_list *list)
{
    fputc('[', to);
    for (int i = 0; i < list->count; i++) {
        fputs(i ? ", " : "", to);
        print_quoted(to, list->path[i]);
    }
    fputc(']', to);
}

static void print_value(FILE *to, const struct pl_setting *setting,
                        const struct pl_settings *settings)
{
    char text[PL_SETTING_VALUE_MAX];

    pl_setting_format(setting, settings, text, sizeof text);
    if (setting->type == PL_SETTING_LIST)
        print_list(to, (const void *)((const char *)settings + setting->offset));
    else if (setting->type == PL_SETTING_TEXT)
        print_quoted(to, text);
    else
        fputs(text, to);
}

static void print_changes(FILE *to, const struct changes *changes)
{
    const char *group = "";
    int length = 0;

    fputs("# Changes made while Plumbline was running; they count over the configuration file.\n"
          "# 'plumbline config reset KEY' undoes one.\n",
          to);
    for (int i = 0; i < pl_setting_count; i++) {
        const char *key = pl_setting_table[i].key;
        int n = (int)strcspn(key, ".");

        if (!changes->set[i])
            continue;
        if (n != length || strncmp(group, key, (size_t)n) != 0)
            fprintf(to, "%.*s:\n", n, key);
        group = key;
        length = n;
        fprintf(to, "  %s: ", key + n + 1);
        print_value(to, &pl_setting_table[i], &changes->value);
        fputc('\n', to);
    }
}

/* A rename is only durable once its directory is. */
static int sync_directory(int directory)
{
    return fsync(directory) ? -errno : 0;
}

static int write_changes(int directory, const struct changes *changes)
{
    static const char temporary[] = PL_CHANGES_FILE ".new";
    int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
    int r = 0;

    if (!to) {
        r = -errno;
        if (fd >= 0)
            close(fd);
        return r;
    }
    print_changes(to, changes);
    if (fflush(to) || fsync(fd))
        r = -errno;
    if (fclose(to) && !r)
        r = -errno;
    if (!r && renameat(directory, temporary, directory, PL_CHANGES_FILE))
        r = -errno;
    if (r)
        unlinkat(directory, temporary, 0);
    return r ? r : sync_directory(directory);
}

static void copy_member(const struct pl_setting *setting, struct pl_settings *to,
                        const struct pl_settings *from)
{
    memcpy((char *)to + setting->offset, (const char *)from + setting->offset, setting->size);
}

/* What would be in force after the change, in *config. PL_CHANGE_REFUSED with why, or 0. */
static int change_in_force(struct pl_config *config, const struct pl_setting *setting,
                           const char *value, char *why, size_t why_size)
{
    int index = (int)(setting - pl_setting_table);
    char accepts[256], quote[PL_SETTING_QUOTE_MAX];

    if (config->origin[index].layer == PL_LAYER_COMMAND_LINE) {
        snprintf(why, why_size, "%s was given on the command line", setting->key);
        return PL_CHANGE_REFUSED;
    }
    if (value && setting->effect != PL_SETTING_LIVE) {
        snprintf(why, why_size, "%s is set in the configuration file only", setting->key);
        return PL_CHANGE_REFUSED;
    }
    if (value && pl_setting_parse(setting, value, &config->settings, accepts, sizeof accepts)) {
        pl_setting_quote(value, quote);
        snprintf(why, why_size, "%s: '%s' is not right; expected %s", setting->key, quote, accepts);
        return PL_CHANGE_REFUSED;
    }
    if (value) {
        config->origin[index] = (struct pl_origin){.layer = PL_LAYER_RUNNING};
    } else {
        copy_member(setting, &config->settings, &config->below);
        config->origin[index] = config->below_origin[index];
    }
    pl_config_check_together(config);
    if (!config->errors.count)
        return 0;
    snprintf(why, why_size, "%s", config->errors.text[0]);
    return PL_CHANGE_REFUSED;
}

static int write_change(const char *state_dir, const struct pl_setting *setting,
                        const struct pl_settings *value)
{
    char path[2 * PL_SETTING_PATH_MAX];
    struct changes changes;
    int r, directory = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (directory < 0)
        return -errno;
    /* A command and the daemon may both change something: read and write under one lock. */
    r = flock(directory, LOCK_EX) ? -errno : 0;
    snprintf(path, sizeof path, "%s/%s", state_dir, PL_CHANGES_FILE);
    if (!r)
        r = read_changes(path, &changes);
    if (!r) {
        changes.set[setting - pl_setting_table] = value != NULL;
        if (value)
            copy_member(setting, &changes.value, value);
        r = write_changes(directory, &changes);
    }
    close(directory);
    return r;
}

int pl_config_change(struct pl_config *config, const char *state_dir, const char *key,
                     const char *value, char *why, size_t why_size)
{
    const struct pl_setting *setting = pl_setting_find(key), *nearest;
    struct pl_config *changed;
    int r;

    if (!setting) {
        nearest = pl_setting_nearest(key);
        snprintf(why, why_size, "there is no setting %.80s%s%s", key,
                 nearest ? "; did you mean " : "", nearest ? nearest->key : "");
        return PL_CHANGE_REFUSED;
    }
    changed = malloc(sizeof *changed);
    if (!changed)
        return -ENOMEM;
    *changed = *config;
    r = change_in_force(changed, setting, value, why, why_size);
    if (!r)
        r = write_change(state_dir, setting, value ? &changed->settings : NULL);
    if (!r)
        *config = *changed;
    free(changed);
    return r;
}
