/* Measurement lines out of a file or a pipe, with the place of every mistake. One thread at a time. */
#pragma once

#include "record/record.h"

#include <stdio.h>

struct pl_record_reader {
    FILE *from;       /* the caller's: opened and closed by it */
    const char *name; /* the caller's: how sentences call the file */
    long line;        /* number of the line read last, from 1 */
    char why[512];    /* after PL_RECORD_BAD: "NAME:LINE: what is wrong" */
    char *buffer;     /* PL_RECORD_MAX_LINE bytes, ours */
};

/* 0 or -ENOMEM. */
int pl_record_reader_init(struct pl_record_reader *reader, FILE *from, const char *name);
void pl_record_reader_done(struct pl_record_reader *reader);

/* The next line that is not blank. 0; PL_RECORD_BAD: reader->why says what is wrong and the next call goes
 * on with the line after; PL_RECORD_END; or negative errno when reading failed. */
int pl_record_reader_next(struct pl_record_reader *reader, struct pl_record *ret);
