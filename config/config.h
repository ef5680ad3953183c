/* The configuration as it is in force: every value, and where each came from.
 *
 * Later layers win: defaults, the file, FILE.d/ *.yaml in the order of their names, changes made while running
 * (STATE/settings.yaml), the command line. Either all of it is right or none of it counts. */
#pragma once

#include "config/complaints.h"
#include "config/table.h"

#define PL_CONFIG_DEFAULT_FILE "/etc/plumbline/plumbline.yaml"
#define PL_CONFIG_FILES_MAX 34
#define PL_CONFIG_SETTINGS_MAX 128

enum pl_layer {
    PL_LAYER_DEFAULT,
    PL_LAYER_FILE,
    PL_LAYER_DIRECTORY,    /* FILE.d */
    PL_LAYER_RUNNING,      /* changed while running */
    PL_LAYER_COMMAND_LINE, /* --set */
};

struct pl_origin {
    enum pl_layer layer;
    int file; /* index into pl_config.file, for the layers that have one */
    int line, column;
};

struct pl_config_request {
    const char *file;       /* NULL: the default one, which need not be there */
    const char *state_dir;  /* NULL: no changes made while running */
    const char *const *set; /* "key=value", the command line's */
    int set_count;
};

/* Large (about 100 KB): keep it off small stacks. */
struct pl_config {
    struct pl_settings settings;
    struct pl_origin origin[PL_CONFIG_SETTINGS_MAX]; /* in the order of pl_setting_table */
    int file_count;
    char file[PL_CONFIG_FILES_MAX][PL_SETTING_PATH_MAX]; /* all that were read */
    /* As things would be without changes made while running, and without the command line. */
    struct pl_settings below;
    struct pl_origin below_origin[PL_CONFIG_SETTINGS_MAX];
    struct pl_complaints errors;
    struct pl_complaints
        warnings; /* changes made while running that no longer fit and are left out */
};

#define PL_CONFIG_WRONG 1 /* config->errors says what; config->settings are the defaults */

/* Reads all layers into *config, which is overwritten. 0, PL_CONFIG_WRONG, or -ENOMEM. */
int pl_config_load(const struct pl_config_request *request, struct pl_config *config);

/* What a reload did, as indices into pl_setting_table. */
struct pl_reload {
    int applied_count, restart_count;
    int applied[PL_CONFIG_SETTINGS_MAX]; /* now in force */
    int restart[PL_CONFIG_SETTINGS_MAX]; /* differ, but stay as they were until a restart */
};

/* Puts in force what a reload may change of `fresh`, which was loaded without errors. */
void pl_config_reload(struct pl_config *config, const struct pl_config *fresh,
                      struct pl_reload *ret);

/* The word for a layer: "default", "file", "conf.d", "run-time change", "command line". */
const char *pl_layer_name(enum pl_layer layer);

/* Where setting number `index` came from, for people: "/etc/plumbline/plumbline.yaml:12". */
void pl_config_origin_text(const struct pl_config *config, int index, char *ret, size_t size);

/* Complains of settings that are right one by one but not together. */
void pl_config_check_together(struct pl_config *config);
