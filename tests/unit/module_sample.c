/* A module as small as can be, for test_module.c. */
#include "base/module.h"

#include <stddef.h>

pl_module_entry_function sample_entry;

const struct pl_module_head *sample_entry(void)
{
    static const struct pl_module_head head = {.version = 7};

    return &head;
}
