/* Mean and spread of the surroundings change slowly from pixel to pixel, so they live in cells of 4 x 4 pixels and are
 * interpolated between. What is left for each pixel is a small blur, a subtraction, a product and its slopes. Inner
 * loops run along a row without branches, so compilers vectorise them. */
#include "vision/levels.h"

#include "vision/crop.h"
#include "vision/luma.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Each level blurs by the first sigma, and takes mean and spread of the surroundings by the second, in its
 * own pixels. The coarsest level keeps half the resolution: at a quarter, slouches were lost. */
static const struct {
    int halvings;
    double fine_sigma, around_sigma;
} scale_of[PL_LEVELS] = {{1, 2, 8}, {1, 1, 4}, {0, 1, 4}};

/* Grey levels added to the spread: below it, contrast is noise. */
#define NOISE_GREY 4.0f
#define CELL 4 /* px; a quarter of the smallest around_sigma's reach */
#define RADIUS_MAX 6

#define PIXELS_MAX (PL_LEVELS_WIDTH * PL_LEVELS_MAX_HEIGHT)
#define CELLS_MAX ((PL_LEVELS_WIDTH / CELL + 1) * (PL_LEVELS_MAX_HEIGHT / CELL + 1))
#define ROW_MAX (PL_LEVELS_WIDTH + 2 * RADIUS_MAX)

/* Half of a symmetric kernel: weight[0] is the middle. */
struct kernel {
    int radius; /* 3 or 6 */
    float weight[RADIUS_MAX + 1];
};

static struct kernel gaussian(double sigma)
{
    struct kernel k = {.radius = sigma < 1.5 ? 3 : 6};
    double sum = 0;

    for (int i = 0; i <= k.radius; i++)
        sum += (i ? 2 : 1) * exp(-i * i / (2 * sigma * sigma));
    for (int i = 0; i <= k.radius; i++)
        k.weight[i] = (float)(exp(-i * i / (2 * sigma * sigma)) / sum);
    return k;
}

/* The blur of cells that, with the averaging inside a cell and the interpolation between cells, spreads by `sigma` of
 * their pixels. Variances add: a box of n pixels has (n^2 - 1) / 12, a triangle n^2 / 6. */
static struct kernel around_cells(double sigma)
{
    double box = (CELL * CELL - 1) / 12.0, triangle = CELL * CELL / 6.0;

    return gaussian(sqrt(sigma * sigma - box - triangle) / CELL);
}

/* The picture continues beyond its edge as in a mirror. */
static int reflected(int i, int n)
{
    if (i < 0)
        i = -1 - i;
    if (i >= n)
        i = 2 * n - 1 - i;
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

/* `radius` is a constant wherever this is inlined, so that no sum leaves its register. */
static inline __attribute__((always_inline)) void
blur_by(const struct kernel *k, int radius, const float *picture, int width, int height, float *ret)
{
    float padded[ROW_MAX], *row = padded + RADIUS_MAX;
    const float *line[2 * RADIUS_MAX + 1];

    for (int y = 0; y < height; y++, ret += width) {
        for (int i = 0; i <= 2 * radius; i++)
            line[i] = picture + (size_t)reflected(y + i - radius, height) * width;
        for (int x = 0; x < width; x++) {
            float sum = k->weight[0] * line[radius][x];

            for (int i = 1; i <= radius; i++)
                sum += k->weight[i] * (line[radius - i][x] + line[radius + i][x]);
            row[x] = sum;
        }
        for (int i = 1; i <= radius; i++) {
            row[-i] = row[reflected(-i, width)];
            row[width - 1 + i] = row[reflected(width - 1 + i, width)];
        }
        for (int x = 0; x < width; x++) {
            float sum = k->weight[0] * row[x];

            for (int i = 1; i <= radius; i++)
                sum += k->weight[i] * (row[x - i] + row[x + i]);
            ret[x] = sum;
        }
    }
}

/* `picture` and `ret` are different memory. */
static void blur(const struct kernel *k, const float *picture, int width, int height,
                 float *restrict ret)
{
    if (k->radius == 3)
        blur_by(k, 3, picture, width, height, ret);
    else
        blur_by(k, 6, picture, width, height, ret);
}

/* ---- the surroundings ---- */

static int cells_across(int pixels)
{
    return (pixels + CELL - 1) / CELL;
}

static void add_row(const float *row, int width, bool squared, float *sum)
{
    if (squared)
        for (int x = 0; x < width; x++)
            sum[x] += row[x] * row[x];
    else
        for (int x = 0; x < width; x++)
            sum[x] += row[x];
}

/* Means of the cells of a row of cells from the sums of their columns. The last cell may be cut off. */
static void put_cells(const float *sum, int width, int rows, float *ret)
{
    int whole = width / CELL, rest = width % CELL;

    for (int i = 0; i < whole; i++) {
        const float *s = sum + (size_t)CELL * i;

        ret[i] = (s[0] + s[1] + s[2] + s[3]) / (float)(CELL * rows);
    }
    for (int x = 0; x < rest; x++)
        ret[whole] = (x ? ret[whole] : 0) + sum[CELL * whole + x] / (float)(rest * rows);
}

static void average_cells(const float *picture, int width, int height, bool squared, float *ret)
{
    float sum[PL_LEVELS_WIDTH];

    for (int y = 0; y < height; y += CELL) {
        int rows = height - y < CELL ? height - y : CELL;

        memset(sum, 0, sizeof(sum));
        for (int i = 0; i < rows; i++)
            add_row(picture + (size_t)(y + i) * width, width, squared, sum);
        put_cells(sum, width, rows, ret + (size_t)(y / CELL) * cells_across(width));
    }
}

/* A row of cells, interpolated to pixels: the middle of cell i lies between pixels CELL i + 1 and CELL i + 2. */
static void widen(const float *cell, int cells, float *ret)
{
    for (int i = 0; i < cells; i++) {
        float l = cell[i ? i - 1 : i], m = cell[i], r = cell[i + 1 < cells ? i + 1 : i];
        float *out = ret + (size_t)CELL * i;

        out[0] = m + 0.375f * (l - m);
        out[1] = m + 0.125f * (l - m);
        out[2] = m + 0.125f * (r - m);
        out[3] = m + 0.375f * (r - m);
    }
}

static void subtract_between(const float *above, const float *below, float k, int width,
                             float *restrict row)
{
    for (int x = 0; x < width; x++)
        row[x] -= above[x] + k * (below[x] - above[x]);
}

static void multiply_between(const float *above, const float *below, float k, int width,
                             float *restrict row)
{
    for (int x = 0; x < width; x++)
        row[x] *= above[x] + k * (below[x] - above[x]);
}

/* Combines each pixel with what lies between the cells there. */
static void combine(const float *cells, int width, int height,
                    void (*with)(const float *, const float *, float, int, float *), float *picture)
{
    float line[2][PL_LEVELS_WIDTH + CELL] = {{0}}, *above = line[0], *below = line[1];
    int across = cells_across(width), down = cells_across(height);

    widen(cells, across, below);
    for (int j = 0; j <= down; j++) {
        float *swap = above;

        above = below;
        below = swap;
        widen(cells + (size_t)(j < down ? j : down - 1) * across, across, below);
        for (int i = 0; i < CELL; i++) {
            int y = CELL * j - CELL / 2 + i;

            if (y >= 0 && y < height)
                with(above, below, ((float)i + 0.5f) / CELL, width, picture + (size_t)y * width);
        }
    }
}

/* `ret` is the picture's local contrast; `cells` and `smooth` are scratch. */
static void local_contrast(const float *picture, int width, int height, int level, float *ret,
                           float *cells, float *smooth)
{
    const struct kernel fine = gaussian(scale_of[level].fine_sigma);
    const struct kernel around = around_cells(scale_of[level].around_sigma);
    int across = cells_across(width), down = cells_across(height);

    blur(&fine, picture, width, height, ret);
    average_cells(ret, width, height, false, cells);
    blur(&around, cells, across, down, smooth);
    combine(smooth, width, height, subtract_between, ret);
    average_cells(ret, width, height, true, cells);
    blur(&around, cells, across, down, smooth);
    for (int i = 0; i < across * down; i++)
        smooth[i] = 1 / sqrtf(smooth[i] + NOISE_GREY * NOISE_GREY);
    combine(smooth, width, height, multiply_between, ret);
}

/* Sobel's slopes, per pixel, of the row `b` between its neighbours `a` and `c`. The rows of scratch have a margin of
 * one. */
static void slopes_of_row(const float *a, const float *b, const float *c, int width, float *smooth,
                          float *change, struct pl_contrast *restrict ret)
{
    for (int x = 0; x < width; x++) {
        smooth[x] = a[x] + 2 * b[x] + c[x];
        change[x] = c[x] - a[x];
    }
    smooth[-1] = smooth[0];
    change[-1] = change[0];
    smooth[width] = smooth[width - 1];
    change[width] = change[width - 1];
    for (int x = 0; x < width; x++) {
        ret[x].value = b[x];
        ret[x].dx = (smooth[x + 1] - smooth[x - 1]) * 0.125f;
        ret[x].dy = (change[x - 1] + 2 * change[x] + change[x + 1]) * 0.125f;
        ret[x].unused = 0;
    }
}

static void slopes(const float *n, struct pl_contrast_level *level)
{
    float padded[2][PL_LEVELS_WIDTH + 2] = {{0}};
    int w = level->width, h = level->height;

    for (int y = 0; y < h; y++)
        slopes_of_row(n + (size_t)reflected(y - 1, h) * w, n + (size_t)y * w,
                      n + (size_t)reflected(y + 1, h) * w, w, padded[0] + 1, padded[1] + 1,
                      level->pixel + (size_t)y * w);
}

static void halve(const float *picture, int width, int height, float *ret)
{
    for (int y = 0; y < height / 2; y++)
        for (int x = 0; x < width / 2; x++) {
            const float *p = picture + (size_t)(2 * y) * width + 2 * x;

            ret[(size_t)y * (width / 2) + x] = (p[0] + p[1] + p[width] + p[width + 1]) / 4;
        }
}

void pl_levels_filter(struct pl_levels *levels)
{
    float *n = levels->scratch, *half = n + PIXELS_MAX, *cells = half + PIXELS_MAX / 4;
    const float *picture[] = {levels->grey, half};

    halve(levels->grey, levels->width, levels->height, half);
    for (int i = 0; i < PL_LEVELS; i++) {
        struct pl_contrast_level *level = &levels->level[i];

        level->width = levels->width >> scale_of[i].halvings;
        level->height = levels->height >> scale_of[i].halvings;
        if (level->width < 1 || level->height < 1)
            continue;
        local_contrast(picture[scale_of[i].halvings], level->width, level->height, i, n, cells,
                       cells + CELLS_MAX);
        slopes(n, level);
    }
}

void pl_levels_fill(struct pl_levels *levels, const struct pl_frame *frame,
                    struct pl_mounting mounting)
{
    int w = pl_upright_width(frame, mounting), h = pl_upright_height(frame, mounting);
    double scale = fmin((double)PL_LEVELS_WIDTH / w, (double)PL_LEVELS_MAX_HEIGHT / h);

    levels->scale = scale;
    levels->width = (int)lround(w * scale);
    levels->height = (int)lround(h * scale);
    pl_luma_picture(frame, mounting, levels->width, levels->height, levels->grey);
    pl_levels_filter(levels);
}

static int allocate(struct pl_levels *l)
{
    l->grey = calloc(PIXELS_MAX, sizeof(float));
    l->scratch = calloc(PIXELS_MAX + PIXELS_MAX / 4 + 2 * CELLS_MAX, sizeof(float));
    for (int i = 0; i < PL_LEVELS; i++) {
        l->level[i].pixel =
            calloc(PIXELS_MAX >> (2 * scale_of[i].halvings), sizeof(struct pl_contrast));
        if (!l->level[i].pixel)
            return -ENOMEM;
    }
    return l->grey && l->scratch ? 0 : -ENOMEM;
}

int pl_levels_create(struct pl_levels **ret)
{
    struct pl_levels *l = calloc(1, sizeof(*l));
    int r = l ? allocate(l) : -ENOMEM;

    if (r < 0) {
        pl_levels_destroy(l);
        return r;
    }
    *ret = l;
    return 0;
}

void pl_levels_destroy(struct pl_levels *levels)
{
    if (!levels)
        return;
    for (int i = 0; i < PL_LEVELS; i++)
        free(levels->level[i].pixel);
    free(levels->scratch);
    free(levels->grey);
    free(levels);
}

static double level_scale(int level)
{
    assert(level >= 0 && level < PL_LEVELS);
    return 1.0 / (1 << scale_of[level].halvings);
}

struct pl_camera pl_level_camera(struct pl_camera finest, int level)
{
    double k = level_scale(level);

    return (struct pl_camera){finest.focal_px * k, (finest.cx + 0.5) * k - 0.5,
                              (finest.cy + 0.5) * k - 0.5};
}

struct pl_point pl_level_point(struct pl_point finest, int level)
{
    double k = level_scale(level);

    return (struct pl_point){(float)((finest.x + 0.5) * k - 0.5),
                             (float)((finest.y + 0.5) * k - 0.5)};
}
