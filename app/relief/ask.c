/* Questions on a terminal, or over a pipe: a line each. */
#include "app/relief/relief.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pl_relief_ask_line(char line[PL_RELIEF_LINE_BYTES])
{
    fflush(stdout);
    if (!fgets(line, PL_RELIEF_LINE_BYTES, stdin))
        return false;
    line[strcspn(line, "\n")] = 0;
    return true;
}

int pl_relief_ask_yes_no(const struct pl_relief_call *call, const char *question)
{
    char line[PL_RELIEF_LINE_BYTES];

    for (;;) {
        pl_relief_print(call, "  ", question);
        printf("    yes or no: ");
        if (!pl_relief_ask_line(line))
            return -1;
        if (line[0] == 'y' || line[0] == 'Y' || line[0] == 'j' || line[0] == 'J')
            return 1;
        if (line[0] == 'n' || line[0] == 'N')
            return 0;
    }
}

int pl_relief_ask_pain(const struct pl_relief_call *call)
{
    char line[PL_RELIEF_LINE_BYTES], *end;

    for (;;) {
        long pain;

        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_PAIN_SCALE]);
        printf("    0 to 10 (Enter: none to log): ");
        if (!pl_relief_ask_line(line) || !line[0])
            return -1;
        pain = strtol(line, &end, 10);
        if (end != line && !*end && pain >= 0 && pain <= 10)
            return (int)pain;
    }
}
