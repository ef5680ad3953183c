/* Allocations are counted, those of libraries included: the frame path must make none. */
#pragma once

/* How many calls of malloc() and its relatives the calling thread has made: a video's decoder, which works ahead in
 * threads of its own, is no part of the frame path. -1 in builds whose allocator is a sanitizer's. */
long pl_allocations(void);
