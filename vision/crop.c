/* Squares cut out of camera pixels. A row of output is a straight line through the captured picture:
 * where the line is surely inside it is walked in 16.16 fixed point; its ends, where a neighbour may lie
 * outside, are sampled one by one. */
#include "vision/crop.h"

#include "vision/sampler.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A line through the captured picture: position of output pixel 0 and the step to the next, px. */
struct line {
    double x, y, dx, dy;
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

/* The steps of all lines of a crop turned round: output pixels for a pixel of the picture; 0 for a line that never leaves
 * its row or column. */
struct pace {
    double x, y;
};

static double pace_of(double step)
{
    return fabs(step) < 1e-12 ? 0.0 : 1.0 / step;
}

struct range {
    int first, end;
};

struct bounds {
    double first, last;
};

/* Narrows bounds to the output pixels whose coordinate start + i / pace is in [low, high]. */
static struct bounds narrow(struct bounds b, double start, double pace, double low, double high)
{
    double one = (low - start) * pace, other = (high - start) * pace;
    double enter = one < other ? one : other, leave = one < other ? other : one;

    if (pace == 0.0)
        return start < low || start > high ? (struct bounds){0.0, -1.0} : b;
    return (struct bounds){enter > b.first ? enter : b.first, leave < b.last ? leave : b.last};
}

/* Output pixels 0..n-1 whose coordinate keeps `margin` px to the outermost pixel centres. */
static struct range inside(const struct pl_sampler *picture, struct line line, struct pace pace,
                           int n, double margin)
{
    struct bounds b = {0.0, n - 1};

    b = narrow(b, line.x, pace.x, margin, picture->width - 1 - margin);
    b = narrow(b, line.y, pace.y, margin, picture->height - 1 - margin);
    if (b.last < b.first)
        return (struct range){0, 0};
    return (struct range){(int)ceil(b.first), (int)floor(b.last) + 1};
}

/* The walk along a line from output pixel `first` on. */
static struct pl_walk walk_of(struct line line, int first)
{
    return (struct pl_walk){
        .x = (uint32_t)lrint((line.x + first * line.dx) * 65536.0),
        .y = (uint32_t)lrint((line.y + first * line.dy) * 65536.0),
        .dx = (uint32_t)lrint(line.dx * 65536.0),
        .dy = (uint32_t)lrint(line.dy * 65536.0),
    };
}

/* Adds a line of samples to the sums of a row. The inner part keeps a margin for what 16.16 rounds away:
 * 1024 steps of at most 2^-17 px each. */
static void add_line(const struct pl_sampler *sampler, struct line line, struct pace pace, int n,
                     struct pl_sums *row)
{
    struct range touched = inside(sampler, line, pace, n, -1.0);
    struct range inner = inside(sampler, line, pace, n, 1.0 / 64.0);

    if (inner.end <= inner.first)
        inner = (struct range){touched.end, touched.end};
    for (int i = touched.first; i < inner.first; i++)
        pl_sampler_add_at_edge(sampler, line.x + i * line.dx, line.y + i * line.dy, i, row);
    pl_sampler_add(sampler, walk_of(line, inner.first), inner.end - inner.first, inner.first, row);
    for (int i = inner.end; i < touched.end; i++)
        pl_sampler_add_at_edge(sampler, line.x + i * line.dx, line.y + i * line.dy, i, row);
}

/* Samples of an output pixel. A bilinear sample is about two pixels wide, so one is enough up to three pixels apart.
 * Fewer beyond it (one for each 16 square pixels) cost accuracy: the error of a slouch in another shirt rose by
 * half, of a raised camera by a tenth. */
static int samples_for(double pixels_apart)
{
    int side = (int)ceil(pixels_apart / 3.0 - 1e-6);

    side = side < 1 ? 1 : side > 16 ? 16 : side;
    return side * side;
}

/* The number next to samples / golden ratio that has no divisor in common with it. */
static int lattice_step(int samples)
{
    for (int step = (int)(0.618 * samples + 0.5);; step++) {
        int a = samples, b = step;
        while (b) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return step;
    }
}

/* The line of output pixels (u + fu, v + fv), u from 0. */
static struct line line_at(const struct map *map, double fu, double fv)
{
    return (struct line){map->x0 + fu * map->xu + fv * map->xv,
                         map->y0 + fu * map->yu + fv * map->yv, map->xu, map->yu};
}

/* The samples of a pixel lie on a lattice (Korobov's), which spreads any number of them evenly: no two
 * share a row or a column. */
static void sum_row(const struct pl_sampler *sampler, const struct map *map, struct pace pace,
                    int v, int samples, int n, struct pl_sums *ret)
{
    int step = lattice_step(samples);

    for (int c = 0; c < 3; c++)
        memset(ret->of[c], 0, (size_t)n * sizeof ret->of[c][0]);
    for (int i = 0; i < samples; i++) {
        double fu = (i + 0.5) / samples - 0.5;
        double fv = v + (i * step % samples + 0.5) / samples - 0.5;
        add_line(sampler, line_at(map, fu, fv), pace, n, ret);
    }
}

/* Whether any sample of row v can be inside; its samples are at most half an output pixel away from the middle line. */
static bool touches(const struct pl_sampler *sampler, const struct map *map, struct pace pace,
                    int v, int n)
{
    double reach = 0.5 * (fabs(map->xu) + fabs(map->yu) + fabs(map->xv) + fabs(map->yv));
    struct range range = inside(sampler, line_at(map, 0.0, v), pace, n, -1.0 - reach);

    return range.first < range.end;
}

static void write_row(const struct pl_sums *sums, int n, float offset, float *ret)
{
    for (int i = 0; i < n; i++) {
        ret[3 * i] = offset + sums->of[0][i];
        ret[3 * i + 1] = offset + sums->of[1][i];
        ret[3 * i + 2] = offset + sums->of[2][i];
    }
}

static void fill_row(int n, float offset, float *ret)
{
    for (int i = 0; i < 3 * n; i++)
        ret[i] = offset;
}

void pl_crop_rgb(const struct pl_frame *frame, struct pl_mounting mounting, struct pl_square square,
                 int n, float scale, float offset, float *ret)
{
    struct map map = map_through_mounting(map_of_square(square, n), frame, mounting);
    struct pace pace = {pace_of(map.xu), pace_of(map.yu)};
    int samples = samples_for((double)square.side / n);
    struct pl_sampler sampler = pl_sampler_make(frame, scale / (float)samples);
    struct pl_sums sums;

    assert(n >= 1 && n <= PL_CROP_MAX_SIDE);
    assert(frame->width <= PL_CROP_MAX_PICTURE && frame->height <= PL_CROP_MAX_PICTURE);
    assert(isfinite(square.cx) && isfinite(square.cy) && isfinite(square.angle_rad));
    assert(isfinite(square.side) && square.side > 0.0f);
    for (int v = 0; v < n; v++, ret += 3 * n) {
        if (touches(&sampler, &map, pace, v, n)) {
            sum_row(&sampler, &map, pace, v, samples, n, &sums);
            write_row(&sums, n, offset, ret);
        } else {
            fill_row(n, offset, ret);
        }
    }
}
