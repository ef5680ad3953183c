/* Small texts under a name that outlive the program: a baseline, a profile's facts, a setting that was changed.
 *
 * The newest of a (kind, name) counts; PL_NOTE_VERSIONS older ones are kept, so that "since when" can be told. */
#pragma once

#include "history/history.h"

#define PL_NOTE_VERSIONS 10
#define PL_NOTE_MAX (256 * 1024) /* bytes of a body */

/* Written at once. 0; -E2BIG; negative errno. */
int pl_note_put(struct pl_history *history, const char *kind, const char *name, int64_t wall_us,
                const char *body);

/* The newest body in *ret_body, yours to free(), and its time. 0, 1 when there is none, negative errno. */
int pl_note_get(struct pl_history *history, const char *kind, const char *name, char **ret_body,
                int64_t *ret_wall_us);
