#include "app/analyze/recording.h"

#include <errno.h>
#include <stdlib.h>

int pl_recording_open(struct pl_recording *recording, const char *path)
{
    FILE *file = fopen(path, "we");

    if (!file)
        return -errno;
    *recording = (struct pl_recording){.file = file};
    return 0;
}

int pl_recording_write_line(FILE *to, const struct pl_record *record, unsigned details)
{
    char *line = pl_record_format(record, details);
    int r;

    if (!line)
        return -ENOMEM;
    errno = 0;
    r = fprintf(to, "%s\n", line) < 0 ? (errno ? -errno : -EIO) : 0;
    free(line);
    return r;
}

static bool is_news(const struct pl_recording *recording, const struct pl_basis *basis)
{
    return basis->has_reference &&
           !(recording->has_reference &&
             pl_record_same_reference(&recording->reference, &basis->reference));
}

int pl_recording_add(struct pl_recording *recording, const struct pl_record *record)
{
    unsigned details = PL_RECORD_FULL;

    if (!recording->file)
        return 0;
    if (is_news(recording, &record->basis)) {
        details |= PL_RECORD_REFERENCE;
        recording->has_reference = true;
        recording->reference = record->basis.reference;
    }
    return pl_recording_write_line(recording->file, record, details);
}

int pl_recording_close(struct pl_recording *recording)
{
    FILE *file = recording->file;

    recording->file = NULL;
    errno = 0;
    return file && fclose(file) ? (errno ? -errno : -EIO) : 0;
}
