/* Every allocation of the process, libraries included, is counted: the frame path must make none. */
#pragma once

/* How many calls of malloc() and its relatives there have been. -1 in builds whose allocator is a sanitizer's. */
long pl_allocations(void);
