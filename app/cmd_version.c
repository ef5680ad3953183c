/* plumbline version */
#include "app/command.h"

#include <stdio.h>

int pl_cmd_version(int argc, char **argv)
{
    if (argc > 1) {
        fprintf(stderr, "plumbline version: takes nothing, not '%s'\n", argv[1]);
        return PL_EXIT_USAGE;
    }
    printf("plumbline %s\n", PL_VERSION);
    return PL_EXIT_DONE;
}
