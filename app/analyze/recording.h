/* A file of full measurement lines, which can be measured again. A reference is written where it is new. */
#pragma once

#include "record/record.h"

#include <stdio.h>

struct pl_recording {
    FILE *file;         /* NULL: closed; writing and closing then do nothing */
    bool has_reference; /* the one that was written last */
    struct pl_reference reference;
};

/* 0 or negative errno. */
int pl_recording_open(struct pl_recording *recording, const char *path);

/* 0 or negative errno. */
int pl_recording_add(struct pl_recording *recording, const struct pl_record *record);

/* 0 or negative errno: what was still in memory could not be written. */
int pl_recording_close(struct pl_recording *recording);

/* One line to a stream; `details` as for pl_record_format(). 0 or negative errno. */
int pl_recording_write_line(FILE *to, const struct pl_record *record, unsigned details);
