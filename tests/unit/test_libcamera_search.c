/* Searching for libcamera's cameras, as a daemon without a camera does for days. The real library; a machine that has
 * a camera cannot show it. */
#include "capture/source.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

static int entries_of(const char *folder)
{
    DIR *dir = opendir(folder);
    int count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static int search(char detail[PL_DETAIL_SIZE])
{
    struct pl_source *source;

    return pl_source_open("libcamera:", &(struct pl_source_wish){0}, &source, detail);
}

static void a_hundred_searches_leave_nothing_open(void **state)
{
    char detail[PL_DETAIL_SIZE];
    int descriptors, threads;

    (void)state;
    assert_int_equal(search(detail), PL_SOURCE_NO_DEVICE); /* what the library keeps, it has now */
    descriptors = entries_of("/proc/self/fd");
    threads = entries_of("/proc/self/task");
    for (int i = 0; i < 100; i++)
        assert_int_equal(search(detail), PL_SOURCE_NO_DEVICE);
    assert_string_equal(detail, "libcamera sees no camera");
    assert_int_equal(entries_of("/proc/self/fd"), descriptors);
    assert_int_equal(entries_of("/proc/self/task"), threads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_searches_leave_nothing_open),
    };
    char detail[PL_DETAIL_SIZE] = "a camera is here";

    if (search(detail) != PL_SOURCE_NO_DEVICE) {
        printf("skipped: %s\n", detail);
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
