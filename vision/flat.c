#include "vision/flat.h"

static void break_off(struct pl_flat *flat, const char *wanted)
{
    if (!flat->broken)
        flat->wanted = wanted;
    flat->broken = true;
}

static bool fits(struct pl_flat *flat, size_t at, size_t length, const char *wanted)
{
    if (!flat->broken && at <= flat->size && length <= flat->size - at)
        return true;
    break_off(flat, wanted);
    return false;
}

static uint32_t u16(struct pl_flat *flat, size_t at, const char *wanted)
{
    if (!fits(flat, at, 2, wanted))
        return 0;

    const uint8_t *p = flat->data + at;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(struct pl_flat *flat, size_t at, const char *wanted)
{
    if (!fits(flat, at, 4, wanted))
        return 0;

    const uint8_t *p = flat->data + at;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void pl_flat_init(struct pl_flat *ret, const void *data, size_t size)
{
    *ret = (struct pl_flat){.data = data, .size = size};
}

/* The table that begins at `at`: the vtable may lie before or behind it. */
static struct pl_flat_table table_at(struct pl_flat *flat, size_t at, const char *wanted)
{
    int64_t vtable = (int64_t)at - (int32_t)u32(flat, at, wanted);
    struct pl_flat_table table = {.at = at};

    if (vtable < 0 || !fits(flat, (size_t)vtable, 4, wanted)) {
        break_off(flat, wanted);
        return (struct pl_flat_table){0};
    }
    table.vtable = (size_t)vtable;
    table.vtable_size = u16(flat, table.vtable, wanted);
    table.table_size = u16(flat, table.vtable + 2, wanted);
    if (table.vtable_size < 4 || !fits(flat, table.vtable, table.vtable_size, wanted) ||
        table.table_size < 4 || !fits(flat, at, table.table_size, wanted)) {
        break_off(flat, wanted);
        return (struct pl_flat_table){0};
    }
    return table;
}

/* Follows the offset stored at `at`. */
static struct pl_flat_table follow_to_table(struct pl_flat *flat, size_t at, const char *wanted)
{
    return table_at(flat, at + u32(flat, at, wanted), wanted);
}

struct pl_flat_table pl_flat_root(struct pl_flat *flat, const char *wanted)
{
    return follow_to_table(flat, 0, wanted);
}

/* Where field number `field`, `width` bytes wide, lies; 0 when it is absent. */
static size_t field_at(struct pl_flat *flat, struct pl_flat_table table, int field, size_t width)
{
    size_t slot = 4 + 2 * (size_t)field;

    if (!table.at || slot + 2 > table.vtable_size)
        return 0;

    uint32_t offset = u16(flat, table.vtable + slot, "a field");

    if (!offset)
        return 0;
    if (offset + width > table.table_size) {
        break_off(flat, "a field inside its table");
        return 0;
    }
    return table.at + offset;
}

uint8_t pl_flat_u8(struct pl_flat *flat, struct pl_flat_table table, int field, uint8_t otherwise)
{
    size_t at = field_at(flat, table, field, 1);

    return at && fits(flat, at, 1, "a byte") ? flat->data[at] : otherwise;
}

int32_t pl_flat_i32(struct pl_flat *flat, struct pl_flat_table table, int field, int32_t otherwise)
{
    size_t at = field_at(flat, table, field, 4);

    return at ? (int32_t)u32(flat, at, "a number") : otherwise;
}

struct pl_flat_table pl_flat_child(struct pl_flat *flat, struct pl_flat_table table, int field,
                                   const char *wanted)
{
    size_t at = field_at(flat, table, field, 4);

    return at ? follow_to_table(flat, at, wanted) : (struct pl_flat_table){0};
}

struct pl_flat_vector pl_flat_vector(struct pl_flat *flat, struct pl_flat_table table, int field,
                                     size_t element_size, const char *wanted)
{
    size_t at = field_at(flat, table, field, 4);

    if (!at)
        return (struct pl_flat_vector){0};
    at += u32(flat, at, wanted);

    uint32_t count = u32(flat, at, wanted);

    if (flat->broken || count > (flat->size - at - 4) / element_size) {
        break_off(flat, wanted);
        return (struct pl_flat_vector){0};
    }
    return (struct pl_flat_vector){.at = at + 4, .count = count};
}

struct pl_flat_table pl_flat_table_at(struct pl_flat *flat, struct pl_flat_vector vector,
                                      uint32_t i, const char *wanted)
{
    if (i >= vector.count) {
        break_off(flat, wanted);
        return (struct pl_flat_table){0};
    }
    return follow_to_table(flat, vector.at + 4 * (size_t)i, wanted);
}

int32_t pl_flat_i32_at(struct pl_flat *flat, struct pl_flat_vector vector, uint32_t i)
{
    if (i >= vector.count) {
        break_off(flat, "an element of a list");
        return 0;
    }
    return (int32_t)u32(flat, vector.at + 4 * (size_t)i, "an element of a list");
}
