/* Area averages of luma. The captured rows that a row of cells covers are summed first, byte by byte, then the sums are
 * shared out among the cells: both loops vectorise, whatever the format. Cells are written to where they belong in the
 * upright picture, so turned and mirrored cameras cost nothing extra. */
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

/* Sums of bytes over rows that are held at once; a cell is never wider. */
#define STRIP_BYTES 4096

struct strip {
    float sums[STRIP_BYTES], luma[STRIP_BYTES]; /* of bytes, of pixels */
};

static int bytes_of(enum pl_pixel_format format)
{
    if (format == PL_PIXEL_RGB || format == PL_PIXEL_BGR)
        return 3;
    return format == PL_PIXEL_YUYV ? 2 : 1;
}

static void set_row(const uint8_t *row, int n, float share, float *restrict sums)
{
    for (int i = 0; i < n; i++)
        sums[i] = share * (float)row[i];
}

static void add_row(const uint8_t *row, int n, float share, float *restrict sums)
{
    for (int i = 0; i < n; i++)
        sums[i] += share * (float)row[i];
}

/* BT.601 for colours. Returns where the pixels' luma is. */
static const float *luma_of_sums(struct strip *s, enum pl_pixel_format format, int pixels)
{
    const float red = 0.299f, green = 0.587f, blue = 0.114f;
    float *restrict luma = s->luma;
    const float *sums = s->sums;

    if (format == PL_PIXEL_YUYV)
        for (int i = 0; i < pixels; i++)
            luma[i] = sums[2 * i];
    else if (format == PL_PIXEL_RGB)
        for (int i = 0; i < pixels; i++)
            luma[i] = red * sums[3 * i] + green * sums[3 * i + 1] + blue * sums[3 * i + 2];
    else if (format == PL_PIXEL_BGR)
        for (int i = 0; i < pixels; i++)
            luma[i] = blue * sums[3 * i] + green * sums[3 * i + 1] + red * sums[3 * i + 2];
    else
        return sums;
    return luma;
}

static void share_out(const float *luma, const struct span *xs, int cells, float *restrict ret)
{
    for (int i = 0; i < cells; i++) {
        const float *from = luma - xs[0].first;
        float sum = xs[i].first_share * from[xs[i].first];

        for (int x = xs[i].first + 1; x < xs[i].last; x++)
            sum += from[x];
        if (xs[i].last > xs[i].first)
            sum += xs[i].last_share * from[xs[i].last];
        ret[i] = sum;
    }
}

/* The same where each cell covers two, three, four or six whole pixels, as with most cameras. */
static inline __attribute__((always_inline)) void share_out_whole(const float *luma, int pixels,
                                                                  int cells, float *restrict ret)
{
    for (int i = 0; i < cells; i++) {
        float sum = 0;

        for (int k = 0; k < pixels; k++)
            sum += luma[pixels * i + k];
        ret[i] = sum;
    }
}

static void to_cells(const float *luma, const struct span *xs, int cells, int whole, float *ret)
{
    if (whole == 2)
        share_out_whole(luma, 2, cells, ret);
    else if (whole == 3)
        share_out_whole(luma, 3, cells, ret);
    else if (whole == 4)
        share_out_whole(luma, 4, cells, ret);
    else if (whole == 6)
        share_out_whole(luma, 6, cells, ret);
    else
        share_out(luma, xs, cells, ret);
}

/* How a cell's sum becomes grey in 0..255: mean, and studio range spread to full. */
struct scale {
    float gain, zero;
};

static struct scale scale_of(const struct pl_frame *frame, float cell_area)
{
    if (frame->full_range || bytes_of(frame->format) == 3)
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

/* `sums` become grey. Neighbours of a captured row are always as far apart in the upright picture. */
static void put_row(const struct output *out, int y, int cells, struct scale scale, float *sums)
{
    ptrdiff_t at = upright_index(0, y, out->mounting, out->width, out->height);
    ptrdiff_t step = upright_index(1, y, out->mounting, out->width, out->height) - at;

    for (int x = 0; x < cells; x++)
        sums[x] = grey_in(scale, sums[x]);
    if (out->floats && step == 1)
        memcpy(out->floats + at, sums, sizeof(float) * (size_t)cells);
    else if (out->floats)
        for (int x = 0; x < cells; x++)
            out->floats[at + step * x] = sums[x];
    else
        for (int x = 0; x < cells; x++)
            out->bytes[at + step * x] = (uint8_t)(sums[x] + 0.5f);
}

/* How many cells from the first on fit into a strip. */
static int cells_in_strip(const struct span *xs, int cells, int bytes)
{
    int n = 0;

    while (n < cells && (xs[n].last + 1 - xs[0].first) * bytes <= STRIP_BYTES)
        n++;
    assert(n > 0);
    return n;
}

/* Sums of one row of cells. `whole`: pixels a cell, when they are whole; else 0. */
static void sum_cells(const struct pl_frame *frame, struct span ys, const struct span *xs,
                      int cells, int whole, struct strip *strip, float *ret)
{
    int bytes = bytes_of(frame->format), n;

    for (; cells > 0; xs += n, ret += n, cells -= n) {
        const uint8_t *plane = frame->plane[0] + (ptrdiff_t)bytes * xs[0].first;
        int pixels;

        n = cells_in_strip(xs, cells, bytes);
        pixels = xs[n - 1].last + 1 - xs[0].first;
        set_row(plane + (ptrdiff_t)ys.first * frame->stride[0], pixels * bytes, ys.first_share,
                strip->sums);
        for (int y = ys.first + 1; y <= ys.last; y++)
            add_row(plane + (ptrdiff_t)y * frame->stride[0], pixels * bytes, share_of(ys, y),
                    strip->sums);
        to_cells(luma_of_sums(strip, frame->format, pixels), xs, n, whole, ret);
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
    struct strip strip = {.sums = {0}};

    assert(columns > 0 && rows > 0 && columns <= PL_LUMA_MAX_SIDE && rows <= PL_LUMA_MAX_SIDE);
    for (int x = 0; x < columns; x++)
        xs[x] = span_of(x, columns, frame->width);
    for (int y = 0; y < rows; y++) {
        sum_cells(frame, span_of(y, rows, frame->height), xs, columns,
                  frame->width % columns ? 0 : frame->width / columns, &strip, sums);
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
