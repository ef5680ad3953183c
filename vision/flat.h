/* A bounds-checked look into a FlatBuffers file.
 *
 * Every offset, length and count in the file is somebody else's word, so every read is checked. The first read that
 * would leave the file marks the whole look as broken and remembers what was being read; from then on each read
 * gives zero or nothing, so a parser may read on and ask once at the end.
 *
 * The layout is FlatBuffers' (flatbuffers.dev, "FlatBuffer Internals"): little endian; a table begins with the signed
 * distance back to its vtable, which lists where in the table each field lies (0: not there). Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pl_flat {
    const uint8_t *data;
    size_t size;
    bool broken;
    const char *wanted; /* what was being read when it broke */
};

/* A table, or no table (at == 0): every field of no table is absent. */
struct pl_flat_table {
    size_t at, vtable;
    uint32_t vtable_size, table_size;
};

/* The elements of a vector that lies wholly inside the file. */
struct pl_flat_vector {
    size_t at;
    uint32_t count;
};

/* Begins to look at `size` bytes, which are borrowed and must outlive `ret` and whatever it points to. */
void pl_flat_init(struct pl_flat *ret, const void *data, size_t size);

/* The root table. */
struct pl_flat_table pl_flat_root(struct pl_flat *flat, const char *wanted);

/* A scalar field, or `otherwise` when it is absent. */
uint8_t pl_flat_u8(struct pl_flat *flat, struct pl_flat_table table, int field, uint8_t otherwise);
int32_t pl_flat_i32(struct pl_flat *flat, struct pl_flat_table table, int field, int32_t otherwise);

/* A field that is a table; no table when it is absent. */
struct pl_flat_table pl_flat_child(struct pl_flat *flat, struct pl_flat_table table, int field,
                                   const char *wanted);

/* A field that is a vector (or a string) of elements of `element_size` bytes; empty when it is absent. */
struct pl_flat_vector pl_flat_vector(struct pl_flat *flat, struct pl_flat_table table, int field,
                                     size_t element_size, const char *wanted);

/* Element `i` < count of a vector of tables, and of a vector of 32-bit numbers. */
struct pl_flat_table pl_flat_table_at(struct pl_flat *flat, struct pl_flat_vector vector,
                                      uint32_t i, const char *wanted);
int32_t pl_flat_i32_at(struct pl_flat *flat, struct pl_flat_vector vector, uint32_t i);
