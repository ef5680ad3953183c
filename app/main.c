/* Finds the command and runs it. Nothing else. */
#include "app/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void print_overview(FILE *to)
{
    fputs("plumbline - a posture monitor beside your screen\n\n"
          "Usage: plumbline COMMAND [OPTIONS]\n\nCommands:\n",
          to);
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (c->summary)
            fprintf(to, "  %-14s%s\n", c->name, c->summary);
    fputs("\n'plumbline COMMAND --help' says more about each.\n", to);
}

static const struct pl_command *find(const char *name)
{
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

static int wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return 1;
    return 0;
}

/* A full disk behind `plumbline stats --csv >file` must not look like success. */
static int end(const char *name, int code)
{
    int error = fflush(stdout) ? errno : ferror(stdout) ? EIO : 0;

    if (!error || code != PL_EXIT_DONE)
        return code;
    fprintf(stderr, "plumbline %s: not all could be written to standard output: %s\n", name,
            strerror(error));
    return PL_EXIT_FAILED;
}

int main(int argc, char **argv)
{
    const struct pl_command *command;

    if (argc < 2) {
        print_overview(stderr);
        return PL_EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        print_overview(stdout);
        return end(argv[1], PL_EXIT_DONE);
    }
    command = find(!strcmp(argv[1], "--version") ? "version" : argv[1]);
    if (!command) {
        fprintf(stderr, "plumbline: '%s' is not a command; 'plumbline --help' lists them\n",
                argv[1]);
        return PL_EXIT_USAGE;
    }
    if (wants_help(argc - 1, argv + 1)) {
        fputs(command->usage, stdout);
        return end(command->name, PL_EXIT_DONE);
    }
    return end(command->name, command->run(argc - 1, argv + 1));
}
