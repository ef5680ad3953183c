/* Private to history/: looks through the whole database in the background, because cards lose bits without a word.
 *
 * A year of minutes takes a Pi seconds, which nothing must wait for: a thread of its own reads through a connection of its
 * own, at low priority, while the writer keeps its rows in memory. */
#pragma once

struct pl_check;

#define PL_CHECK_RUNNING 1

/* 0, or negative errno: the file stays unchecked. */
int pl_check_begin(const char *path, struct pl_check **ret);

/* PL_CHECK_RUNNING; 0: sound, or it could not be read through; -EUCLEAN: damaged. */
int pl_check_result(const struct pl_check *check);

/* Stops it if it still runs, waits and frees. NULL is fine. */
void pl_check_end(struct pl_check *check);
