/* Keeps the relief state between runs: relief.json in the state directory.
 *
 * The file has a version, is written whole to a neighbour and renamed, and is changed under a lock, so that
 * the daemon and a command beside it never lose each other's answers. Blocks for the time of a small file. */
#pragma once

#include "protocol/engine.h"

/* Positive: the file is from a newer Plumbline; nothing is touched. */
#define PL_RELIEF_STORE_NEWER 1

/* Reads the state; a directory without one gives the all-zero state of somebody new. A damaged file is moved
 * to relief.json.damaged, with a warning: the state is then new, which keeps exercises locked until a check.
 * Returns 0, PL_RELIEF_STORE_NEWER or a negative errno. */
int pl_relief_store_load(const char *directory, struct pl_relief *ret);

/* Reads the state under the lock, lets `change` work on it, and writes it back. `ret` (may be NULL) gets
 * the state as written. Returns as above; on failure nothing was written. */
int pl_relief_store_change(const char *directory,
                           void (*change)(struct pl_relief *relief, void *context), void *context,
                           struct pl_relief *ret);

/* A moment of wall time in the system's time zone, and the one that is now. */
struct pl_when pl_when_at(int64_t wall);
struct pl_when pl_when_now(void);

/* Whether the file is another than at the last call with the same `stamp` (all zero at first). */
struct pl_relief_stamp {
    int64_t node, seconds, nanoseconds;
};
bool pl_relief_store_changed(const char *directory, struct pl_relief_stamp *stamp);
