/* The commands of `plumbline`, one file each. */
#pragma once

#include <stddef.h>

enum pl_exit {
    PL_EXIT_DONE = 0,
    PL_EXIT_FAILED = 1,
    PL_EXIT_USAGE = 2,
    PL_EXIT_CONFIG = 78, /* EX_CONFIG: systemd must not restart on it */
};

struct pl_command {
    const char *name;
    const char *summary; /* one line for the list of commands; NULL: for the build, not listed */
    const char *usage;   /* what --help prints */
    /* argv[0] is the command's own name. Returns a pl_exit. */
    int (*run)(int argc, char **argv);
    /* What may follow the name, for completions: words with spaces between, "FILE", or NULL: options only. */
    const char *follows;
};

/* All commands, in the order in which --help lists them; ends with a NULL name. */
extern const struct pl_command pl_commands[];

int pl_cmd_analyze(int argc, char **argv);
int pl_cmd_bench(int argc, char **argv);
int pl_cmd_calibrate(int argc, char **argv);
int pl_cmd_check_config(int argc, char **argv);
int pl_cmd_config(int argc, char **argv);
int pl_cmd_replay(int argc, char **argv);
int pl_cmd_relief(int argc, char **argv);
int pl_cmd_doctor(int argc, char **argv);
int pl_cmd_pages(int argc, char **argv);
int pl_cmd_stats(int argc, char **argv);
int pl_cmd_run(int argc, char **argv);
int pl_cmd_mqtt_forget(int argc, char **argv);
int pl_cmd_version(int argc, char **argv);
