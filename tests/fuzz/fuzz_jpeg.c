/* Hostile JPEGs, as a camera or a file may send them: the decoder says what is wrong or gives planes whose every
 * byte can be read. One decoder for all inputs, so that what one leaves behind meets the next. */
#include "capture/jpeg.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the sums go, so that the reads are not left out. */
extern volatile unsigned unread;
volatile unsigned unread;

static unsigned sum_plane(const struct pl_frame *f, int plane, int rows, int columns)
{
    unsigned sum = 0;

    for (int y = 0; f->plane[plane] && y < rows; y++)
        for (int x = 0; x < columns; x++)
            sum += f->plane[plane][y * f->stride[plane] + x];
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pl_jpeg *jpeg;
    char detail[PL_DETAIL_SIZE];
    struct pl_frame f = {0};
    int r;

    if (!jpeg && pl_jpeg_create(&jpeg) < 0)
        abort();
    r = pl_jpeg_decode(jpeg, data, size, &f, detail);
    if (r > 0 && memchr(detail, '\0', sizeof detail) == NULL)
        abort();
    if (r != 0)
        return 0;
    unread = sum_plane(&f, 0, f.height, f.format == PL_PIXEL_RGB ? 3 * f.width : f.width);
    unread += sum_plane(&f, 1, (f.height + 1) / 2, (f.width + 1) / 2);
    unread += sum_plane(&f, 2, (f.height + 1) / 2, (f.width + 1) / 2);
    return 0;
}
