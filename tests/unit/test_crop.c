/* Crops and grey pictures against a slow, obvious reference, for every format and mounting. */
#include "vision/crop.h"
#include "vision/luma.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_SIDE 96
#define PIXELS (MAX_SIDE * MAX_SIDE)

/* A picture as three full-size planes, so that turning and mirroring it is trivial. */
struct planes {
    int w, h;
    uint8_t y[PIXELS], u[PIXELS], v[PIXELS];
};

/* One captured frame and the memory behind it. */
struct shot {
    struct pl_frame frame;
    uint8_t bytes[3][4 * PIXELS];
};

static const enum pl_pixel_format all_formats[] = {
    PL_PIXEL_GREY, PL_PIXEL_YUYV, PL_PIXEL_NV12, PL_PIXEL_YUV420, PL_PIXEL_RGB, PL_PIXEL_BGR,
};

static const struct pl_mounting all_mountings[] = {
    {0, 0}, {90, 0}, {180, 0}, {270, 0}, {0, 1}, {90, 1}, {180, 1}, {270, 1},
};

/* Rough luma, smooth chroma (its nearest sample may be chosen differently at a tie), nothing that
 * saturates in RGB. The values differ in every corner, so a wrong turn cannot go unseen. */
static void paint(struct planes *p, int w, int h)
{
    p->w = w;
    p->h = h;
    srand(7);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            p->y[y * w + x] = (uint8_t)(80 + x + y / 3 + rand() % 20);
            p->u[y * w + x] = (uint8_t)(114 + x / 4);
            p->v[y * w + x] = (uint8_t)(144 - y / 3);
        }
}

static void turn_clockwise(const struct planes *from, struct planes *to)
{
    to->w = from->h;
    to->h = from->w;
    for (int y = 0; y < to->h; y++)
        for (int x = 0; x < to->w; x++) {
            int at = (from->h - 1 - x) * from->w + y;
            to->y[y * to->w + x] = from->y[at];
            to->u[y * to->w + x] = from->u[at];
            to->v[y * to->w + x] = from->v[at];
        }
}

static void mirror(const struct planes *from, struct planes *to)
{
    to->w = from->w;
    to->h = from->h;
    for (int y = 0; y < to->h; y++)
        for (int x = 0; x < to->w; x++) {
            int at = y * from->w + from->w - 1 - x;
            to->y[y * to->w + x] = from->y[at];
            to->u[y * to->w + x] = from->u[at];
            to->v[y * to->w + x] = from->v[at];
        }
}

static void make_upright(const struct planes *captured, struct pl_mounting mounting,
                         struct planes *ret)
{
    static struct planes spare;

    *ret = *captured;
    for (int turned = 0; turned < mounting.rotation_deg; turned += 90) {
        turn_clockwise(ret, &spare);
        *ret = spare;
    }
    if (mounting.mirror) {
        mirror(ret, &spare);
        *ret = spare;
    }
}

static void yuv_to_rgb(int full, double y, double u, double v, double *rgb)
{
    double luma = full ? y : (y - 16) * 255 / 219, k = full ? 1 : 255.0 / 224;

    rgb[0] = luma + 1.402 * k * (v - 128);
    rgb[1] = luma - 0.344136 * k * (u - 128) - 0.714136 * k * (v - 128);
    rgb[2] = luma + 1.772 * k * (u - 128);
}

/* Chroma of the camera's block of 1x1, 2x1 or 2x2 pixels, as the formats store it. */
static int block(const struct planes *p, const uint8_t *plane, int x, int y, int bw, int bh)
{
    return plane[y / bh * bh * p->w + x / bw * bw];
}

static void chroma_block(enum pl_pixel_format format, int *bw, int *bh)
{
    *bw = format == PL_PIXEL_RGB || format == PL_PIXEL_BGR ? 1 : 2;
    *bh = format == PL_PIXEL_NV12 || format == PL_PIXEL_YUV420 ? 2 : 1;
}

static void fill_rgb(struct shot *s, const struct planes *p, int red)
{
    for (int i = 0; i < p->w * p->h; i++) {
        double rgb[3];
        yuv_to_rgb(1, p->y[i], p->u[i], p->v[i], rgb);
        for (int c = 0; c < 3; c++)
            s->bytes[0][3 * i + (red ? 2 - c : c)] = (uint8_t)lround(rgb[c]);
    }
}

static void fill_yuyv(struct shot *s, const struct planes *p)
{
    for (int y = 0; y < p->h; y++)
        for (int x = 0; x < p->w; x++) {
            uint8_t *pixel = s->bytes[0] + y * s->frame.stride[0] + 2 * x;
            pixel[0] = p->y[y * p->w + x];
            pixel[1] = (uint8_t)block(p, x % 2 ? p->v : p->u, x, y, 2, 1);
        }
}

static void fill_planar(struct shot *s, const struct planes *p, enum pl_pixel_format format)
{
    for (int y = 0; y < p->h; y++)
        for (int x = 0; x < p->w; x++) {
            int u = block(p, p->u, x, y, 2, 2), v = block(p, p->v, x, y, 2, 2);
            s->bytes[0][y * s->frame.stride[0] + x] = p->y[y * p->w + x];
            if (format == PL_PIXEL_NV12) {
                s->bytes[1][y / 2 * s->frame.stride[1] + x / 2 * 2] = (uint8_t)u;
                s->bytes[1][y / 2 * s->frame.stride[1] + x / 2 * 2 + 1] = (uint8_t)v;
            } else {
                s->bytes[1][y / 2 * s->frame.stride[1] + x / 2] = (uint8_t)u;
                s->bytes[2][y / 2 * s->frame.stride[2] + x / 2] = (uint8_t)v;
            }
        }
}

static void shoot(struct shot *s, const struct planes *p, enum pl_pixel_format format, int full)
{
    int pad = format == PL_PIXEL_RGB || format == PL_PIXEL_BGR ? 0 : 6;

    memset(s, 0, sizeof *s);
    s->frame = (struct pl_frame){
        .format = format,
        .width = p->w,
        .height = p->h,
        .full_range = (uint8_t)full,
        .plane = {s->bytes[0], s->bytes[1], s->bytes[2]},
    };
    s->frame.stride[0] = (format == PL_PIXEL_YUYV ? 2 : pad ? 1 : 3) * p->w + pad;
    s->frame.stride[1] = (format == PL_PIXEL_NV12 ? p->w + 1 : (p->w + 1) / 2) + pad;
    s->frame.stride[2] = s->frame.stride[1];
    if (format == PL_PIXEL_RGB || format == PL_PIXEL_BGR)
        fill_rgb(s, p, format == PL_PIXEL_BGR);
    else if (format == PL_PIXEL_YUYV)
        fill_yuyv(s, p);
    else
        fill_planar(s, p, format);
}

/* The planes as the format keeps them: chroma blocks flattened in the captured orientation. */
static void as_kept(struct planes *p, enum pl_pixel_format format)
{
    static struct planes original;
    int bw, bh;

    original = *p;
    chroma_block(format, &bw, &bh);
    for (int y = 0; y < p->h; y++)
        for (int x = 0; x < p->w; x++) {
            int at = y * p->w + x;
            p->u[at] =
                format == PL_PIXEL_GREY ? 128 : (uint8_t)block(&original, original.u, x, y, bw, bh);
            p->v[at] =
                format == PL_PIXEL_GREY ? 128 : (uint8_t)block(&original, original.v, x, y, bw, bh);
        }
}

/* One bilinear sample of the upright picture, taps outside black. */
static void sample(const struct planes *p, int full, double x, double y, double *rgb)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);

    memset(rgb, 0, 3 * sizeof *rgb);
    for (int j = y0; j <= y0 + 1; j++)
        for (int i = x0; i <= x0 + 1; i++) {
            double w = (1 - fabs(x - i)) * (1 - fabs(y - j)), tap[3];
            if (i < 0 || j < 0 || i >= p->w || j >= p->h)
                continue;
            yuv_to_rgb(full, p->y[j * p->w + i], p->u[j * p->w + i], p->v[j * p->w + i], tap);
            for (int c = 0; c < 3; c++)
                rgb[c] += w * tap[c];
        }
}

static void point_of(struct pl_square s, int n, double u, double v, double *x, double *y)
{
    double k = (double)s.side / n, a = k * (u - n / 2.0), b = k * (v - n / 2.0);

    *x = s.cx + cos(s.angle_rad) * a - sin(s.angle_rad) * b;
    *y = s.cy + sin(s.angle_rad) * a + cos(s.angle_rad) * b;
}

static const struct pl_square all_squares[] = {
    {31.3f, 27.6f, 30.0f, 0.0f},  {40.2f, 22.9f, 41.7f, 0.6f}, {20.1f, 30.3f, 70.0f, -2.2f},
    {2.0f, 3.0f, 33.0f, 1.1f},    {60.0f, 50.0f, 60.0f, 0.0f}, {30.0f, 25.0f, 150.0f, 0.3f},
    {500.0f, 25.0f, 50.0f, 0.2f},
};

static void check_crop(const struct shot *s, const struct planes *upright,
                       struct pl_mounting mounting, struct pl_square square, int full)
{
    enum { N = 24 };
    static float got[3 * N * N];
    double sum = 0;

    if (square.side > 3 * N)
        return; /* averaged; judged by its own test */
    pl_crop_rgb(&s->frame, mounting, square, N, 1.0f, 0.0f, got);
    for (int v = 0; v < N; v++)
        for (int u = 0; u < N; u++) {
            double x, y, want[3];
            point_of(square, N, u, v, &x, &y);
            sample(upright, full, x, y, want);
            for (int c = 0; c < 3; c++) {
                double off = fabs(want[c] - (double)got[3 * (v * N + u) + c]);
                assert_true(off < 8.0); /* a chroma tie decided the other way */
                sum += off;
            }
        }
    assert_true(sum / (3 * N * N) < 1.3);
}

static void every_format_and_mounting_gives_the_reference_crop(void **state)
{
    static struct planes captured, upright;
    static struct shot s;

    (void)state;
    for (size_t f = 0; f < sizeof all_formats / sizeof *all_formats; f++)
        for (size_t m = 0; m < sizeof all_mountings / sizeof *all_mountings; m++)
            for (int full = 0; full < 2; full++) {
                int is_rgb = all_formats[f] == PL_PIXEL_RGB || all_formats[f] == PL_PIXEL_BGR;
                paint(&captured, 62, 48);
                shoot(&s, &captured, all_formats[f], full);
                as_kept(&captured, all_formats[f]);
                make_upright(&captured, all_mountings[m], &upright);
                assert_int_equal(pl_upright_width(&s.frame, all_mountings[m]), upright.w);
                assert_int_equal(pl_upright_height(&s.frame, all_mountings[m]), upright.h);
                for (size_t q = 0; q < sizeof all_squares / sizeof *all_squares; q++)
                    check_crop(&s, &upright, all_mountings[m], all_squares[q], is_rgb ? 1 : full);
            }
}

static void odd_sizes_and_single_pixels_are_read_within_bounds(void **state)
{
    static const int sizes[][2] = {{1, 1}, {2, 1}, {1, 2}, {3, 5}, {7, 2}, {61, 47}};
    static struct planes captured, upright;
    static struct shot s;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t f = 0; f < sizeof all_formats / sizeof *all_formats; f++) {
            struct pl_square square = {(float)sizes[i][0] / 2, (float)sizes[i][1] / 2, 8.3f, 0.7f};
            if (all_formats[f] == PL_PIXEL_YUYV && sizes[i][0] % 2)
                continue; /* the format has pairs of pixels */
            paint(&captured, sizes[i][0], sizes[i][1]);
            shoot(&s, &captured, all_formats[f], 1);
            as_kept(&captured, all_formats[f]);
            make_upright(&captured, all_mountings[0], &upright);
            check_crop(&s, &upright, all_mountings[0], square, 1);
        }
}

static void outside_is_the_offset_and_scale_applies_inside(void **state)
{
    static struct planes captured;
    static struct shot s;
    float got[3 * 16 * 16];
    struct pl_square away = {-400.0f, 900.0f, 50.0f, 0.4f}, inside = {30.0f, 20.0f, 16.0f, 0.0f};

    (void)state;
    paint(&captured, 62, 48);
    shoot(&s, &captured, PL_PIXEL_GREY, 1);
    pl_crop_rgb(&s.frame, all_mountings[0], away, 16, 2.0f / 255.0f, -1.0f, got);
    for (int i = 0; i < 3 * 16 * 16; i++)
        assert_true(got[i] == -1.0f);
    pl_crop_rgb(&s.frame, all_mountings[0], inside, 16, 2.0f / 255.0f, -1.0f, got);
    assert_true(fabsf(got[0] - ((float)captured.y[12 * 62 + 22] * 2.0f / 255.0f - 1.0f)) < 1e-5f);
}

/* Random black and white blocks of 2 px, seen from far, are grey: nine samples a pixel leave a third of the
 * spread that one leaves (about 90). */
static void a_square_much_larger_than_the_output_is_averaged(void **state)
{
    static struct planes captured;
    static struct shot s;
    float got[3 * 8 * 8], squares = 0.0f;

    (void)state;
    paint(&captured, 96, 96);
    for (int y = 0; y < 96; y++)
        for (int x = 0; x < 96; x++) {
            bool starts_block = y % 2 == 0 && x % 2 == 0;
            captured.y[y * 96 + x] =
                starts_block ? (rand() & 64 ? 255 : 0) : captured.y[(y & ~1) * 96 + (x & ~1)];
        }
    shoot(&s, &captured, PL_PIXEL_GREY, 1);
    pl_crop_rgb(&s.frame, all_mountings[0], (struct pl_square){53.5f, 53.5f, 96.0f, 0.0f}, 8, 1.0f,
                0.0f, got);
    for (int v = 0; v < 7; v++)
        for (int u = 0; u < 7; u++)
            squares += powf(got[3 * (v * 8 + u)] - 127.5f, 2.0f);
    assert_true(sqrtf(squares / 49.0f) < 45.0f);
}

static void a_crop_point_goes_back_to_where_it_was_sampled(void **state)
{
    struct pl_square square = {40.2f, 22.9f, 41.7f, 0.6f};

    (void)state;
    for (int i = 0; i < 4; i++) {
        double x, y;
        struct pl_point p = pl_square_point(square, 24, (float)(7 * i), (float)(3 + i));
        point_of(square, 24, 7 * i, 3 + i, &x, &y);
        assert_true(fabs((double)p.x - x) < 1e-4 && fabs((double)p.y - y) < 1e-4);
    }
}

/* Mean over an output pixel's area, by 20 x 20 points in it. */
static double mean_luma(const struct planes *p, int full, int x, int y, int w, int h)
{
    double sum = 0;

    for (int i = 0; i < 400; i++) {
        int px = (int)((x + (i % 20 + 0.5) / 20) * p->w / w);
        int py = (int)((y + (i / 20 + 0.5) / 20) * p->h / h);
        double luma = p->y[py * p->w + px];
        sum += full ? luma : (luma - 16) * 255 / 219;
    }
    return sum / 400;
}

static void the_grey_picture_is_upright_and_averaged(void **state)
{
    static const int sizes[][2] = {{20, 16}, {31, 24}, {13, 7}, {62, 48}};
    static struct planes captured, upright;
    static struct shot s;
    static float got[PIXELS];
    static uint8_t bytes[PIXELS];

    (void)state;
    for (size_t f = 0; f < sizeof all_formats / sizeof *all_formats; f++)
        for (size_t m = 0; m < sizeof all_mountings / sizeof *all_mountings; m++)
            for (size_t z = 0; z < sizeof sizes / sizeof *sizes; z++) {
                int is_rgb = all_formats[f] == PL_PIXEL_RGB || all_formats[f] == PL_PIXEL_BGR;
                int full = is_rgb || z % 2, w = sizes[z][0], h = sizes[z][1];
                paint(&captured, 62, 48);
                shoot(&s, &captured, all_formats[f], full);
                make_upright(&captured, all_mountings[m], &upright);
                pl_luma_picture(&s.frame, all_mountings[m], w, h, got);
                pl_luma_picture_u8(&s.frame, all_mountings[m], w, h, bytes);
                for (int i = 0; i < w * h; i++) {
                    double want = mean_luma(&upright, full, i % w, i / w, w, h);
                    assert_true(fabs((double)got[i] - want) < 2.5);
                    assert_true(fabsf((float)bytes[i] - got[i]) <= 0.5f);
                }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_sizes_and_single_pixels_are_read_within_bounds),
        cmocka_unit_test(outside_is_the_offset_and_scale_applies_inside),
        cmocka_unit_test(every_format_and_mounting_gives_the_reference_crop),
        cmocka_unit_test(a_square_much_larger_than_the_output_is_averaged),
        cmocka_unit_test(a_crop_point_goes_back_to_where_it_was_sampled),
        cmocka_unit_test(the_grey_picture_is_upright_and_averaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
