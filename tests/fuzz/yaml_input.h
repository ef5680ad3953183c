/* Which inputs say nothing about our readers of YAML. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOUBLED_QUOTES_MAX 3

/* libfyaml 0.7.12 loses half a kilobyte or more where a scalar in single quotes holds four or more quotes ('it''s'), by
 * fy_node_get_scalar() alone. Files are read at start and at a reload, so nobody will notice; the leak checker does. */
static inline bool is_lost_by_the_library(const uint8_t *data, size_t size)
{
    int doubled = 0;

    for (size_t i = 0; i + 1 < size; i++)
        if (data[i] == '\'' && data[i + 1] == '\'') {
            doubled++;
            i++;
        }
    return doubled > DOUBLED_QUOTES_MAX;
}
