/* Squares cut out of camera pixels. A row of output is a straight line through the captured picture:
 * where the line is surely inside, a loop without branches walks it in 16.16 fixed point; its ends,
 * where a tap may lie outside, go through a careful version of the same sample. */
#include "vision/crop.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

/* A line through the captured picture: position of output pixel 0 and the step to the next, px. */
struct line {
    double x, y, dx, dy;
};

/* The frame, and what its numbers mean for a network: every factor includes the caller's scale, shared out
 * among the samples of an output pixel, so that a sample is a sum of products. */
struct picture {
    const struct pl_frame *frame;
    float luma; /* per 1/65536 of luma, as blend() counts; of a colour for RGB */
    float red, red_v;
    float green, green_u, green_v;
    float blue, blue_u;
    float low,
        high; /* what 0 and 255 become; the scale may be negative, then they are still in order */
};

/* An affine map from crop pixels to captured pixels. */
struct map {
    double x0, y0; /* where crop pixel (0, 0) lies */
    double xu, yu; /* one crop pixel to the right */
    double xv, yv; /* one crop pixel down */
};

static int is_sideways(struct pl_mounting mounting)
{
    return mounting.rotation_deg == 90 || mounting.rotation_deg == 270;
}

int pl_upright_width(const struct pl_frame *frame, struct pl_mounting mounting)
{
    return is_sideways(mounting) ? frame->height : frame->width;
}

int pl_upright_height(const struct pl_frame *frame, struct pl_mounting mounting)
{
    return is_sideways(mounting) ? frame->width : frame->height;
}

struct pl_point pl_square_point(struct pl_square square, int n, float u, float v)
{
    float k = square.side / (float)n, c = cosf(square.angle_rad), s = sinf(square.angle_rad);
    float a = k * (u - 0.5f * (float)n), b = k * (v - 0.5f * (float)n);

    return (struct pl_point){square.cx + c * a - s * b, square.cy + s * a + c * b};
}

static struct map map_of_square(struct pl_square square, int n)
{
    double k = (double)square.side / n;
    double c = cos((double)square.angle_rad), s = sin((double)square.angle_rad);
    double half = 0.5 * (double)square.side;

    return (struct map){
        .x0 = (double)square.cx - (c - s) * half,
        .y0 = (double)square.cy - (s + c) * half,
        .xu = c * k,
        .yu = s * k,
        .xv = -s * k,
        .yv = c * k,
    };
}

/* Follows upright pixels back to where the camera delivered them. */
static struct map map_through_mounting(struct map up, const struct pl_frame *frame,
                                       struct pl_mounting mounting)
{
    double right = frame->width - 1, bottom = frame->height - 1;

    if (mounting.mirror) {
        up.x0 = pl_upright_width(frame, mounting) - 1 - up.x0;
        up.xu = -up.xu;
        up.xv = -up.xv;
    }
    switch (mounting.rotation_deg) {
    case 90:
        return (struct map){up.y0, bottom - up.x0, up.yu, -up.xu, up.yv, -up.xv};
    case 180:
        return (struct map){right - up.x0, bottom - up.y0, -up.xu, -up.yu, -up.xv, -up.yv};
    case 270:
        return (struct map){right - up.y0, up.x0, -up.yu, up.xu, -up.yv, up.xv};
    default:
        assert(mounting.rotation_deg == 0);
        return up;
    }
}

/* BT.601: 8-bit studio range spends 219 steps on luma and 224 on chroma. Chroma counts from 128. */
static struct picture picture_of(const struct pl_frame *frame, float scale)
{
    int is_rgb = frame->format == PL_PIXEL_RGB || frame->format == PL_PIXEL_BGR;
    int is_full = is_rgb || frame->full_range;
    float luma = is_full ? scale : scale * 255.0f / 219.0f, black = is_full ? 0.0f : -16.0f * luma;
    float chroma = is_full ? scale : scale * 255.0f / 224.0f;
    float rv = 1.402f * chroma, gu = -0.344136f * chroma, gv = -0.714136f * chroma,
          bu = 1.772f * chroma;

    return (struct picture){
        .frame = frame,
        .luma = luma / 65536.0f,
        .red = black - 128.0f * rv,
        .red_v = rv,
        .green = black - 128.0f * (gu + gv),
        .green_u = gu,
        .green_v = gv,
        .blue = black - 128.0f * bu,
        .blue_u = bu,
        .low = fminf(0.0f, 255.0f * scale),
        .high = fmaxf(0.0f, 255.0f * scale),
    };
}

/* Where a sample reads: four neighbours, their weights in 1/256, and the nearest of them for chroma. */
struct taps {
    int x0, x1, y0, y1;
    int wx, wy; /* 0..255: share of x1 and of y1 */
    int x_near, y_near;
};

/* Bilinear, in 1/65536. */
static inline float blend(struct taps t, const uint8_t *upper, const uint8_t *lower, int step,
                          int at)
{
    int a = upper[t.x0 * step + at], b = lower[t.x0 * step + at];

    a = (a << 8) + (upper[t.x1 * step + at] - a) * t.wx;
    b = (b << 8) + (lower[t.x1 * step + at] - b) * t.wx;
    return (float)((a << 8) + (b - a) * t.wy);
}

static inline float clamp(const struct picture *p, float value)
{
    value = value > p->low ? value : p->low; /* in this order one instruction each */
    return value < p->high ? value : p->high;
}

/* `covered` is the share of the sample inside the picture: a constant 1 in the inner loop. */
static inline void add_yuv(const struct picture *p, float luma, float u, float v, float covered,
                           float *ret)
{
    float y = luma * p->luma;

    ret[0] += covered * clamp(p, y + p->red_v * v + p->red);
    ret[1] += covered * clamp(p, y + p->green_u * u + p->green_v * v + p->green);
    ret[2] += covered * clamp(p, y + p->blue_u * u + p->blue);
}

/* Adds one sample to an output pixel. `format` is a constant wherever this is inlined, so each format
 * gets a loop of its own. */
static inline __attribute__((always_inline)) void add_sample(const struct picture *p,
                                                             enum pl_pixel_format format,
                                                             struct taps t, float covered,
                                                             float *ret)
{
    const struct pl_frame *f = p->frame;
    const uint8_t *upper = f->plane[0] + (ptrdiff_t)t.y0 * f->stride[0];
    const uint8_t *lower = f->plane[0] + (ptrdiff_t)t.y1 * f->stride[0];
    int x = t.x_near >> 1, y = t.y_near >> 1;

    if (format == PL_PIXEL_RGB || format == PL_PIXEL_BGR) {
        int red = format == PL_PIXEL_RGB ? 0 : 2;
        ret[0] += covered * p->luma * blend(t, upper, lower, 3, red);
        ret[1] += covered * p->luma * blend(t, upper, lower, 3, 1);
        ret[2] += covered * p->luma * blend(t, upper, lower, 3, 2 - red);
    } else if (format == PL_PIXEL_YUYV) {
        const uint8_t *pair = f->plane[0] + (ptrdiff_t)t.y_near * f->stride[0] + x * 4;
        add_yuv(p, blend(t, upper, lower, 2, 0), pair[1], pair[3], covered, ret);
    } else if (format == PL_PIXEL_NV12) {
        const uint8_t *uv = f->plane[1] + (ptrdiff_t)y * f->stride[1] + x * 2;
        add_yuv(p, blend(t, upper, lower, 1, 0), uv[0], uv[1], covered, ret);
    } else if (format == PL_PIXEL_YUV420) {
        float u = f->plane[1][(ptrdiff_t)y * f->stride[1] + x];
        float v = f->plane[2][(ptrdiff_t)y * f->stride[2] + x];
        add_yuv(p, blend(t, upper, lower, 1, 0), u, v, covered, ret);
    } else {
        add_yuv(p, blend(t, upper, lower, 1, 0), 128.0f, 128.0f, covered, ret);
    }
}

/* Narrows [*first, *last] to the output pixels whose coordinate start + i * step is in [low, high]. */
static void narrow(double start, double step, double low, double high, double *first, double *last)
{
    double a = (low - start) / step, b = (high - start) / step;

    if (fabs(step) < 1e-12) {
        if (start < low || start > high)
            *last = -1.0;
        return;
    }
    *first = fmax(*first, fmin(a, b));
    *last = fmin(*last, fmax(a, b));
}

struct range {
    int first, end;
};

/* Output pixels 0..n-1 whose coordinate keeps `margin` px to the outermost pixel centres. */
static struct range inside(const struct pl_frame *frame, struct line line, int n, double margin)
{
    double first = 0.0, last = n - 1;

    narrow(line.x, line.dx, margin, frame->width - 1 - margin, &first, &last);
    narrow(line.y, line.dy, margin, frame->height - 1 - margin, &first, &last);
    if (last < first)
        return (struct range){0, 0};
    return (struct range){(int)ceil(first), (int)floor(last) + 1};
}

static int clamp_index(int i, int count)
{
    return i < 0 ? 0 : i >= count ? count - 1 : i;
}

/* How much of a tap pair starting at `i` lies inside, weights considered. */
static float coverage(int i, int weight, int count)
{
    int covered =
        (i >= 0 && i < count ? 256 - weight : 0) + (i + 1 >= 0 && i + 1 < count ? weight : 0);
    return (float)covered / 256.0f;
}

/* The careful sample at the picture's edge: taps outside count as black. Repeating the edge pixel and
 * multiplying by the covered share is the same sum. */
static inline __attribute__((always_inline)) void add_edge_sample(const struct picture *p,
                                                                  enum pl_pixel_format format,
                                                                  double x, double y, float *ret)
{
    int w = p->frame->width, h = p->frame->height;
    int xi = (int)floor(x), yi = (int)floor(y);
    int wx = (int)((x - xi) * 256.0), wy = (int)((y - yi) * 256.0);
    struct taps taps = {
        .x0 = clamp_index(xi, w),
        .x1 = clamp_index(xi + 1, w),
        .wx = wx,
        .y0 = clamp_index(yi, h),
        .y1 = clamp_index(yi + 1, h),
        .wy = wy,
        .x_near = clamp_index(xi + (wx >= 128), w),
        .y_near = clamp_index(yi + (wy >= 128), h),
    };

    add_sample(p, format, taps, coverage(xi, wx, w) * coverage(yi, wy, h), ret);
}

static inline __attribute__((always_inline)) void add_inner(const struct picture *p,
                                                            enum pl_pixel_format format,
                                                            struct line line, struct range r,
                                                            float *row)
{
    int32_t x = (int32_t)lrint((line.x + r.first * line.dx) * 65536.0);
    int32_t y = (int32_t)lrint((line.y + r.first * line.dy) * 65536.0);
    int32_t dx = (int32_t)lrint(line.dx * 65536.0), dy = (int32_t)lrint(line.dy * 65536.0);
    struct picture in_registers = *p; /* the row cannot alias it */

    for (int i = r.first; i < r.end; i++) {
        int xi = x >> 16, yi = y >> 16;
        struct taps taps = {
            .x0 = xi,
            .x1 = xi + 1,
            .y0 = yi,
            .y1 = yi + 1,
            .wx = (x >> 8) & 255,
            .wy = (y >> 8) & 255,
            .x_near = (x + 32768) >> 16,
            .y_near = (y + 32768) >> 16,
        };
        add_sample(&in_registers, format, taps, 1.0f, row + 3 * i);
        x += dx;
        y += dy;
    }
}

/* Adds a line of samples to a row. The inner part keeps a margin for what 16.16 rounds away:
 * 1024 steps of at most 2^-17 px each. */
static inline __attribute__((always_inline)) void
add_line(const struct picture *p, enum pl_pixel_format format, struct line line, int n, float *row)
{
    struct range touched = inside(p->frame, line, n, -1.0);
    struct range inner = inside(p->frame, line, n, 1.0 / 64.0);

    if (inner.end <= inner.first)
        inner = (struct range){touched.end, touched.end};
    for (int i = touched.first; i < inner.first; i++)
        add_edge_sample(p, format, line.x + i * line.dx, line.y + i * line.dy, row + 3 * i);
    add_inner(p, format, line, inner, row);
    for (int i = inner.end; i < touched.end; i++)
        add_edge_sample(p, format, line.x + i * line.dx, line.y + i * line.dy, row + 3 * i);
}

#define LINE_OF(name, format)                                                      \
    static void name(const struct picture *p, struct line line, int n, float *row) \
    {                                                                              \
        add_line(p, format, line, n, row);                                         \
    }
LINE_OF(add_line_grey, PL_PIXEL_GREY)
LINE_OF(add_line_yuyv, PL_PIXEL_YUYV)
LINE_OF(add_line_nv12, PL_PIXEL_NV12)
LINE_OF(add_line_yuv420, PL_PIXEL_YUV420)
LINE_OF(add_line_rgb, PL_PIXEL_RGB)
LINE_OF(add_line_bgr, PL_PIXEL_BGR)

static void (*const line_of[])(const struct picture *, struct line, int, float *) = {
    [PL_PIXEL_GREY] = add_line_grey, [PL_PIXEL_YUYV] = add_line_yuyv,
    [PL_PIXEL_NV12] = add_line_nv12, [PL_PIXEL_YUV420] = add_line_yuv420,
    [PL_PIXEL_RGB] = add_line_rgb,   [PL_PIXEL_BGR] = add_line_bgr,
};

/* Samples along each axis of an output pixel: a bilinear sample is about two pixels wide, so one is
 * enough up to three pixels apart. */
static int samples_for(double pixels_apart)
{
    double wanted = ceil(pixels_apart / 3.0 - 1e-6);

    return wanted < 1.0 ? 1 : wanted > 16.0 ? 16 : (int)wanted;
}

static void crop_row(const struct picture *p, struct map map, int v, int samples, int n, float *row)
{
    for (int a = 0; a < samples; a++)
        for (int b = 0; b < samples; b++) {
            double fu = (b + 0.5) / samples - 0.5, fv = v + (a + 0.5) / samples - 0.5;
            struct line line = {map.x0 + fu * map.xu + fv * map.xv,
                                map.y0 + fu * map.yu + fv * map.yv, map.xu, map.yu};
            line_of[p->frame->format](p, line, n, row);
        }
}

void pl_crop_rgb(const struct pl_frame *frame, struct pl_mounting mounting, struct pl_square square,
                 int n, float scale, float offset, float *ret)
{
    struct map map = map_through_mounting(map_of_square(square, n), frame, mounting);
    int samples = samples_for((double)square.side / n);
    struct picture picture = picture_of(frame, scale / (float)(samples * samples));

    assert(n >= 1 && n <= PL_CROP_MAX_SIDE);
    assert(frame->width <= PL_CROP_MAX_PICTURE && frame->height <= PL_CROP_MAX_PICTURE);
    assert(isfinite(square.cx) && isfinite(square.cy) && isfinite(square.angle_rad));
    assert(isfinite(square.side) && square.side > 0.0f);
    for (int i = 0; i < 3 * n * n; i++)
        ret[i] = offset;
    for (int v = 0; v < n; v++)
        crop_row(&picture, map, v, samples, n, ret + 3 * n * v);
}
