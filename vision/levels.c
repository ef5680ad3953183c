/* Two blurs and a division, three times. The loops over x have no branches, so compilers vectorise them. */
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

#define RADIUS_MAX 24 /* three of the largest sigma */
/* Grey levels added to the spread: below it, contrast is noise. */
#define NOISE_GREY 4.0f

#define PIXELS_MAX (PL_LEVELS_WIDTH * PL_LEVELS_MAX_HEIGHT)

/* Half of a symmetric kernel: weight[0] is the middle. */
struct kernel {
    int radius;
    float weight[RADIUS_MAX + 1];
};

static struct kernel gaussian(double sigma)
{
    int radius = (int)lround(3 * sigma);
    struct kernel k = {.radius = radius};
    double sum = 0;

    for (int i = 0; i <= radius; i++)
        sum += (i ? 2 : 1) * exp(-i * i / (2 * sigma * sigma));
    for (int i = 0; i <= radius; i++)
        k.weight[i] = (float)(exp(-i * i / (2 * sigma * sigma)) / sum);
    return k;
}

/* The picture continues beyond its edge as in a mirror. */
static int reflected(int i, int n)
{
    if (i < 0)
        i = -i;
    if (i >= n)
        i = 2 * n - 2 - i;
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

static void blur_column(const struct kernel *k, const float *picture, int width, int height, int y,
                        float *row)
{
    const float *middle = picture + (size_t)y * width;

    for (int x = 0; x < width; x++)
        row[x] = k->weight[0] * middle[x];
    for (int i = 1; i <= k->radius; i++) {
        const float *above = picture + (size_t)reflected(y - i, height) * width;
        const float *below = picture + (size_t)reflected(y + i, height) * width;
        float weight = k->weight[i];

        for (int x = 0; x < width; x++)
            row[x] += weight * (above[x] + below[x]);
    }
}

/* `row` has room for a mirrored margin of the kernel's radius before and after its `width` pixels. */
static void blur_row(const struct kernel *k, float *row, int width, float *ret)
{
    for (int i = 1; i <= k->radius; i++) {
        row[-i] = row[reflected(-i, width)];
        row[width - 1 + i] = row[reflected(width - 1 + i, width)];
    }
    for (int x = 0; x < width; x++)
        ret[x] = k->weight[0] * row[x];
    for (int i = 1; i <= k->radius; i++) {
        float weight = k->weight[i];

        for (int x = 0; x < width; x++)
            ret[x] += weight * (row[x - i] + row[x + i]);
    }
}

static void blur(const struct kernel *k, const float *picture, int width, int height, float *ret)
{
    float padded[PL_LEVELS_WIDTH + 2 * RADIUS_MAX], *row = padded + RADIUS_MAX;

    for (int y = 0; y < height; y++) {
        blur_column(k, picture, width, height, y, row);
        blur_row(k, row, width, ret + (size_t)y * width);
    }
}

static void local_contrast(const float *picture, int width, int height, int level, float *ret,
                           float *mean, float *spread)
{
    const struct kernel fine = gaussian(scale_of[level].fine_sigma);
    const struct kernel around = gaussian(scale_of[level].around_sigma);
    int n = width * height;

    blur(&fine, picture, width, height, ret);
    blur(&around, ret, width, height, mean);
    for (int i = 0; i < n; i++) {
        ret[i] -= mean[i];
        mean[i] = ret[i] * ret[i];
    }
    blur(&around, mean, width, height, spread);
    for (int i = 0; i < n; i++)
        ret[i] /= sqrtf(spread[i] + NOISE_GREY * NOISE_GREY);
}

/* Sobel's slopes, per pixel. */
static void slopes(const float *n, struct pl_contrast_level *level)
{
    int w = level->width, h = level->height;

    for (int y = 0; y < h; y++) {
        const float *a = n + (size_t)reflected(y - 1, h) * w, *b = n + (size_t)y * w;
        const float *c = n + (size_t)reflected(y + 1, h) * w;
        struct pl_contrast *out = level->pixel + (size_t)y * w;

        for (int x = 0; x < w; x++) {
            int l = reflected(x - 1, w), r = reflected(x + 1, w);

            out[x].value = b[x];
            out[x].dx = (a[r] - a[l] + 2 * (b[r] - b[l]) + c[r] - c[l]) / 8;
            out[x].dy = (c[l] - a[l] + 2 * (c[x] - a[x]) + c[r] - a[r]) / 8;
        }
    }
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
    float *n = levels->scratch, *mean = n + PIXELS_MAX, *spread = mean + PIXELS_MAX;
    float *half = spread + PIXELS_MAX;
    const float *picture[] = {levels->grey, half};

    halve(levels->grey, levels->width, levels->height, half);
    for (int i = 0; i < PL_LEVELS; i++) {
        struct pl_contrast_level *level = &levels->level[i];

        level->width = levels->width >> scale_of[i].halvings;
        level->height = levels->height >> scale_of[i].halvings;
        local_contrast(picture[scale_of[i].halvings], level->width, level->height, i, n, mean,
                       spread);
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
    l->scratch = calloc(4 * (size_t)PIXELS_MAX, sizeof(float));
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
