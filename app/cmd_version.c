/* plumbline version */
#include "app/command.h"

#include <stdio.h>

int pl_cmd_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("plumbline %s\n", PL_VERSION);
    return PL_EXIT_DONE;
}
