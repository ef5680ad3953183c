/* Two passes over a few dozen samples at a time: the first fetches the bytes, one sample after another;
 * the second computes, in loops without branches or lookups that compilers turn into vector code. */
#include "vision/sampler.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define BATCH 64 /* samples between the passes: they stay in the first-level cache */

/* The bytes of some samples: for each channel (luma, or three colours) the four neighbours. */
struct fetched {
    uint8_t upper[3][BATCH][2], lower[3][BATCH][2]; /* left and right */
    uint8_t u[BATCH], v[BATCH];
    uint8_t wx[BATCH], wy[BATCH]; /* shares of the right and the lower neighbours, 1/256 */
};

/* Where a sample reads: four neighbours, and the nearest of them for chroma. */
struct taps {
    int x, y;           /* the upper left neighbour */
    int right, down;    /* px to the others: 1, or 0 at the edge of the picture */
    int x_near, y_near; /* the nearest */
};

static inline bool is_rgb(enum pl_pixel_format format)
{
    return format == PL_PIXEL_RGB || format == PL_PIXEL_BGR;
}

/* BT.601: 8-bit studio range spends 219 steps on luma and 224 on chroma. Chroma counts from 128. */
struct pl_sampler pl_sampler_make(const struct pl_frame *frame, float scale)
{
    bool is_full = is_rgb(frame->format) || frame->full_range;
    float luma = is_full ? scale : scale * 255.0f / 219.0f, black = is_full ? 0.0f : -16.0f * luma;
    float chroma = is_full ? scale : scale * 255.0f / 224.0f;
    float rv = 1.402f * chroma, gu = -0.344136f * chroma, gv = -0.714136f * chroma,
          bu = 1.772f * chroma;

    return (struct pl_sampler){
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

/* All loads before the stores, which could alias them as far as a compiler knows: two bytes side by side
 * then become one access. */
static inline void fetch_neighbours(const uint8_t *upper_left, const uint8_t *lower_left,
                                    int to_right, int channel, int at, struct fetched *ret)
{
    uint8_t a = upper_left[0], b = upper_left[to_right];
    uint8_t c = lower_left[0], d = lower_left[to_right];

    ret->upper[channel][at][0] = a;
    ret->upper[channel][at][1] = b;
    ret->lower[channel][at][0] = c;
    ret->lower[channel][at][1] = d;
}

/* `format` is a constant wherever this is inlined, so each format gets a loop of its own. */
static inline __attribute__((always_inline)) void fetch(const struct pl_frame *f,
                                                        enum pl_pixel_format format, struct taps t,
                                                        int at, struct fetched *ret)
{
    int size = format == PL_PIXEL_YUYV ? 2 : is_rgb(format) ? 3 : 1;
    const uint8_t *upper = f->plane[0] + (ptrdiff_t)t.y * f->stride[0] + t.x * size;
    const uint8_t *lower = upper + (ptrdiff_t)t.down * f->stride[0];
    int x = t.x_near >> 1, y = t.y_near >> 1;

    if (is_rgb(format)) {
        for (int c = 0; c < 3; c++) {
            int byte = format == PL_PIXEL_RGB ? c : 2 - c;
            fetch_neighbours(upper + byte, lower + byte, t.right * size, c, at, ret);
        }
        return;
    }
    fetch_neighbours(upper, lower, t.right * size, 0, at, ret);
    if (format == PL_PIXEL_YUYV) {
        const uint8_t *pair = f->plane[0] + (ptrdiff_t)t.y_near * f->stride[0] + x * 4;
        ret->u[at] = pair[1];
        ret->v[at] = pair[3];
    } else if (format == PL_PIXEL_NV12) {
        const uint8_t *uv = f->plane[1] + (ptrdiff_t)y * f->stride[1] + x * 2;
        ret->u[at] = uv[0];
        ret->v[at] = uv[1];
    } else if (format == PL_PIXEL_YUV420) {
        ret->u[at] = f->plane[1][(ptrdiff_t)y * f->stride[1] + x];
        ret->v[at] = f->plane[2][(ptrdiff_t)y * f->stride[2] + x];
    } else {
        ret->u[at] = ret->v[at] = 128;
    }
}

static inline __attribute__((always_inline)) void fetch_walk(const struct pl_frame *frame,
                                                             enum pl_pixel_format format,
                                                             struct pl_walk w, int count,
                                                             struct fetched *ret)
{
    for (int i = 0; i < count; i++) {
        int x = w.x + i * w.dx, y = w.y + i * w.dy;
        struct taps taps = {x >> 16, y >> 16, 1, 1, (x + 32768) >> 16, (y + 32768) >> 16};
        fetch(frame, format, taps, i, ret);
    }
}

#define FETCH_OF(name, format)                                                                  \
    static void name(const struct pl_frame *frame, struct pl_walk walk, int count,              \
                     struct fetched *ret)                                                       \
    {                                                                                           \
        fetch_walk(frame, format, walk, count, ret);                                            \
    }                                                                                           \
    static void name##_one(const struct pl_frame *frame, struct taps taps, struct fetched *ret) \
    {                                                                                           \
        fetch(frame, format, taps, 0, ret);                                                     \
    }
FETCH_OF(fetch_grey, PL_PIXEL_GREY)
FETCH_OF(fetch_yuyv, PL_PIXEL_YUYV)
FETCH_OF(fetch_nv12, PL_PIXEL_NV12)
FETCH_OF(fetch_yuv420, PL_PIXEL_YUV420)
FETCH_OF(fetch_rgb, PL_PIXEL_RGB)
FETCH_OF(fetch_bgr, PL_PIXEL_BGR)

static const struct {
    void (*walk)(const struct pl_frame *, struct pl_walk, int, struct fetched *);
    void (*one)(const struct pl_frame *, struct taps, struct fetched *);
} fetch_of[] = {
    [PL_PIXEL_GREY] = {fetch_grey, fetch_grey_one},
    [PL_PIXEL_YUYV] = {fetch_yuyv, fetch_yuyv_one},
    [PL_PIXEL_NV12] = {fetch_nv12, fetch_nv12_one},
    [PL_PIXEL_YUV420] = {fetch_yuv420, fetch_yuv420_one},
    [PL_PIXEL_RGB] = {fetch_rgb, fetch_rgb_one},
    [PL_PIXEL_BGR] = {fetch_bgr, fetch_bgr_one},
};

static void weigh_walk(struct pl_walk w, int count, struct fetched *ret)
{
    for (int i = 0; i < count; i++) {
        ret->wx[i] = (uint8_t)((w.x + i * w.dx) >> 8);
        ret->wy[i] = (uint8_t)((w.y + i * w.dy) >> 8);
    }
}

/* Bilinear, in 1/65536. */
static void blend(const struct fetched *in, int channel, int count, float *ret)
{
    const uint8_t(*a)[2] = in->upper[channel], (*b)[2] = in->lower[channel];

    for (int i = 0; i < count; i++) {
        uint16_t right = in->wx[i], left = (uint16_t)(256 - right);
        uint16_t down = in->wy[i], up = (uint16_t)(256 - down);
        uint16_t upper = (uint16_t)(a[i][0] * left + a[i][1] * right);
        uint16_t lower = (uint16_t)(b[i][0] * left + b[i][1] * right);
        ret[i] = (float)(int32_t)((uint32_t)upper * up + (uint32_t)lower * down);
    }
}

static inline float clamp(float low, float value, float high)
{
    value = value > low ? value : low; /* in this order one instruction each */
    return value < high ? value : high;
}

static void mix_yuv(const struct pl_sampler *sampler, const struct fetched *in, float covered,
                    int count, int at, struct pl_sums *ret)
{
    const struct pl_sampler s = *sampler; /* in registers: what is written cannot alias it */
    float luma[BATCH];

    blend(in, 0, count, luma);
    for (int i = 0; i < count; i++) {
        float y = luma[i] * s.luma, u = (float)in->u[i], v = (float)in->v[i];
        float green = y + s.green_u * u + s.green_v * v + s.green;
        ret->of[0][at + i] += covered * clamp(s.low, y + s.red_v * v + s.red, s.high);
        ret->of[1][at + i] += covered * clamp(s.low, green, s.high);
        ret->of[2][at + i] += covered * clamp(s.low, y + s.blue_u * u + s.blue, s.high);
    }
}

static void mix_rgb(const struct pl_sampler *sampler, const struct fetched *in, float covered,
                    int count, int at, struct pl_sums *ret)
{
    float colour[BATCH];

    for (int c = 0; c < 3; c++) {
        blend(in, c, count, colour);
        for (int i = 0; i < count; i++)
            ret->of[c][at + i] += covered * sampler->luma * colour[i];
    }
}

static void mix(const struct pl_sampler *sampler, const struct fetched *in, float covered,
                int count, int at, struct pl_sums *ret)
{
    (is_rgb(sampler->frame->format) ? mix_rgb : mix_yuv)(sampler, in, covered, count, at, ret);
}

void pl_sampler_add(const struct pl_sampler *sampler, struct pl_walk walk, int count, int at,
                    struct pl_sums *ret)
{
    const struct pl_frame *frame = sampler->frame;
    struct fetched fetched;

    for (int done = 0, some; done < count; done += some) {
        some = count - done < BATCH ? count - done : BATCH;
        fetch_of[frame->format].walk(frame, walk, some, &fetched);
        weigh_walk(walk, some, &fetched);
        mix(sampler, &fetched, 1.0f, some, at + done, ret);
        walk.x += some * walk.dx;
        walk.y += some * walk.dy;
    }
}

static int clamp_index(int i, int count)
{
    return i < 0 ? 0 : i >= count ? count - 1 : i;
}

/* How much of the neighbours i and i + 1 lies inside, weights considered. */
static float coverage(int i, int weight, int count)
{
    int covered =
        (i >= 0 && i < count ? 256 - weight : 0) + (i + 1 >= 0 && i + 1 < count ? weight : 0);
    return (float)covered / 256.0f;
}

/* Repeating the picture's edge and multiplying by the covered share is the same sum as black outside. */
void pl_sampler_add_at_edge(const struct pl_sampler *sampler, double x, double y, int at,
                            struct pl_sums *ret)
{
    int w = sampler->frame->width, h = sampler->frame->height;
    int xi = (int)floor(x), yi = (int)floor(y);
    int wx = (int)((x - xi) * 256.0), wy = (int)((y - yi) * 256.0);
    struct taps taps = {
        .x = clamp_index(xi, w),
        .y = clamp_index(yi, h),
        .right = xi >= 0 && xi + 1 < w,
        .down = yi >= 0 && yi + 1 < h,
        .x_near = clamp_index(xi + (wx >= 128), w),
        .y_near = clamp_index(yi + (wy >= 128), h),
    };
    struct fetched fetched = {.wx = {(uint8_t)wx}, .wy = {(uint8_t)wy}};

    fetch_of[sampler->frame->format].one(sampler->frame, taps, &fetched);
    mix(sampler, &fetched, coverage(xi, wx, w) * coverage(yi, wy, h), 1, at, ret);
}
