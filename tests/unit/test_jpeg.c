/* JPEG: broken ones first, then that every kind of subsampling shows the same picture. */
#include "capture/jpeg.h"
#include "capture/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include <cmocka.h>

#define WIDTH 101 /* odd, so that chroma rounds up */
#define HEIGHT 75

struct jpeg_file {
    unsigned char *bytes;
    unsigned long size;
};

/* A picture with a bright, reddish left half and a dark, bluish right half. */
static struct jpeg_file make_jpeg(int subsampling)
{
    static uint8_t rgb[HEIGHT][WIDTH][3];
    struct jpeg_file file = {NULL, 0};
    tjhandle handle = tjInitCompress();

    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const uint8_t left[3] = {220, 150, 150}, right[3] = {30, 30, 90};

            memcpy(rgb[y][x], x < WIDTH / 2 ? left : right, 3);
        }
    assert_int_equal(tjCompress2(handle, &rgb[0][0][0], WIDTH, 0, HEIGHT, TJPF_RGB, &file.bytes,
                                 &file.size, subsampling, 95, 0),
                     0);
    tjDestroy(handle);
    return file;
}

static struct pl_jpeg *decoder(void)
{
    struct pl_jpeg *jpeg = NULL;

    assert_int_equal(pl_jpeg_create(&jpeg), 0);
    return jpeg;
}

static void a_picture_cut_anywhere_is_refused(void **state)
{
    struct jpeg_file file = make_jpeg(TJSAMP_420);
    struct pl_jpeg *jpeg = decoder();
    struct pl_frame frame = {0};
    char detail[PL_DETAIL_SIZE];

    (void)state;
    for (unsigned long size = 0; size + 2 < file.size; size += 7) {
        uint8_t *cut = malloc(size + 1); /* exact, so that the sanitizer sees a read behind it */

        memcpy(cut, file.bytes, size);
        assert_int_equal(pl_jpeg_decode(jpeg, cut, size, &frame, detail), PL_SOURCE_UNREADABLE);
        assert_true(strlen(detail) > 10);
        free(cut);
        assert_null(frame.plane[0]); /* untouched on failure */
        assert_int_equal(pl_jpeg_decode(jpeg, file.bytes, file.size, &frame, detail), 0);
        frame.plane[0] = NULL;
    }
    pl_jpeg_destroy(jpeg);
    tjFree(file.bytes);
}

static void an_enormous_picture_is_refused_by_its_header(void **state)
{
    struct jpeg_file file = make_jpeg(TJSAMP_420);
    struct pl_jpeg *jpeg = decoder();
    struct pl_frame frame = {0};
    char detail[PL_DETAIL_SIZE];
    unsigned long at = 0;

    (void)state;
    while (file.bytes[at] != 0xff || file.bytes[at + 1] != 0xc0)
        at++; /* the start-of-frame segment: length, precision, height, width */
    memset(file.bytes + at + 5, 0x7f, 4);
    assert_int_equal(pl_jpeg_decode(jpeg, file.bytes, file.size, &frame, detail),
                     PL_SOURCE_UNREADABLE);
    assert_non_null(strstr(detail, "too large: 32639 x 32639"));
    pl_jpeg_destroy(jpeg);
    tjFree(file.bytes);
}

static int luma_at(const struct pl_frame *f, int x, int y)
{
    const uint8_t *p = f->plane[0] + y * f->stride[0];

    if (f->format == PL_PIXEL_RGB)
        return (int)(0.299 * p[3 * x] + 0.587 * p[3 * x + 1] + 0.114 * p[3 * x + 2] + 0.5);
    return p[x];
}

static void every_subsampling_shows_the_same_picture(void **state)
{
    static const struct {
        int subsampling;
        enum pl_pixel_format format;
    } cases[] = {
        {TJSAMP_420, PL_PIXEL_YUV420}, {TJSAMP_422, PL_PIXEL_YUV420}, {TJSAMP_GRAY, PL_PIXEL_GREY},
        {TJSAMP_444, PL_PIXEL_RGB},    {TJSAMP_440, PL_PIXEL_RGB},    {TJSAMP_411, PL_PIXEL_RGB},
    };
    struct pl_jpeg *jpeg = decoder();
    char detail[PL_DETAIL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jpeg_file file = make_jpeg(cases[i].subsampling);
        struct pl_frame f = {.t = 5, .sequence = 6};

        assert_int_equal(pl_jpeg_decode(jpeg, file.bytes, file.size, &f, detail), 0);
        assert_int_equal(f.format, cases[i].format);
        assert_int_equal(f.width, WIDTH);
        assert_int_equal(f.height, HEIGHT);
        assert_int_equal(f.t, 5);
        assert_int_equal(f.sequence, 6);
        assert_true(f.full_range);
        assert_in_range(luma_at(&f, 10, 70), 168, 174); /* 171 */
        assert_in_range(luma_at(&f, 95, 3), 34, 40);    /* 37 */
        if (f.format == PL_PIXEL_YUV420) {
            for (int y = 0; y < (HEIGHT + 1) / 2;
                 y++) { /* V: red is above 128 left, below it right */
                assert_in_range(f.plane[2][y * f.stride[2] + 5], 155, 170);
                assert_in_range(f.plane[2][y * f.stride[2] + 47], 115, 128);
                assert_in_range(f.plane[1][y * f.stride[1] + 47], 150, 165);
            }
        }
        tjFree(file.bytes);
    }
    pl_jpeg_destroy(jpeg);
}

static void stray_bytes_before_the_end_are_forgiven(void **state)
{
    struct jpeg_file file = make_jpeg(TJSAMP_420);
    uint8_t *longer = malloc(file.size + 64);
    struct pl_jpeg *jpeg = decoder();
    struct pl_frame f = {0};
    char detail[PL_DETAIL_SIZE];

    (void)state;
    memcpy(longer, file.bytes, file.size);
    memset(longer + file.size, 0, 64); /* cameras pad to the size of the transfer */
    assert_int_equal(pl_jpeg_decode(jpeg, longer, file.size + 64, &f, detail), 0);
    free(longer);
    pl_jpeg_destroy(jpeg);
    tjFree(file.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_cut_anywhere_is_refused),
        cmocka_unit_test(an_enormous_picture_is_refused_by_its_header),
        cmocka_unit_test(every_subsampling_shows_the_same_picture),
        cmocka_unit_test(stray_bytes_before_the_end_are_forgiven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
