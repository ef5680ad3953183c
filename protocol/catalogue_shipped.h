/* The catalogue files that are part of the program; their bytes come from cmake/PlEmbed.cmake. */
#pragma once

#include <stddef.h>

struct catalogue_shipped {
    const char *name;
    const char *text;
    const size_t *length;
};

/* The English catalogue first, then its translations. */
extern const struct catalogue_shipped catalogue_shipped[];
extern const int catalogue_shipped_count;
