/* Area averages of luma. Cells are averaged in the order the camera delivered them and written to where
 * they belong in the upright picture, so turned and mirrored cameras cost nothing extra. */
#include "vision/luma.h"

#include "vision/crop.h"

#include <assert.h>
#include <stddef.h>

/* The pixels of one axis that a cell covers, and the share of the first and the last. */
struct span {
    int first, last;
    float first_share, last_share;
};

static struct span span_of(int cell, int cells, int pixels)
{
    double k = (double)pixels / cells, from = cell * k, to = (cell + 1) * k;
    struct span s = {(int)from, (int)to, 0.0f, 0.0f};

    if (s.last >= pixels || to - s.last < 1e-6)
        s.last = s.last > s.first ? s.last - 1 : s.first;
    s.first_share = (float)(s.first + 1 < to ? s.first + 1 - from : to - from);
    s.last_share = (float)(to - s.last);
    return s;
}

static inline float share_of(struct span s, int i)
{
    return i == s.first ? s.first_share : i == s.last ? s.last_share : 1.0f;
}

static inline float grey_at(const uint8_t *row, enum pl_pixel_format format, int x)
{
    switch (format) {
    case PL_PIXEL_YUYV:
        return row[2 * x];
    case PL_PIXEL_RGB:
        return 0.299f * row[3 * x] + 0.587f * row[3 * x + 1] + 0.114f * row[3 * x + 2];
    case PL_PIXEL_BGR:
        return 0.114f * row[3 * x] + 0.587f * row[3 * x + 1] + 0.299f * row[3 * x + 2];
    case PL_PIXEL_GREY:
    case PL_PIXEL_NV12:
    case PL_PIXEL_YUV420:
        return row[x];
    }
    assert(!"a pixel format outside the enum");
    return 0.0f;
}

static float row_sum(const uint8_t *row, enum pl_pixel_format format, struct span xs)
{
    float sum = xs.first_share * grey_at(row, format, xs.first);

    for (int x = xs.first + 1; x < xs.last; x++)
        sum += grey_at(row, format, x);
    return xs.last > xs.first ? sum + xs.last_share * grey_at(row, format, xs.last) : sum;
}

static float cell_mean(const struct pl_frame *frame, struct span xs, struct span ys)
{
    float sum = 0.0f, area = 0.0f;

    for (int y = ys.first; y <= ys.last; y++) {
        const uint8_t *row = frame->plane[0] + (ptrdiff_t)y * frame->stride[0];
        sum += share_of(ys, y) * row_sum(row, frame->format, xs);
        area += share_of(ys, y);
    }
    float width = xs.first_share;
    if (xs.last > xs.first)
        width += (float)(xs.last - xs.first - 1) + xs.last_share;
    return sum / (area * width);
}

/* Studio luma to 0..255; RGB frames are there already. */
static float expand(const struct pl_frame *frame, float grey)
{
    int is_rgb = frame->format == PL_PIXEL_RGB || frame->format == PL_PIXEL_BGR;
    float full = is_rgb || frame->full_range ? grey : (grey - 16.0f) * (255.0f / 219.0f);

    return full < 0.0f ? 0.0f : full > 255.0f ? 255.0f : full;
}

/* Index in the upright output of captured cell (x, y); `width` and `height` are the output's. */
static int upright_index(int x, int y, struct pl_mounting mounting, int width, int height)
{
    int ux = x, uy = y;

    if (mounting.rotation_deg == 90) {
        ux = width - 1 - y;
        uy = x;
    } else if (mounting.rotation_deg == 180) {
        ux = width - 1 - x;
        uy = height - 1 - y;
    } else if (mounting.rotation_deg == 270) {
        ux = y;
        uy = height - 1 - x;
    }
    if (mounting.mirror)
        ux = width - 1 - ux;
    return uy * width + ux;
}

/* Exactly one of `floats` and `bytes` is given. */
static void luma(const struct pl_frame *frame, struct pl_mounting mounting, int width, int height,
                 float *floats, uint8_t *bytes)
{
    int sideways = mounting.rotation_deg == 90 || mounting.rotation_deg == 270;
    int columns = sideways ? height : width, rows = sideways ? width : height;

    for (int y = 0; y < rows; y++) {
        struct span ys = span_of(y, rows, frame->height);
        for (int x = 0; x < columns; x++) {
            struct span xs = span_of(x, columns, frame->width);
            float grey = expand(frame, cell_mean(frame, xs, ys));
            int at = upright_index(x, y, mounting, width, height);
            if (floats)
                floats[at] = grey;
            else
                bytes[at] = (uint8_t)(grey + 0.5f);
        }
    }
}

void pl_luma_picture(const struct pl_frame *frame, struct pl_mounting mounting, int width, int height,
                     float *ret)
{
    luma(frame, mounting, width, height, ret, NULL);
}

void pl_luma_picture_u8(const struct pl_frame *frame, struct pl_mounting mounting, int width,
                        int height, uint8_t *ret)
{
    luma(frame, mounting, width, height, NULL, ret);
}
