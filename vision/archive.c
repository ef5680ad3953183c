#include "vision/archive.h"

#include <math.h>
#include <string.h>

/* Moves `size` bytes, least significant first. */
static uint64_t move(struct pl_archive *a, uint64_t v, int size)
{
    uint64_t read = 0;

    if (a->bad || a->end - a->at < size) {
        a->bad = true;
        return 0;
    }
    for (int i = 0; i < size; i++) {
        if (a->writing)
            a->at[i] = (uint8_t)(v >> (8 * i));
        read |= (uint64_t)a->at[i] << (8 * i);
    }
    a->at += size;
    return read;
}

void pl_archive_u32(struct pl_archive *a, uint32_t *v)
{
    *v = (uint32_t)move(a, *v, 4);
}

void pl_archive_int(struct pl_archive *a, int *v, int low, int high)
{
    uint32_t u = (uint32_t)*v;

    pl_archive_u32(a, &u);
    *v = (int)u;
    if (*v < low || *v > high) {
        a->bad = true;
        *v = low > 0 ? low : 0;
    }
}

void pl_archive_bool(struct pl_archive *a, bool *v)
{
    int i = *v;

    pl_archive_int(a, &i, 0, 1);
    *v = i != 0;
}

void pl_archive_text(struct pl_archive *a, char *v, size_t size)
{
    for (size_t i = 0; i < size; i++)
        v[i] = (char)move(a, (uint8_t)v[i], 1);
    v[size - 1] = '\0';
}

void pl_archive_double(struct pl_archive *a, double *v)
{
    uint64_t u;

    memcpy(&u, v, sizeof(u));
    u = move(a, u, 8);
    memcpy(v, &u, sizeof(u));
    if (!isfinite(*v)) {
        a->bad = true;
        *v = 0;
    }
}

void pl_archive_doubles(struct pl_archive *a, double *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pl_archive_double(a, &v[i]);
}

void pl_archive_floats(struct pl_archive *a, float *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t u;

        memcpy(&u, &v[i], sizeof(u));
        u = (uint32_t)move(a, u, 4);
        memcpy(&v[i], &u, sizeof(u));
        if (isinf(v[i])) {
            a->bad = true;
            v[i] = 0;
        }
    }
}
