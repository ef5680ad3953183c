/* The tables of docs/measurement.md, as Markdown. */
#pragma once

#include "tests/eval/film.h"
#include "tests/eval/table.h"

#include <stdio.h>

struct report {
    struct study *plain, *eyes, *look,
        *hull; /* ways of knowing the head's size; patches without a mask */
    const struct samples *samples;
    const struct film_result *film, *paced; /* every frame; as the daemon looks */
    const struct album_result *albums[2];
};

/* Changes the estimates of the studies while writing. */
void report_write(FILE *out, const struct report *r);

/* Replaces what stands between the two marks in `path` by the report. 0; negative errno with a sentence. */
int report_into(const char *path, const struct report *r, struct pl_message *reterr);
