/* The relief state as JSON text and back. Not pure: cJSON allocates. */
#pragma once

#include "protocol/engine.h"

/* Positive results of pl_relief_decode. */
enum pl_relief_decoded {
    PL_RELIEF_DECODE_DAMAGED = 1,
    PL_RELIEF_DECODE_NEWER, /* a version that this program does not know */
};

/* The text, to be freed by the caller; NULL when memory is short. */
char *pl_relief_encode(const struct pl_relief *relief);

/* Reads a whole state. Returns 0 or a pl_relief_decoded; *ret is not touched then. */
int pl_relief_decode(const char *text, struct pl_relief *ret);
