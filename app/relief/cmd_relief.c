/* plumbline relief: reads the command line and hands over to the part that does it. */
#include "app/command.h"
#include "app/relief/relief.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum own {
    OWN_JSON = 1,
    OWN_ANSWER,
    OWN_BECAUSE,
    OWN_PAIN,
    OWN_SPREAD,
    OWN_DONE,
    OWN_ALL,
    OWN_KIND,
    OWN_QUIET,
    OWN_NO_CAMERA,
    OWN_RESET_RANGE
};

static const struct option own_options[] = {
    {"json", no_argument, NULL, OWN_JSON},
    {"answer", required_argument, NULL, OWN_ANSWER},
    {"because", required_argument, NULL, OWN_BECAUSE},
    {"pain", required_argument, NULL, OWN_PAIN},
    {"spread", required_argument, NULL, OWN_SPREAD},
    {"done", required_argument, NULL, OWN_DONE},
    {"all", no_argument, NULL, OWN_ALL},
    {"kind", required_argument, NULL, OWN_KIND},
    {"quiet", no_argument, NULL, OWN_QUIET},
    {"no-camera", no_argument, NULL, OWN_NO_CAMERA},
    {"reset-range", no_argument, NULL, OWN_RESET_RANGE},
    {NULL, 0, NULL, 0},
};

static int say_usage(const char *what, const char *value)
{
    if (*value)
        fprintf(stderr, "plumbline relief: %s '%s'\n", what, value);
    else
        fprintf(stderr, "plumbline relief: %s nothing\n", what);
    return PL_EXIT_USAGE;
}

static int take_pain(struct pl_relief_call *call, const char *argument)
{
    char *end;
    const long pain = strtol(argument, &end, 10);

    if (end == argument || *end || pain < 0 || pain > 10)
        return say_usage("--pain takes a whole number from 0 to 10, not", argument);
    call->pain = (int)pain;
    return 0;
}

static int take_spread(struct pl_relief_call *call, const char *argument)
{
    for (int i = 0; i < PL_SPREAD_COUNT; i++)
        if (!strcmp(argument, pl_spread_name((enum pl_spread)i))) {
            call->spread = i;
            return 0;
        }
    return say_usage("--spread takes none, back_or_neck or chest_or_arm, not", argument);
}

static int take_kind(struct pl_relief_call *call, const char *argument)
{
    for (int i = 0; i < PL_KIND_COUNT; i++)
        if (!strcmp(argument, pl_kind_name((enum pl_kind)i))) {
            call->kind = argument;
            return 0;
        }
    fputs("plumbline relief: --kind takes one of", stderr);
    for (int i = 0; i < PL_KIND_COUNT; i++)
        fprintf(stderr, " %s", pl_kind_name((enum pl_kind)i));
    fprintf(stderr, ", not '%s'\n", argument);
    return PL_EXIT_USAGE;
}

static int take_option(int option, const char *argument, void *context)
{
    struct pl_relief_call *call = context;

    switch (option) {
    case OWN_ANSWER:
        if (call->answer_count == PL_RELIEF_ANSWERS_MAX)
            return say_usage("too many answers, from", argument);
        call->answer[call->answer_count++] = argument;
        return 0;
    case OWN_PAIN:
        return take_pain(call, argument);
    case OWN_SPREAD:
        return take_spread(call, argument);
    case OWN_BECAUSE:
        call->because = argument;
        return 0;
    case OWN_DONE:
        call->done = argument;
        return 0;
    case OWN_KIND:
        return take_kind(call, argument);
    default:
        call->json |= option == OWN_JSON;
        call->all |= option == OWN_ALL;
        call->quiet |= option == OWN_QUIET;
        call->no_camera |= option == OWN_NO_CAMERA;
        call->reset_range |= option == OWN_RESET_RANGE;
        return 0;
    }
}

static const struct {
    const char *name;
    int (*run)(struct pl_relief_call *call);
    bool takes_id;
} parts[] = {
    {"list", pl_relief_list, false},           {"show", pl_relief_show, true},
    {"check", pl_relief_check_command, false}, {"suggest", pl_relief_suggest_command, false},
    {"start", pl_relief_start, true},          {"log", pl_relief_log, false},
    {"progress", pl_relief_progress, false},
};

/* The setting is a ceiling; the furthest phase is none. */
static void apply_phase_setting(struct pl_relief_call *call)
{
    static const enum pl_phase ceiling[] = {
        [PL_RELIEF_GENTLE] = PL_PHASE_GENTLE,
        [PL_RELIEF_BUILD] = PL_PHASE_BUILD,
        [PL_RELIEF_MAINTAIN] = PL_PHASE_ANY,
    };

    call->relief.phases.wanted = ceiling[call->config.settings.relief.phase];
}

static int load_catalogue(struct pl_relief_call *call)
{
    const struct pl_path_list *list = &call->config.settings.relief.catalogue;
    const char *files[PL_SETTING_LIST_MAX];
    struct pl_catalogue_error error;
    int r;

    for (int i = 0; i < list->count; i++)
        files[i] = list->path[i];
    r = pl_catalogue_load(call->config.settings.relief.language, files, list->count,
                          &call->catalogue, &error);
    if (!r)
        return 0;
    fprintf(stderr, "plumbline relief: %s\n", r == -ENOMEM ? "out of memory" : error.text);
    return PL_EXIT_CONFIG;
}

static int say_store(const struct pl_relief_call *call, int r)
{
    if (r == PL_RELIEF_STORE_NEWER)
        fprintf(stderr, "plumbline relief: %s/relief.json is from a newer Plumbline\n",
                call->options.state_dir);
    else
        fprintf(stderr, "plumbline relief: the answers in %s: %s\n", call->options.state_dir,
                strerror(-r));
    return PL_EXIT_FAILED;
}

static int load_all(struct pl_relief_call *call)
{
    int r = pl_options_load(&call->options, &call->config);

    if (!r)
        r = load_catalogue(call);
    if (r)
        return r;
    call->now = pl_when_now();
    pl_terminal_look(&call->terminal);
    r = pl_relief_store_load(call->options.state_dir, &call->relief);
    if (r)
        return say_store(call, r);
    apply_phase_setting(call);
    return 0;
}

int pl_relief_change(struct pl_relief_call *call,
                     void (*change)(struct pl_relief *relief, void *context), void *context)
{
    int r = pl_options_make_state_dir(&call->options);

    if (r)
        return r;
    call->now = pl_when_now();
    r = pl_relief_store_change(call->options.state_dir, change, context, &call->relief);
    if (r)
        return say_store(call, r);
    apply_phase_setting(call);
    return 0;
}

static int run_part(struct pl_relief_call *call, int argc, char **argv)
{
    const char *name = optind < argc ? argv[optind] : "";

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (strcmp(name, parts[i].name) != 0)
            continue;
        if (argc - optind > 1 + parts[i].takes_id)
            return say_usage("does not know what to do with", argv[optind + 1 + parts[i].takes_id]);
        call->operand = argc - optind > 1 ? argv[optind + 1] : NULL;
        return parts[i].run(call);
    }
    return say_usage("takes list, show, check, suggest, start, log or progress, not", name);
}

int pl_cmd_relief(int argc, char **argv)
{
    struct pl_relief_call *call = calloc(1, sizeof(*call));
    int r;

    if (!call)
        return PL_EXIT_FAILED;
    call->pain = call->spread = -1;
    r = pl_options_parse(argc, argv, own_options, take_option, call, &call->options);
    if (!r)
        r = load_all(call);
    if (!r)
        r = run_part(call, argc, argv);
    pl_catalogue_destroy(call->catalogue);
    free(call);
    return r;
}
