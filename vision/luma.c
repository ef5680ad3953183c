/* Area averages of luma. The captured picture is read once, row by row; each row is shared out among the
 * cells it covers. Cells are written to where they belong in the upright picture, so turned and mirrored
 * cameras cost nothing extra. */
#include "vision/luma.h"

#include "vision/crop.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

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

/* BT.601 luma of an R G B triple in 1/65536; `red` is 0 or 2. */
static inline uint32_t grey_of(const uint8_t *pixel, int red)
{
    return 19595u * pixel[red] + 38470u * pixel[1] + 7471u * pixel[2 - red];
}

/* A pixel's luma in the units of its format: bytes, or 1/65536 of one where it is computed. `format` is a
 * constant wherever this is inlined. */
static inline uint32_t luma_at(const uint8_t *row, enum pl_pixel_format format, int x)
{
    if (format == PL_PIXEL_RGB)
        return grey_of(row + 3 * x, 0);
    if (format == PL_PIXEL_BGR)
        return grey_of(row + 3 * x, 2);
    return row[(format == PL_PIXEL_YUYV ? 2 : 1) * x];
}

static inline __attribute__((always_inline)) float row_sum(const uint8_t *row, struct span xs,
                                                           enum pl_pixel_format format)
{
    uint64_t whole = 0; /* exact, whatever the picture's size */
    float sum = xs.first_share * (float)luma_at(row, format, xs.first);

    for (int x = xs.first + 1; x < xs.last; x++)
        whole += luma_at(row, format, x);
    if (xs.last > xs.first)
        sum += xs.last_share * (float)luma_at(row, format, xs.last);
    return sum + (float)whole;
}

/* Adds one captured row, weighed, to the sums of the cells it crosses. */
static inline __attribute__((always_inline)) void add_row(const uint8_t *row, const struct span *xs,
                                                          int cells, float share, float *sums,
                                                          enum pl_pixel_format format)
{
    for (int i = 0; i < cells; i++)
        sums[i] += share * row_sum(row, xs[i], format);
}

#define ROW_OF(name, format)                                                            \
    static void name(const uint8_t *row, const struct span *xs, int cells, float share, \
                     float *sums)                                                       \
    {                                                                                   \
        add_row(row, xs, cells, share, sums, format);                                   \
    }
ROW_OF(add_bytes, PL_PIXEL_GREY)
ROW_OF(add_yuyv, PL_PIXEL_YUYV)
ROW_OF(add_rgb, PL_PIXEL_RGB)
ROW_OF(add_bgr, PL_PIXEL_BGR)

static void (*const row_of[])(const uint8_t *, const struct span *, int, float, float *) = {
    [PL_PIXEL_GREY] = add_bytes,   [PL_PIXEL_YUYV] = add_yuyv, [PL_PIXEL_NV12] = add_bytes,
    [PL_PIXEL_YUV420] = add_bytes, [PL_PIXEL_RGB] = add_rgb,   [PL_PIXEL_BGR] = add_bgr,
};

/* How a cell's sum becomes grey in 0..255: mean, unit, and studio range spread to full. */
struct scale {
    float gain, zero;
};

static struct scale scale_of(const struct pl_frame *frame, float cell_area)
{
    int is_rgb = frame->format == PL_PIXEL_RGB || frame->format == PL_PIXEL_BGR;

    if (is_rgb)
        return (struct scale){1.0f / (65536.0f * cell_area), 0.0f};
    if (frame->full_range)
        return (struct scale){1.0f / cell_area, 0.0f};
    return (struct scale){255.0f / (219.0f * cell_area), -16.0f * 255.0f / 219.0f};
}

static float grey_in(struct scale scale, float sum)
{
    float grey = sum * scale.gain + scale.zero;

    grey = grey > 0.0f ? grey : 0.0f;
    return grey < 255.0f ? grey : 255.0f;
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

/* Where results go: exactly one of `floats` and `bytes` is given. */
struct output {
    struct pl_mounting mounting;
    int width, height;
    float *floats;
    uint8_t *bytes;
};

static void put_row(const struct output *out, int y, int cells, struct scale scale,
                    const float *sums)
{
    for (int x = 0; x < cells; x++) {
        float grey = grey_in(scale, sums[x]);
        int at = upright_index(x, y, out->mounting, out->width, out->height);
        if (out->floats)
            out->floats[at] = grey;
        else
            out->bytes[at] = (uint8_t)(grey + 0.5f);
    }
}

static void average(const struct pl_frame *frame, const struct output *out)
{
    int sideways = out->mounting.rotation_deg == 90 || out->mounting.rotation_deg == 270;
    int columns = sideways ? out->height : out->width, rows = sideways ? out->width : out->height;
    float area = (float)((double)frame->width / columns * frame->height / rows);
    struct scale scale = scale_of(frame, area);
    struct span xs[PL_LUMA_MAX_SIDE];
    float sums[PL_LUMA_MAX_SIDE];

    assert(columns > 0 && rows > 0 && columns <= PL_LUMA_MAX_SIDE && rows <= PL_LUMA_MAX_SIDE);
    for (int x = 0; x < columns; x++)
        xs[x] = span_of(x, columns, frame->width);
    for (int y = 0; y < rows; y++) {
        struct span ys = span_of(y, rows, frame->height);
        memset(sums, 0, sizeof *sums * (size_t)columns);
        for (int i = ys.first; i <= ys.last; i++)
            row_of[frame->format](frame->plane[0] + (ptrdiff_t)i * frame->stride[0], xs, columns,
                                  share_of(ys, i), sums);
        put_row(out, y, columns, scale, sums);
    }
}

void pl_luma_picture(const struct pl_frame *frame, struct pl_mounting mounting, int width,
                     int height, float *ret)
{
    average(frame, &(struct output){mounting, width, height, .floats = ret});
}

void pl_luma_picture_u8(const struct pl_frame *frame, struct pl_mounting mounting, int width,
                        int height, uint8_t *ret)
{
    average(frame, &(struct output){mounting, width, height, .bytes = ret});
}
