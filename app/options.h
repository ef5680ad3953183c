/* The options that every command understands: --config FILE, --set KEY=VALUE, --state DIR, --models DIR. */
#pragma once

#include "config/config.h"

#include <getopt.h>

#define PL_OPTIONS_SET_MAX 64
#define PL_OPTIONS_SERVICE_STATE "/var/lib/plumbline" /* the service's, and its user's home */

/* What a command's usage says about them. */
#define PL_OPTIONS_USAGE                                                                 \
    "  --config FILE      settings (default /etc/plumbline/plumbline.yaml, then none)\n" \
    "  --set KEY=VALUE    one setting over all files; may be repeated\n"                 \
    "  --state DIR        where the baseline and the history are\n"                      \
    "  --models DIR       where the model files are\n"

/* Points into itself: not to be copied. */
struct pl_options {
    const char *config_file; /* NULL: the default */
    char state_dir[PL_SETTING_PATH_MAX];
    int set_count;
    const char *set[PL_OPTIONS_SET_MAX];
    char models[PL_SETTING_PATH_MAX + 32]; /* one of set[] */
};

/* Called for each of the command's own options with its `val`. Anything but 0 stops and is returned. */
typedef int (*pl_option_handler)(int option, const char *argument, void *context);

/* Reads the command line with getopt_long(). `own` are the command's options (a zeroed one at the end; at most 24;
 * val from 1 to 255), NULL for none. 0, with optind at the first operand; PL_EXIT_USAGE after saying what is
 * wrong on standard error; or what the handler returned. */
int pl_options_parse(int argc, char **argv, const struct option *own, pl_option_handler handle,
                     void *context, struct pl_options *ret);

/* Loads the configuration and says on standard error what is wrong with it. 0, PL_EXIT_CONFIG or
 * PL_EXIT_FAILED. */
int pl_options_load(const struct pl_options *options, struct pl_config *ret);

/* Makes the state directory (mode 0700) when it is not there. 0, or PL_EXIT_FAILED after saying why: also when root would
 * write where another user must read. */
int pl_options_make_state_dir(const struct pl_options *options);
