#include "overlay/picture.h"

#include <assert.h>
#include <stddef.h>

struct yuv {
    float y, u, v;
};

/* Captured pixel (x, y) of the formats that carry luma. */
static struct yuv yuv_at(const struct pl_frame *f, int x, int y)
{
    const uint8_t *row = f->plane[0] + (ptrdiff_t)y * f->stride[0];
    const uint8_t *first = f->plane[1] ? f->plane[1] + (ptrdiff_t)(y / 2) * f->stride[1] : NULL;

    switch (f->format) {
    case PL_PIXEL_YUYV:
        return (struct yuv){row[2 * x], row[x / 2 * 4 + 1], row[x / 2 * 4 + 3]};
    case PL_PIXEL_NV12:
        assert(first);
        return (struct yuv){row[x], first[x / 2 * 2], first[x / 2 * 2 + 1]};
    case PL_PIXEL_YUV420:
        assert(first && f->plane[2]);
        return (struct yuv){row[x], first[x / 2],
                            f->plane[2][(ptrdiff_t)(y / 2) * f->stride[2] + x / 2]};
    case PL_PIXEL_GREY:
    case PL_PIXEL_RGB:
    case PL_PIXEL_BGR:
        break;
    }
    return (struct yuv){row[x], 128.0f, 128.0f};
}

static uint32_t byte_of(float value)
{
    return value <= 0.0f ? 0 : value >= 255.0f ? 255 : (uint32_t)(value + 0.5f);
}

/* BT.601; studio range has 219 steps of luma and 224 of chroma. */
static uint32_t rgb_of_yuv(struct yuv p, int full_range)
{
    float k = full_range ? 1.0f : 255.0f / 224.0f;
    float y = full_range ? p.y : (p.y - 16.0f) * (255.0f / 219.0f);
    float u = (p.u - 128.0f) * k, v = (p.v - 128.0f) * k;

    return byte_of(y + 1.402f * v) << 16 | byte_of(y - 0.344136f * u - 0.714136f * v) << 8 |
           byte_of(y + 1.772f * u);
}

static uint32_t rgb_at(const struct pl_frame *f, int x, int y)
{
    const uint8_t *pixel = f->plane[0] + (ptrdiff_t)y * f->stride[0] + (ptrdiff_t)x * 3;

    if (f->format == PL_PIXEL_RGB)
        return (uint32_t)pixel[0] << 16 | (uint32_t)pixel[1] << 8 | pixel[2];
    if (f->format == PL_PIXEL_BGR)
        return (uint32_t)pixel[2] << 16 | (uint32_t)pixel[1] << 8 | pixel[0];
    return rgb_of_yuv(yuv_at(f, x, y), f->full_range);
}

/* Captured pixel behind upright pixel (x, y). */
static uint32_t upright_rgb(const struct pl_frame *f, struct pl_mounting mounting, int width, int x,
                            int y)
{
    int ux = mounting.mirror ? width - 1 - x : x;

    switch (mounting.rotation_deg) {
    case 90:
        return rgb_at(f, y, f->height - 1 - ux);
    case 180:
        return rgb_at(f, f->width - 1 - ux, f->height - 1 - y);
    case 270:
        return rgb_at(f, f->width - 1 - y, ux);
    default:
        assert(mounting.rotation_deg == 0);
        return rgb_at(f, ux, y);
    }
}

cairo_surface_t *pl_upright_surface(const struct pl_frame *frame, struct pl_mounting mounting)
{
    int sideways = mounting.rotation_deg == 90 || mounting.rotation_deg == 270;
    int width = sideways ? frame->height : frame->width;
    int height = sideways ? frame->width : frame->height;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);

    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_flush(surface);
    for (int y = 0; y < height; y++) {
        uint32_t *row =
            (uint32_t *)(void *)(cairo_image_surface_get_data(surface) +
                                 (ptrdiff_t)y * cairo_image_surface_get_stride(surface));
        for (int x = 0; x < width; x++)
            row[x] = upright_rgb(frame, mounting, width, x, y);
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}
