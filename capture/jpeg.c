#include "capture/jpeg.h"

#include "capture/detail.h"
#include "capture/picture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

struct pl_jpeg {
    tjhandle handle;
    uint8_t *memory;
    size_t size;
};

struct header {
    int width, height, subsampling, colours;
};

int pl_jpeg_create(struct pl_jpeg **ret)
{
    struct pl_jpeg *jpeg = calloc(1, sizeof *jpeg);

    if (!jpeg)
        return -ENOMEM;
    jpeg->handle = tjInitDecompress();
    if (!jpeg->handle) {
        free(jpeg);
        return -ENOMEM;
    }
    *ret = jpeg;
    return 0;
}

void pl_jpeg_destroy(struct pl_jpeg *jpeg)
{
    if (!jpeg)
        return;
    tjDestroy(jpeg->handle);
    free(jpeg->memory);
    free(jpeg);
}

static int reserve(struct pl_jpeg *jpeg, size_t size)
{
    uint8_t *memory;

    if (size <= jpeg->size)
        return 0;
    memory = realloc(jpeg->memory, size);
    if (!memory)
        return -ENOMEM;
    jpeg->memory = memory;
    jpeg->size = size;
    return 0;
}

/* A header that breaks off leaves libjpeg in the middle of it (2.1.5), and the next picture would be read as
 * the rest. */
static int renew(struct pl_jpeg *jpeg)
{
    tjhandle fresh = tjInitDecompress();

    if (!fresh)
        return -ENOMEM;
    tjDestroy(jpeg->handle);
    jpeg->handle = fresh;
    return PL_SOURCE_UNREADABLE;
}

static int read_header(struct pl_jpeg *jpeg, const uint8_t *data, size_t size, struct header *ret,
                       char detail[PL_DETAIL_SIZE])
{
    struct header h = {0};

    if (tjDecompressHeader3(jpeg->handle, data, size, &h.width, &h.height, &h.subsampling,
                            &h.colours) < 0) {
        pl_detail(detail, PL_SOURCE_UNREADABLE, "is not a whole JPEG picture: %s",
                  tjGetErrorStr2(jpeg->handle));
        return renew(jpeg);
    }
    if (h.width < 1 || h.height < 1)
        return pl_detail(detail, PL_SOURCE_UNREADABLE, "is a JPEG without a picture");
    if (h.colours == TJCS_CMYK || h.colours == TJCS_YCCK)
        return pl_detail(detail, PL_SOURCE_WRONG_FORMAT, "is a JPEG in printer's colours (CMYK)");
    if (h.width > PL_PICTURE_MAX_SIDE || h.height > PL_PICTURE_MAX_SIDE ||
        (long)h.width * h.height > PL_PICTURE_MAX_PIXELS)
        return pl_detail(detail, PL_SOURCE_UNREADABLE,
                         "is too large: %d x %d, at most %ld million pixels", h.width, h.height,
                         PL_PICTURE_MAX_PIXELS / 1000000);
    *ret = h;
    return 0;
}

/* libjpeg goes on over damage and calls it a warning. Stray bytes between two segments are harmless, and
 * many webcams send them; everything else would be judged as a picture that nobody took. */
static int check_decoded(struct pl_jpeg *jpeg, int r, char detail[PL_DETAIL_SIZE])
{
    const char *why = tjGetErrorStr2(jpeg->handle);

    if (r == 0 ||
        (tjGetErrorCode(jpeg->handle) == TJERR_WARNING && strstr(why, "extraneous bytes")))
        return 0;
    if (strstr(why, "Premature end"))
        return pl_detail(detail, PL_SOURCE_UNREADABLE, "is cut short: %s", why);
    return pl_detail(detail, PL_SOURCE_UNREADABLE, "is damaged: %s", why);
}

/* Luma and chroma as they are in the file. */
static int decode_planes(struct pl_jpeg *jpeg, const uint8_t *data, size_t size,
                         const struct header *h, struct pl_frame *frame,
                         char detail[PL_DETAIL_SIZE])
{
    unsigned char *plane[3] = {NULL, NULL, NULL};
    int stride[3] = {0, 0, 0};
    int planes = h->subsampling == TJSAMP_GRAY ? 1 : 3;
    size_t total = 0;
    int r;

    for (int i = 0; i < planes; i++) {
        stride[i] = tjPlaneWidth(i, h->width, h->subsampling);
        total += (size_t)stride[i] * (size_t)tjPlaneHeight(i, h->height, h->subsampling);
    }
    if ((r = reserve(jpeg, total)) < 0)
        return r;
    for (int i = 0; i < planes; i++)
        plane[i] = i == 0
                       ? jpeg->memory
                       : plane[i - 1] + (size_t)stride[i - 1] *
                                            (size_t)tjPlaneHeight(i - 1, h->height, h->subsampling);
    r = tjDecompressToYUVPlanes(jpeg->handle, data, size, plane, h->width, stride, h->height,
                                TJFLAG_LIMITSCANS);
    if ((r = check_decoded(jpeg, r, detail)) != 0)
        return r;
    frame->format = planes == 1 ? PL_PIXEL_GREY : PL_PIXEL_YUV420;
    for (int i = 0; i < 3; i++) {
        frame->plane[i] = plane[i];
        /* Chroma of 4:2:2 has all rows; every second one is what 4:2:0 keeps. */
        frame->stride[i] = i > 0 && h->subsampling == TJSAMP_422 ? 2 * stride[i] : stride[i];
    }
    return 0;
}

static int decode_rgb(struct pl_jpeg *jpeg, const uint8_t *data, size_t size,
                      const struct header *h, struct pl_frame *frame, char detail[PL_DETAIL_SIZE])
{
    int stride = 3 * h->width;
    int r = reserve(jpeg, (size_t)stride * (size_t)h->height);

    if (r < 0)
        return r;
    r = tjDecompress2(jpeg->handle, data, size, jpeg->memory, h->width, stride, h->height, TJPF_RGB,
                      TJFLAG_LIMITSCANS);
    if ((r = check_decoded(jpeg, r, detail)) != 0)
        return r;
    frame->format = PL_PIXEL_RGB;
    frame->plane[0] = jpeg->memory;
    frame->stride[0] = stride;
    return 0;
}

static int is_planar(const struct header *h)
{
    if (h->colours == TJCS_GRAY)
        return h->subsampling == TJSAMP_GRAY;
    return h->colours == TJCS_YCbCr &&
           (h->subsampling == TJSAMP_420 || h->subsampling == TJSAMP_422);
}

int pl_jpeg_decode(struct pl_jpeg *jpeg, const uint8_t *data, size_t size, struct pl_frame *ret,
                   char detail[PL_DETAIL_SIZE])
{
    struct pl_frame frame = {.t = ret->t, .sequence = ret->sequence, .full_range = 1};
    struct header header = {0};
    int r = read_header(jpeg, data, size, &header, detail);

    if (r != 0)
        return r;
    frame.width = header.width;
    frame.height = header.height;
    r = is_planar(&header) ? decode_planes(jpeg, data, size, &header, &frame, detail)
                           : decode_rgb(jpeg, data, size, &header, &frame, detail);
    if (r == 0)
        *ret = frame;
    return r;
}
