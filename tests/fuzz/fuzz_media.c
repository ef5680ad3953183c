/* Hostile pictures in memory, through the media module as `file:` sources use it: an answer, never an exception
 * or a crash, and a picture no larger than the limit. */
#include "capture/media.h"
#include "capture/picture.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The libraries behind the module print their complaints. */
static struct pl_media_reader *open_reader(void)
{
    struct pl_media_reader *reader = NULL;
    char detail[PL_DETAIL_SIZE] = "";

    if (pl_media_load(detail) != 0 || pl_media()->reader_create(&reader) != 0) {
        fprintf(stderr, "%s\n", detail);
        exit(1);
    }
    return reader;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pl_media_reader *reader;
    char why[PL_DETAIL_SIZE] = "";
    struct pl_frame f;

    if (pl_file_kind(data, size) != PL_FILE_PICTURE)
        return 0; /* pictures.c hands it nothing else */
    if (!reader)
        reader = open_reader();
    if (pl_media()->reader_decode(reader, data, size, &f, why) == 0 &&
        ((long)f.width * f.height > PL_PICTURE_MAX_PIXELS || f.format != PL_PIXEL_BGR ||
         !f.plane[0]))
        abort();
    return 0;
}
