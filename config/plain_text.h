/* Text that may stand in a setting, a topic or a line of log: UTF-8 without control characters. Pure. */
#pragma once

#include <stddef.h>

/* Bytes of the UTF-8 character at `text`, of which `left` bytes are there; 0 when it is none. */
size_t pl_utf8_length(const char *text, size_t left);

/* 1 when all of it is UTF-8 without control characters. */
int pl_is_plain_text(const char *text);
