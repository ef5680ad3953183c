/* Sanitizers bring their own allocator, which must not be replaced. */
#include "app/bench/allocations.h"

long pl_allocations(void)
{
    return -1;
}
