#include "record/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int pl_record_reader_init(struct pl_record_reader *reader, FILE *from, const char *name)
{
    char *buffer = malloc(PL_RECORD_MAX_LINE);

    if (!buffer)
        return -ENOMEM;
    *reader = (struct pl_record_reader){.from = from, .name = name, .buffer = buffer};
    return 0;
}

void pl_record_reader_done(struct pl_record_reader *reader)
{
    free(reader->buffer);
    reader->buffer = NULL;
}

static int complain(struct pl_record_reader *reader, const char *what)
{
    snprintf(reader->why, sizeof reader->why, "%s:%ld: %s", reader->name, reader->line, what);
    return PL_RECORD_BAD;
}

/* Reads up to and with the line feed. *ret_length is the line's whole length without it, which may be more
 * than fits the buffer. 0, PL_RECORD_END or negative errno. */
static int read_line(struct pl_record_reader *reader, size_t *ret_length)
{
    size_t length = 0;
    int c;

    errno = 0;
    while ((c = getc_unlocked(reader->from)) != EOF && c != '\n') {
        if (length < PL_RECORD_MAX_LINE - 1)
            reader->buffer[length] = (char)c;
        length++;
    }
    if (c == EOF && ferror(reader->from))
        return errno ? -errno : -EIO;
    if (c == EOF && length == 0)
        return PL_RECORD_END;
    reader->buffer[length < PL_RECORD_MAX_LINE ? length : PL_RECORD_MAX_LINE - 1] = '\0';
    *ret_length = length;
    return 0;
}

int pl_record_reader_next(struct pl_record_reader *reader, struct pl_record *ret)
{
    char why[400];
    size_t length;

    do {
        int r = read_line(reader, &length);
        if (r)
            return r;
        reader->line++;
    } while (strspn(reader->buffer, " \t\r") == length);
    if (length >= PL_RECORD_MAX_LINE)
        return complain(reader, "the line is too long; a measurement line stays below 128 kB");
    if (strlen(reader->buffer) != length)
        return complain(reader, "the line holds a zero byte; it is no text");
    if (pl_record_parse(reader->buffer, why, sizeof why, ret))
        return complain(reader, why);
    return PL_RECORD_OK;
}
