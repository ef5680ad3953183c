/* The baseline's file: hostile ones first. */
#include "vision/baseline.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/plumbline-baseline-XXXXXX";

static struct pl_baseline *made(bool patches)
{
    struct pl_baseline *b = calloc(1, sizeof(*b));

    assert_non_null(b);
    strcpy(b->profile, "desk");
    b->made_s = 1.7e9;
    b->has_patches = patches;
    b->key.width = 320;
    b->key.height = 240;
    b->key.scale = 0.5;
    b->key.reference.camera = (struct pl_camera){530, 320, 240};
    b->key.reference.reading = (struct pl_reading){40, 5, 1.02, true, true, true};
    b->key.reference.head = pl_vec3(1, 2, 70);
    b->key.reference.shoulders = pl_vec3(1, 19, 73);
    b->key.reference.rest_forward_cm = -0.25;
    b->key.head.shape.n = 3;
    b->key.head.look[2][1] = 0.5f;
    b->key.trunk.shape.n = PL_TEMPLATE_POINTS;
    b->key.background.width = 160;
    b->key.background.height = 120;
    b->key.background.contrast[77] = NAN;
    return b;
}

static const char *file(void)
{
    static char path[128];
    struct pl_message why;

    assert_int_equal(pl_baseline_path(directory, "desk", path, sizeof(path), &why), 0);
    return path;
}

static size_t read_file(uint8_t **ret)
{
    FILE *f = fopen(file(), "rb");
    size_t n;

    assert_non_null(f);
    *ret = malloc(1 << 20);
    n = fread(*ret, 1, 1 << 20, f);
    fclose(f);
    return n;
}

static void write_baseline(bool patches)
{
    struct pl_baseline *b = made(patches);
    struct pl_message why;

    assert_int_equal(pl_baseline_write(file(), b, &why), 0);
    free(b);
}

static void what_is_cut_short_or_damaged_is_refused(void **state)
{
    struct pl_baseline *b = made(true);
    uint8_t *data;
    size_t n;

    (void)state;
    write_baseline(true);
    n = read_file(&data);
    for (size_t cut = 0; cut < n; cut += 97)
        assert_int_equal(pl_baseline_decode(data, cut, b), -EBADMSG);
    for (size_t i = 0; i < n; i += 1009) {
        data[i] ^= 0x40;
        assert_true(pl_baseline_decode(data, n, b) < 0);
        data[i] ^= 0x40;
    }
    assert_int_equal(pl_baseline_decode(data, n, b), 0);
    data[8]++; /* the version */
    assert_int_equal(pl_baseline_decode(data, n, b), -EPROTO);
    free(data);
    free(b);
}

static void what_is_not_there_says_what_to_do(void **state)
{
    struct pl_baseline *b = made(false);
    struct pl_message why;

    (void)state;
    unlink(file());
    assert_int_equal(pl_baseline_read(file(), b, &why), -ENOENT);
    assert_non_null(strstr(why.text, "plumbline calibrate"));
    free(b);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const bad[] = {"", "../x", "a/b", "a b", "\xc3\xa4"};
    char path[128];
    struct pl_message why;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(pl_baseline_path(directory, bad[i], path, sizeof(path), &why), -EINVAL);
}

static void what_was_written_is_read_again(void **state)
{
    struct pl_baseline *a = made(true), *b = calloc(1, sizeof(*b));
    struct pl_message why;
    struct stat st;

    (void)state;
    write_baseline(true);
    assert_int_equal(pl_baseline_read(file(), b, &why), 0);
    assert_string_equal(b->profile, "desk");
    assert_true(b->key.reference.reading.head_scale == a->key.reference.reading.head_scale);
    assert_true(b->key.reference.reading.face && b->key.reference.reading.looked &&
                b->key.reference.reading.typed);
    assert_true(b->key.reference.rest_forward_cm == -0.25);
    assert_int_equal(b->key.trunk.shape.n, PL_TEMPLATE_POINTS);
    assert_true(b->key.head.look[2][1] == 0.5f);
    assert_true(isnan(b->key.background.contrast[77]));
    assert_int_equal(stat(file(), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    free(a);
    free(b);
}

/* Puts right the size and the checksum of a file that was edited. */
static void seal(uint8_t *data, size_t n)
{
    uint32_t h = 2166136261u, size = (uint32_t)n - 20;

    for (size_t i = 20; i < n; i++)
        h = (h ^ data[i]) * 16777619u;
    for (int i = 0; i < 4; i++) {
        data[12 + i] = (uint8_t)(size >> 8 * i);
        data[16 + i] = (uint8_t)(h >> 8 * i);
    }
}

/* Before looks into the camera: the same without the four bytes that tell of one. */
static void a_file_of_the_first_version_is_read(void **state)
{
    /* Head; name, times, quality, patches, sizes, scale; focal length to head size, face. */
    const size_t looked = 20 + PL_PROFILE_NAME_SIZE + 3 * 8 + 4 + 2 * 4 + 8 + 6 * 8 + 4;
    struct pl_baseline *b = calloc(1, sizeof(*b));
    uint8_t *data;
    size_t n;

    (void)state;
    write_baseline(true);
    n = read_file(&data);
    assert_int_equal(data[looked], 3);
    memmove(data + looked, data + looked + 4, n - looked - 4);
    data[8] = 1;
    seal(data, n - 4);
    assert_int_equal(pl_baseline_decode(data, n - 4, b), 0);
    assert_true(b->key.reference.reading.face);
    assert_false(b->key.reference.reading.looked || b->key.reference.reading.typed);
    assert_true(b->key.reference.head.v[2] == 70);
    assert_true(b->key.head.look[2][1] == 0.5f);
    free(data);
    free(b);
}

static void without_patches_nothing_shows_the_person(void **state)
{
    struct pl_baseline *b = calloc(1, sizeof(*b));
    struct pl_message why;
    struct stat st;

    (void)state;
    write_baseline(false);
    assert_int_equal(pl_baseline_read(file(), b, &why), 0);
    assert_int_equal(b->key.head.shape.n, 0);
    assert_int_equal(stat(file(), &st), 0);
    assert_true(st.st_size < 1024);
    free(b);
}

static int setup(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    unlink(file());
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_cut_short_or_damaged_is_refused),
        cmocka_unit_test(what_is_not_there_says_what_to_do),
        cmocka_unit_test(names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(what_was_written_is_read_again),
        cmocka_unit_test(a_file_of_the_first_version_is_read),
        cmocka_unit_test(without_patches_nothing_shows_the_person),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
