/* Two passes over a few dozen samples at a time: the first fetches the bytes, one sample after another;
 * the second computes, in loops without branches or lookups that compilers turn into vector code. */
#include "vision/sampler.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define BATCH 96 /* samples between the passes: they stay in the first-level cache */

/* The bytes of some samples: for each channel the four neighbours. */
struct fetched {
    uint8_t upper[3][BATCH][2], lower[3][BATCH][2]; /* left and right */
    uint8_t u[BATCH], v[BATCH];
    uint8_t wx[BATCH], wy[BATCH]; /* shares of the right and the lower neighbours, 1/256 */
};

static inline bool is_rgb(enum pl_pixel_format format)
{
    return format == PL_PIXEL_RGB || format == PL_PIXEL_BGR;
}

static struct pl_bytes bytes_of(const struct pl_frame *f)
{
    const uint8_t *first = f->plane[0];
    uint32_t stride = (uint32_t)f->stride[0], half = (uint32_t)f->stride[1];

    switch (f->format) {
    case PL_PIXEL_YUYV:
        return (struct pl_bytes){false, {first}, stride, 2, first + 1, first + 3, stride, 4, 16};
    case PL_PIXEL_NV12:
        return (struct pl_bytes){false,           {first}, stride, 1, f->plane[1],
                                 f->plane[1] + 1, half,    2,      17};
    case PL_PIXEL_YUV420:
        assert(f->stride[1] == f->stride[2]);
        return (struct pl_bytes){false, {first}, stride, 1, f->plane[1], f->plane[2], half, 1, 17};
    case PL_PIXEL_RGB:
        return (struct pl_bytes){true, {first, first + 1, first + 2}, stride, 3, NULL, NULL, 0, 0,
                                 0};
    case PL_PIXEL_BGR:
        return (struct pl_bytes){true, {first + 2, first + 1, first}, stride, 3, NULL, NULL, 0, 0,
                                 0};
    default:
        assert(f->format == PL_PIXEL_GREY);
        return (struct pl_bytes){false, {first}, stride, 1, NULL, NULL, 0, 0, 0};
    }
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
        .width = frame->width,
        .height = frame->height,
        .bytes = bytes_of(frame),
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

/* Neighbours side by side, as luma alone has them, are one access. */
static void fetch_pairs(const uint8_t *upper, uint32_t stride, struct pl_walk w, int count,
                        uint8_t (*ret_upper)[2], uint8_t (*ret_lower)[2])
{
    const uint8_t *lower = upper + stride;

    for (int i = 0; i < count; i++, w.x += w.dx, w.y += w.dy) {
        uint32_t corner = (w.y >> 16) * stride + (w.x >> 16);
        memcpy(ret_upper[i], upper + corner, 2);
        memcpy(ret_lower[i], lower + corner, 2);
    }
}

/* `down` and `right` are bytes to the lower and right neighbours: 0 at the edge of the picture. */
static void fetch_apart(const struct pl_bytes *bytes, int channel, struct pl_walk w, uint32_t down,
                        uint32_t right, int count, struct fetched *ret)
{
    uint32_t stride = bytes->stride, step = bytes->step;
    const uint8_t *upper = bytes->channel[channel], *lower = upper + down;

    for (int i = 0; i < count; i++, w.x += w.dx, w.y += w.dy) {
        uint32_t corner = (w.y >> 16) * stride + (w.x >> 16) * step;
        uint8_t a = upper[corner], b = upper[corner + right];
        uint8_t c = lower[corner], d = lower[corner + right];
        ret->upper[channel][i][0] = a;
        ret->upper[channel][i][1] = b;
        ret->lower[channel][i][0] = c;
        ret->lower[channel][i][1] = d;
    }
}

static void fetch_chroma(const struct pl_bytes *bytes, struct pl_walk w, int count,
                         struct fetched *ret)
{
    const struct pl_bytes b = *bytes; /* in registers: what is written cannot alias it */

    w.x += 32768;
    w.y += 32768;
    for (int i = 0; i < count; i++, w.x += w.dx, w.y += w.dy) {
        uint32_t at = (w.y >> b.chroma_row) * b.chroma_stride + (w.x >> 17) * b.chroma_step;
        uint8_t u = b.u[at], v = b.v[at];
        ret->u[i] = u;
        ret->v[i] = v;
    }
}

static void fetch_no_chroma(int count, struct fetched *ret)
{
    memset(ret->u, 128, (size_t)count);
    memset(ret->v, 128, (size_t)count);
}

static void fetch_walk(const struct pl_bytes *b, struct pl_walk walk, int count,
                       struct fetched *ret)
{
    if (b->step == 1)
        fetch_pairs(b->channel[0], b->stride, walk, count, ret->upper[0], ret->lower[0]);
    else
        for (int c = 0; c < (b->is_colour ? 3 : 1); c++)
            fetch_apart(b, c, walk, b->stride, b->step, count, ret);
    if (b->u)
        fetch_chroma(b, walk, count, ret);
    else
        fetch_no_chroma(count, ret);
}

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
    (sampler->bytes.is_colour ? mix_rgb : mix_yuv)(sampler, in, covered, count, at, ret);
}

void pl_sampler_add(const struct pl_sampler *sampler, struct pl_walk walk, int count, int at,
                    struct pl_sums *ret)
{
    struct fetched fetched;

    for (int done = 0, some; done < count; done += some) {
        some = count - done < BATCH ? count - done : BATCH;
        fetch_walk(&sampler->bytes, walk, some, &fetched);
        weigh_walk(walk, some, &fetched);
        mix(sampler, &fetched, 1.0f, some, at + done, ret);
        walk.x += some * walk.dx;
        walk.y += some * walk.dy;
    }
}

/* Where samples along an axis read at its ends: an index inside, and whether the next one is inside as well. */
struct tap {
    uint32_t first, nearest;
    bool is_next_inside;
    uint8_t weight; /* of the next, 1/256 */
    float covered;  /* how much of the two lies inside, weights considered */
};

static uint32_t clamp_index(int i, int count)
{
    return (uint32_t)(i < 0 ? 0 : i >= count ? count - 1 : i);
}

static struct tap tap_at(double x, int count)
{
    int i = (int)floor(x), weight = (int)((x - i) * 256.0);
    bool first = i >= 0 && i < count, next = i + 1 >= 0 && i + 1 < count;

    return (struct tap){
        .first = clamp_index(i, count),
        .nearest = clamp_index(i + (weight >= 128), count),
        .is_next_inside = first && next,
        .weight = (uint8_t)weight,
        .covered = (float)((first ? 256 - weight : 0) + (next ? weight : 0)) / 256.0f,
    };
}

/* Repeating the picture's edge and multiplying by the covered share is the same sum as black outside. */
void pl_sampler_add_at_edge(const struct pl_sampler *sampler, double x, double y, int at,
                            struct pl_sums *ret)
{
    const struct pl_bytes *b = &sampler->bytes;
    struct tap across = tap_at(x, sampler->width), along = tap_at(y, sampler->height);
    struct pl_walk first = {.x = across.first << 16, .y = along.first << 16};
    struct pl_walk nearest = {.x = across.nearest << 16, .y = along.nearest << 16};
    struct fetched fetched = {.wx = {across.weight}, .wy = {along.weight}};

    for (int c = 0; c < (b->is_colour ? 3 : 1); c++)
        fetch_apart(b, c, first, along.is_next_inside ? b->stride : 0,
                    across.is_next_inside ? b->step : 0, 1, &fetched);
    if (b->u)
        fetch_chroma(b, nearest, 1, &fetched);
    else
        fetch_no_chroma(1, &fetched);
    mix(sampler, &fetched, across.covered * along.covered, 1, at, ret);
}
