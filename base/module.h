/* Parts of the program that carry large libraries, in files of their own that are loaded when first needed.
 *
 * A module is looked for in $PLUMBLINE_MODULE_DIR, beside the program (the build tree), and where it is installed. */
#pragma once

#include "base/message.h"

#include <stdint.h>

/* What every module's table of functions begins with. */
struct pl_module_head {
    uint32_t version; /* of the table, in the module's build */
};

typedef const struct pl_module_head *pl_module_entry_function(void);

/* Loads module `name` (a file name) and asks its function `entry` for the table, which stays valid for good: a module
 * is never unloaded. NULL with a sentence when it is not installed or is of another version. One thread at a time. */
const struct pl_module_head *pl_module_load(const char *name, const char *entry, uint32_t version,
                                            struct pl_message *reterr);
