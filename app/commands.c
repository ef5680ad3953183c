/* The table of commands. */
#include "app/command.h"

const struct pl_command pl_commands[] = {
    {"version", "print the version and what this build can do",
     "Usage: plumbline version\n\nPrints the version and what this build can do.\n", pl_cmd_version},
    {NULL, NULL, NULL, NULL},
};
