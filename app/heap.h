/* How the heap behaves in commands that run long or are measured. */
#pragma once

/* Large blocks, such as a model file while it is read, go back to the system as soon as they are freed; otherwise the
 * allocator takes freeing one as a sign to keep the next ones. One arena for all threads, because the frame path
 * allocates nothing that threads could wait for. Call it before other threads start. */
void pl_heap_stay_small(void);
