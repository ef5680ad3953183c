#include "overlay/save.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <turbojpeg.h>

#define JPEG_QUALITY 92

struct pl_frame pl_bgr_of_canvas(cairo_surface_t *canvas, uint8_t *bgr)
{
    int width = cairo_image_surface_get_width(canvas),
        height = cairo_image_surface_get_height(canvas);
    int stride = cairo_image_surface_get_stride(canvas);

    cairo_surface_flush(canvas);
    for (int y = 0; y < height; y++) {
        const uint32_t *row =
            (const uint32_t *)(const void *)(cairo_image_surface_get_data(canvas) +
                                             (ptrdiff_t)y * stride);
        uint8_t *to = bgr + (ptrdiff_t)y * width * 3;
        for (int x = 0; x < width; x++, to += 3) {
            to[0] = (uint8_t)row[x];
            to[1] = (uint8_t)(row[x] >> 8);
            to[2] = (uint8_t)(row[x] >> 16);
        }
    }
    return (struct pl_frame){
        .format = PL_PIXEL_BGR,
        .width = width,
        .height = height,
        .full_range = 1,
        .plane = {bgr},
        .stride = {width * 3},
    };
}

static bool is_jpeg(const char *path)
{
    const char *end = strrchr(path, '.');

    return end && (!strcasecmp(end, ".jpg") || !strcasecmp(end, ".jpeg"));
}

static int write_file(const char *path, const unsigned char *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    int r = 0;

    if (!file)
        return -errno;
    if (fwrite(data, 1, size, file) != size)
        r = -errno;
    if (fclose(file) && r == 0)
        r = -errno;
    return r;
}

static int save_jpeg(cairo_surface_t *canvas, const char *path)
{
    tjhandle jpeg = tjInitCompress();
    unsigned char *data = NULL;
    unsigned long size = 0;
    int r = jpeg ? 0 : -ENOMEM;

    cairo_surface_flush(canvas);
    if (r == 0 &&
        tjCompress2(jpeg, cairo_image_surface_get_data(canvas),
                    cairo_image_surface_get_width(canvas), cairo_image_surface_get_stride(canvas),
                    cairo_image_surface_get_height(canvas), TJPF_BGRX, &data, &size, TJSAMP_444,
                    JPEG_QUALITY, 0))
        r = -EINVAL;
    if (r == 0)
        r = write_file(path, data, size);
    tjFree(data);
    if (jpeg)
        tjDestroy(jpeg);
    return r;
}

static int save_png(cairo_surface_t *canvas, const char *path)
{
    cairo_status_t status;

    errno = 0;
    status = cairo_surface_write_to_png(canvas, path);
    if (status == CAIRO_STATUS_SUCCESS)
        return 0;
    return status == CAIRO_STATUS_NO_MEMORY ? -ENOMEM : errno ? -errno : -EIO;
}

int pl_save_canvas(cairo_surface_t *canvas, const char *path, struct pl_message *reterr)
{
    int r = is_jpeg(path) ? save_jpeg(canvas, path) : save_png(canvas, path);

    if (r)
        pl_message_set(reterr, "%s: cannot write the picture: %s", path, strerror(-r));
    return r;
}
