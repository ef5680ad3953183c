/* The face geometry's file: hostile ones first. */
#include "vision/canonical_face.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FLOATS (PL_FACE_POINTS * 5)
#define SIZE_MAX_BYTES (64 + FLOATS * 5)

struct bytes {
    size_t n;
    uint8_t at[SIZE_MAX_BYTES + 64];
};

static void put(struct bytes *b, const void *data, size_t n)
{
    assert_true(b->n + n <= sizeof(b->at));
    memcpy(b->at + b->n, data, n);
    b->n += n;
}

static void put_varint(struct bytes *b, uint64_t value)
{
    do {
        uint8_t byte = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));

        put(b, &byte, 1);
        value >>= 7;
    } while (value);
}

static float vertex(int i)
{
    return 0.01f * (float)(i % 1000);
}

static void put_mesh(struct bytes *b, const struct bytes *mesh)
{
    put_varint(b, 1 << 3 | 2);
    put_varint(b, mesh->n);
    put(b, mesh->at, mesh->n);
}

/* Each float by itself, as the older protocol has it, or packed. `spoil` takes the place of the middle one. */
static struct bytes *made(int floats, bool packed, float spoil)
{
    struct bytes *b = calloc(1, sizeof(*b)), *mesh = calloc(1, sizeof(*mesh));

    assert_true(b && mesh);
    put_varint(mesh, 1 << 3 | 0); /* a field that is not asked for */
    put_varint(mesh, 300);
    if (packed) {
        put_varint(mesh, 3 << 3 | 2);
        put_varint(mesh, 4 * (uint64_t)floats);
    }
    for (int i = 0; i < floats; i++) {
        float f = i == FLOATS / 2 ? spoil : vertex(i);

        if (!packed)
            put_varint(mesh, 3 << 3 | 5);
        put(mesh, &f, 4);
    }
    put_mesh(b, mesh);
    free(mesh);
    return b;
}

static int parsed(const uint8_t *data, size_t n, struct pl_canonical_face *ret)
{
    uint8_t *exact = malloc(n ? n : 1); /* so that a read past the end is seen */
    int r;

    assert_non_null(exact);
    memcpy(exact, data, n);
    r = pl_canonical_face_parse(exact, n, ret);
    free(exact);
    return r;
}

static void assert_refused(const uint8_t *data, size_t n)
{
    struct pl_canonical_face face, before;

    memset(&face, 0x5a, sizeof(face));
    before = face;
    assert_int_equal(parsed(data, n, &face), -EINVAL);
    assert_memory_equal(&face, &before, sizeof(face));
}

static void what_is_cut_short_is_refused(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct bytes *b = made(FLOATS, packed, 1);

        for (size_t n = 0; n < b->n; n += n < 32 ? 1 : 131)
            assert_refused(b->at, n);
        assert_refused(b->at, b->n - 1);
        free(b);
    }
}

static void lengths_that_lie_are_refused(void **state)
{
    static const uint8_t endless[] = {0x0a, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t beyond[] = {0x0a, 0x05, 0x1a, 0x7f, 0, 0, 0};
    static const uint8_t huge[] = {0x0a, 0x0b, 0x1a, 0xff, 0xff, 0xff, 0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
    static const uint8_t no_such_wire[] = {0x0a, 0x02, 0x1f, 0x00};
    static const uint8_t not_a_mesh[] = {0x12, 0x00};

    (void)state;
    assert_refused(endless, sizeof(endless));
    assert_refused(beyond, sizeof(beyond));
    assert_refused(huge, sizeof(huge));
    assert_refused(no_such_wire, sizeof(no_such_wire));
    assert_refused(not_a_mesh, sizeof(not_a_mesh));
}

static void another_number_of_points_is_refused(void **state)
{
    static const int counts[] = {0, 1, FLOATS - 1, FLOATS + 1};

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct bytes *b = made(counts[i], true, 1);

        assert_refused(b->at, b->n);
        free(b);
    }
}

static void a_face_that_cannot_be_is_refused(void **state)
{
    static const float bad[] = {NAN, INFINITY, -INFINITY, 31, -1e30f};

    (void)state;
    assert_true(FLOATS / 2 % 5 < 3); /* a coordinate, not a texture's */
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct bytes *b = made(FLOATS, true, bad[i]);

        assert_refused(b->at, b->n);
        free(b);
    }
}

static void single_floats_and_packed_ones_are_read_alike(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct bytes *b = made(FLOATS, packed, vertex(FLOATS / 2));
        struct pl_canonical_face face;

        assert_int_equal(parsed(b->at, b->n, &face), 0);
        for (int i = 0; i < PL_FACE_POINTS; i++)
            for (int k = 0; k < 3; k++)
                assert_true(face.point_cm[i][k] == vertex(5 * i + k));
        free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(lengths_that_lie_are_refused),
        cmocka_unit_test(another_number_of_points_is_refused),
        cmocka_unit_test(a_face_that_cannot_be_is_refused),
        cmocka_unit_test(single_floats_and_packed_ones_are_read_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
