#include "app/heap.h"

#include <malloc.h>

#define LARGE (128 * 1024) /* the allocator's own first idea of it */

void pl_heap_stay_small(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_ARENA_MAX, 1);
}
