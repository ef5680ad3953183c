/* What was done for relief: exercises, safety checks, pain as the person told it. Append only. */
#pragma once

#include "history/history.h"

#define PL_RELIEF_ID_MAX 64
#define PL_RELIEF_DETAIL_MAX 512

struct pl_relief_entry {
    int64_t wall_us;
    char kind[PL_WORD_MAX];            /* "done", "skipped", "stopped", "check", "pain", ... */
    char id[PL_RELIEF_ID_MAX];         /* the catalogue's id; empty where none belongs */
    double number;                     /* pain 0..10, repetitions, seconds; NaN when none */
    char detail[PL_RELIEF_DETAIL_MAX]; /* JSON or a word; empty when none */
};

typedef int (*pl_relief_visitor)(const struct pl_relief_entry *entry, void *context);

/* Written at once. 0 or negative errno. */
int pl_relief_log_add(struct pl_history *history, const struct pl_relief_entry *entry);

/* Entries of [from, to) in seconds since 1970, of one kind or (NULL) all, oldest first. */
int pl_relief_log_each(struct pl_history *history, int64_t from, int64_t to, const char *kind,
                       pl_relief_visitor visit, void *context);
