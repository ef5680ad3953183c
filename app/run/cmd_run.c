/* plumbline run */
#include "app/command.h"
#include "app/heap.h"
#include "app/options.h"
#include "app/run/run.h"
#include "base/log.h"
#include "base/message.h"

#include <stdio.h>
#include <unistd.h>

static int take_option(int option, const char *argument, void *context)
{
    struct pl_run_wishes *wishes = context;

    (void)argument;
    wishes->once |= option == 'o';
    wishes->dry_run |= option == 'n';
    wishes->json |= option == 'j';
    return 0;
}

static enum pl_log_level level_of(const struct pl_settings *settings, bool calm)
{
    switch (settings->log.level) {
    case PL_LOG_CHOICE_ERROR:
        return PL_LOG_ERROR;
    case PL_LOG_CHOICE_WARNING:
        return PL_LOG_WARNING;
    case PL_LOG_CHOICE_INFO:
        return calm ? PL_LOG_WARNING : PL_LOG_INFO;
    case PL_LOG_CHOICE_DEBUG:
        break;
    }
    return PL_LOG_DEBUG;
}

int pl_cmd_run(int argc, char **argv)
{
    static const struct option own[] = {{"once", no_argument, NULL, 'o'},
                                        {"dry-run", no_argument, NULL, 'n'},
                                        {"json", no_argument, NULL, 'j'},
                                        {0}};
    static struct pl_options options; /* these two are too large for the stack */
    static struct pl_config config;
    struct pl_run_wishes wishes = {0};
    struct pl_message why;
    int r = pl_options_parse(argc, argv, own, take_option, &wishes, &options);

    if (r != 0)
        return r;
    if (optind < argc) {
        pl_message_set(&why, "run takes no '%s'; the camera is the setting camera.source",
                       argv[optind]);
        fprintf(stderr, "plumbline: %s\n", why.text);
        return PL_EXIT_USAGE;
    }
    if ((r = pl_options_load(&options, &config)) != 0 ||
        (!wishes.dry_run && (r = pl_options_make_state_dir(&options)) != 0))
        return r;
    pl_heap_stay_small();
    /* What the live line and the event lines show need not be logged over them. */
    pl_log_set_level(
        level_of(&config.settings, isatty(STDOUT_FILENO) && isatty(STDERR_FILENO) && !wishes.json));
    return pl_run(&options, &config, &wishes);
}
