/* The sentence about a state, written where the state is found. */
#pragma once

#include "capture/source.h"

/* Writes the sentence (cut at PL_DETAIL_SIZE, passwords in addresses hidden) and returns `state`, so that finding and saying are one line. */
int pl_detail(char detail[PL_DETAIL_SIZE], enum pl_source_state state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The state and sentence of a failed open() or read() of `path` (a device or a file). */
int pl_detail_errno(char detail[PL_DETAIL_SIZE], const char *path, int error);
