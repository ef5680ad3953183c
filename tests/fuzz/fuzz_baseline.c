/* Whatever the bytes are, they are a baseline or they are refused; and what is accepted can be registered against a
 * picture. The checksum is mended first, or nothing would come past it. */
#include "vision/baseline.h"
#include "vision/registration.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_AT 12
#define SUM_AT 16
#define HEAD_BYTES 20
#define WIDTH 64
#define HEIGHT 48

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_u32(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (8 * i));
}

static void mend(uint8_t *data, size_t size)
{
    uint32_t h = 2166136261u;

    for (size_t i = HEAD_BYTES; i < size; i++)
        h = (h ^ data[i]) * 16777619u;
    put_u32(data + SIZE_AT, (uint32_t)(size - HEAD_BYTES));
    put_u32(data + SUM_AT, h);
}

static struct pl_levels *picture(void)
{
    static struct pl_levels *levels;

    if (levels || pl_levels_create(&levels) < 0)
        return levels;
    levels->width = WIDTH;
    levels->height = HEIGHT;
    levels->scale = 1;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        levels->grey[i] = (float)(i * 37 % 251);
    pl_levels_filter(levels);
    return levels;
}

static void follow(const struct pl_patch *patch, const struct pl_levels *levels)
{
    static struct pl_registration_scratch scratch;
    struct pl_expectation e = {.starts = 1};
    struct pl_patch_fit fit;

    assert(patch->shape.n >= 0 && patch->shape.n <= PL_TEMPLATE_POINTS);
    for (int i = 0; i < 6; i++)
        e.information.m[i][i] = 1;
    fit = pl_register(patch, levels, (struct pl_camera){53, WIDTH / 2, HEIGHT / 2}, &e,
                      PL_CHOOSE_ENERGY, &scratch);
    assert(!fit.tried || (fit.seen >= 0 && fit.seen <= 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pl_baseline baseline;
    uint8_t *copy = malloc(size ? size : 1);
    struct pl_levels *levels = picture();

    if (copy && levels) {
        if (size)
            memcpy(copy, data, size);
        if (size >= HEAD_BYTES)
            mend(copy, size);
        if (pl_baseline_decode(copy, size, &baseline) == 0 && baseline.has_patches) {
            follow(&baseline.key.head, levels);
            follow(&baseline.key.trunk, levels);
        }
    }
    free(copy);
    return 0;
}
