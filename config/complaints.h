/* What was wrong with a configuration: every sentence, not only the first. */
#pragma once

#include <stddef.h>

#define PL_COMPLAINTS_MAX 64
#define PL_COMPLAINT_MAX 512 /* bytes of a sentence with its end */

struct pl_complaints {
    int count; /* all that were made; those beyond PL_COMPLAINTS_MAX are only counted */
    char text[PL_COMPLAINTS_MAX][PL_COMPLAINT_MAX];
};

/* Adds one sentence. Passwords in addresses are hidden. Characters that could play tricks on a terminal become '?'. */
void pl_complain(struct pl_complaints *complaints, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
