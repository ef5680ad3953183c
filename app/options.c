#include "app/options.h"

#include "app/command.h"

#include <assert.h>
#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_MAX 24

enum common { COMMON_CONFIG = 256, COMMON_SET, COMMON_STATE, COMMON_MODELS };

static const struct option common_options[] = {
    {"config", required_argument, NULL, COMMON_CONFIG},
    {"set", required_argument, NULL, COMMON_SET},
    {"state", required_argument, NULL, COMMON_STATE},
    {"models", required_argument, NULL, COMMON_MODELS},
};
#define COMMON_COUNT (sizeof common_options / sizeof common_options[0])

/* The service's user works in the service's directory, also when a person has become that user. */
static bool is_service_user(void)
{
    const struct passwd *user = getpwuid(geteuid());

    return user && !strcmp(user->pw_dir, PL_OPTIONS_SERVICE_STATE);
}

/* systemd's directory, the system's, or the user's own. */
static void default_state_dir(char *ret, size_t size)
{
    const char *systemd = getenv("STATE_DIRECTORY"), *xdg = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (systemd && *systemd) /* may be a list with colons */
        snprintf(ret, size, "%.*s", (int)strcspn(systemd, ":"), systemd);
    else if (!geteuid() || is_service_user())
        snprintf(ret, size, "%s", PL_OPTIONS_SERVICE_STATE);
    else if (xdg && *xdg == '/')
        snprintf(ret, size, "%s/plumbline", xdg);
    else
        snprintf(ret, size, "%s/.local/state/plumbline", home ? home : "");
}

static int add_set(const char *command, struct pl_options *options, const char *text)
{
    if (options->set_count == PL_OPTIONS_SET_MAX) {
        fprintf(stderr, "plumbline %s: more than %d times --set\n", command, PL_OPTIONS_SET_MAX);
        return PL_EXIT_USAGE;
    }
    options->set[options->set_count++] = text;
    return 0;
}

/* Names of files are put behind it. */
#define STATE_DIR_MAX (PL_SETTING_PATH_MAX - 56)

static int take_state_dir(const char *command, struct pl_options *options, const char *argument)
{
    if (!*argument || strlen(argument) > STATE_DIR_MAX) {
        fprintf(stderr, "plumbline %s: --state takes a path of 1 to %d bytes\n", command,
                STATE_DIR_MAX);
        return PL_EXIT_USAGE;
    }
    snprintf(options->state_dir, sizeof options->state_dir, "%s", argument);
    return 0;
}

static int take_common(const char *command, struct pl_options *options, int option,
                       const char *argument)
{
    switch (option) {
    case COMMON_CONFIG:
        options->config_file = argument;
        return 0;
    case COMMON_SET:
        return add_set(command, options, argument);
    case COMMON_STATE:
        return take_state_dir(command, options, argument);
    case COMMON_MODELS:
        snprintf(options->models, sizeof options->models, "model.directory=%s", argument);
        return options->set_count && options->set[options->set_count - 1] == options->models
                   ? 0
                   : add_set(command, options, options->models);
    default:
        /* getopt_long() has said what is wrong. */
        fprintf(stderr, "'plumbline %s --help' says what it takes\n", command);
        return PL_EXIT_USAGE;
    }
}

int pl_options_parse(int argc, char **argv, const struct option *own, pl_option_handler handle,
                     void *context, struct pl_options *ret)
{
    struct option all[OWN_MAX + COMMON_COUNT + 1];
    size_t count = 0;
    int option, r;

    memset(ret, 0, sizeof *ret);
    default_state_dir(ret->state_dir, sizeof ret->state_dir);
    for (; own && own[count].name; count++) {
        assert(count < OWN_MAX && own[count].val > 0 && own[count].val < COMMON_CONFIG);
        all[count] = own[count];
    }
    memcpy(all + count, common_options, sizeof common_options);
    memset(all + count + COMMON_COUNT, 0, sizeof all[0]);
    optind = 0;
    while ((option = getopt_long(argc, argv, "", all, NULL)) != -1) {
        r = option < COMMON_CONFIG && option != '?' ? handle(option, optarg, context)
                                                    : take_common(argv[0], ret, option, optarg);
        if (r)
            return r;
    }
    return 0;
}

static void print_all(const struct pl_complaints *complaints, const char *kind)
{
    for (int i = 0; i < complaints->count && i < PL_COMPLAINTS_MAX; i++)
        fprintf(stderr, "plumbline: %s%s\n", kind, complaints->text[i]);
    if (complaints->count > PL_COMPLAINTS_MAX)
        fprintf(stderr, "plumbline: and %d more\n", complaints->count - PL_COMPLAINTS_MAX);
}

int pl_options_load(const struct pl_options *options, struct pl_config *ret)
{
    struct pl_config_request request = {
        .file = options->config_file,
        .state_dir = options->state_dir,
        .set = options->set,
        .set_count = options->set_count,
    };
    int r = pl_config_load(&request, ret);

    print_all(&ret->warnings, "left out: ");
    print_all(&ret->errors, "");
    if (r < 0)
        fprintf(stderr, "plumbline: the configuration cannot be read: %s\n", strerror(-r));
    return r < 0 ? PL_EXIT_FAILED : r ? PL_EXIT_CONFIG : 0;
}

static int make_directories(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0755) && errno != EEXIST)
            return -errno;
        *slash = '/';
    }
    return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

int pl_options_make_state_dir(const struct pl_options *options)
{
    char path[PL_SETTING_PATH_MAX];
    struct stat info;
    int r;

    snprintf(path, sizeof path, "%s", options->state_dir);
    r = make_directories(path);
    if (!r && !geteuid() && !stat(options->state_dir, &info) && info.st_uid) {
        fprintf(stderr,
                "plumbline: %s belongs to another user, who could not read what root writes: run "
                "this as 'sudo -u plumbline plumbline ...'\n",
                options->state_dir);
        return PL_EXIT_FAILED;
    }
    if (!r)
        return 0;
    fprintf(stderr, "plumbline: %s cannot be made: %s (choose another with --state DIR)\n",
            options->state_dir, strerror(-r));
    return PL_EXIT_FAILED;
}
