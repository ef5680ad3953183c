/* Numbers to bytes and back, by the same list of calls, so that writing and reading cannot differ.
 *
 * Little-endian. A reader that runs over the end, or meets a number that its range forbids, goes bad and
 * stays bad; what it fills is then zero. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pl_archive {
    bool writing, bad;
    uint8_t *at;
    const uint8_t *end;
};

void pl_archive_u32(struct pl_archive *a, uint32_t *v);
void pl_archive_int(struct pl_archive *a, int *v, int low, int high);
void pl_archive_bool(struct pl_archive *a, bool *v);
void pl_archive_text(struct pl_archive *a, char *v, size_t size);

/* Finite numbers only. */
void pl_archive_double(struct pl_archive *a, double *v);
void pl_archive_doubles(struct pl_archive *a, double *v, size_t n);

/* Finite or NaN. */
void pl_archive_floats(struct pl_archive *a, float *v, size_t n);
