/* The counter of allocations counts: a bench that always said none would prove nothing. */
#include "app/bench/allocations.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_way_to_allocate_is_counted(void **state)
{
    void *volatile kept[5]; /* or a compiler leaves them out */
    long before = pl_allocations();

    (void)state;
    kept[0] = malloc(10);
    kept[1] = calloc(2, 10);
    kept[2] = aligned_alloc(64, 64);
    kept[3] = strdup("a library's");
    if (posix_memalign((void **)&kept[4], 64, 10) != 0)
        fail();
    kept[0] = realloc(kept[0], 20);
    assert_int_equal(pl_allocations() - before, 6);
    for (int i = 0; i < 5; i++)
        free(kept[i]);
    assert_int_equal(pl_allocations() - before, 6);
}

static void *allocate(void *context)
{
    long *ret = context, before = pl_allocations();
    void *volatile kept = malloc(10);

    free(kept);
    *ret = pl_allocations() - before;
    return NULL;
}

static void threads_count_for_themselves(void **state)
{
    pthread_t other;
    long of_other = 0, before;

    (void)state;
    assert_int_equal(pthread_create(&other, NULL, allocate, &of_other), 0);
    before = pl_allocations();
    assert_int_equal(pthread_join(other, NULL), 0);
    assert_int_equal(pl_allocations(), before);
    assert_int_equal(of_other, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_allocate_is_counted),
        cmocka_unit_test(threads_count_for_themselves),
    };

    if (pl_allocations() < 0) {
        puts("skipped: this build's allocator is a sanitizer's");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
