/* plumbline config: settings changed while running */
#include "app/command.h"
#include "app/options.h"
#include "config/changes.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int no_own_option(int option, const char *argument, void *context)
{
    (void)option, (void)argument, (void)context;
    return PL_EXIT_USAGE;
}

static int list(const struct pl_config *config)
{
    char value[PL_SETTING_VALUE_MAX], below[PL_SETTING_VALUE_MAX];
    int n = 0;

    for (int i = 0; i < pl_setting_count; i++) {
        if (config->origin[i].layer != PL_LAYER_RUNNING)
            continue;
        pl_setting_show(&pl_setting_table[i], &config->settings, value, sizeof value);
        pl_setting_show(&pl_setting_table[i], &config->below, below, sizeof below);
        printf("%s: %s (without the change: %s)\n", pl_setting_table[i].key, value,
               *below ? below : "-");
        n++;
    }
    if (!n)
        puts("nothing was changed while running");
    return PL_EXIT_DONE;
}

static int change(struct pl_config *config, const struct pl_options *options, const char *key,
                  const char *value)
{
    char why[PL_COMPLAINT_MAX];
    const struct pl_setting *setting = pl_setting_find(key);
    /* A change that could not be read is left out of what is in force, but is undone all the same. */
    bool idle = !value && setting && !config->warnings.count &&
                config->origin[setting - pl_setting_table].layer != PL_LAYER_RUNNING;
    int r = pl_options_make_state_dir(options);

    if (r)
        return r;
    r = pl_config_change(config, options->state_dir, key, value, why, sizeof why);
    if (r == PL_CHANGE_REFUSED) {
        fprintf(stderr, "plumbline config: %s\n", why);
        return PL_EXIT_CONFIG;
    }
    if (r) {
        fprintf(stderr, "plumbline config: %s cannot be written in %s: %s\n", PL_CHANGES_FILE,
                options->state_dir, strerror(-r));
        return PL_EXIT_FAILED;
    }
    if (idle)
        printf("%s was not changed while running, so there is nothing to undo.\n", key);
    else
        puts("A running Plumbline takes it over with 'systemctl reload plumbline'.");
    return PL_EXIT_DONE;
}

int pl_cmd_config(int argc, char **argv)
{
    static struct pl_config config;
    struct pl_options options;
    int r = pl_options_parse(argc, argv, NULL, no_own_option, NULL, &options);
    const char *verb = optind < argc ? argv[optind] : "list";
    char **rest = argv + optind + 1;
    int operands = argc - optind - 1;

    if (r)
        return r;
    r = pl_options_load(&options, &config);
    if (r)
        return r;
    if (operands <= 0 && !strcmp(verb, "list"))
        return list(&config);
    if (operands == 2 && !strcmp(verb, "set"))
        return change(&config, &options, rest[0], rest[1]);
    if (operands == 1 && !strcmp(verb, "reset"))
        return change(&config, &options, rest[0], NULL);
    fputs("plumbline config: expected 'list', 'set KEY VALUE' or 'reset KEY'\n", stderr);
    return PL_EXIT_USAGE;
}
