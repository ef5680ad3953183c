/* Pictures, folders and videos: first what is broken, then what is read and when. The files are made here
 * with the media module's own writers, so the writers are tested too. */
#include "capture/exif.h"
#include "capture/media.h"
#include "capture/picture.h"
#include "capture/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH 96
#define HEIGHT 64
#define VIDEO_FRAMES 20
#define VIDEO_RATE_HZ 5

static char folder[] = "/tmp/plumbline-files-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[8][200];
    static int turn;

    turn = (turn + 1) % 8;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static void write_file(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(in_folder(name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* Copies the first `share` of a file. */
static void cut_file(const char *from, const char *to, double share)
{
    static char bytes[1 << 20];
    FILE *file = fopen(in_folder(from), "rb");
    size_t size;

    assert_non_null(file);
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    write_file(to, bytes, (size_t)((double)size * share));
}

static struct pl_frame grey_frame(uint8_t level)
{
    static uint8_t pixels[HEIGHT * WIDTH * 3];

    memset(pixels, level, sizeof pixels);
    return (struct pl_frame){.format = PL_PIXEL_BGR,
                             .width = WIDTH,
                             .height = HEIGHT,
                             .plane = {pixels},
                             .stride = {WIDTH * 3}};
}

static void write_picture(const char *name, uint8_t level)
{
    struct pl_frame frame = grey_frame(level);
    char detail[PL_DETAIL_SIZE] = "";

    if (pl_picture_write(in_folder(name), &frame, detail) != 0)
        fail_msg("%s", detail);
}

/* The least Exif segment that there is: one entry, the orientation, in either byte order. */
#define EXIF_SIZE 36
static const uint8_t exif[2][EXIF_SIZE] = {
    {0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
     0,    1,    1, 18, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0},
    {0xff, 0xe1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0,
     1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, 6,   0,   0,  0, 0, 0, 0, 0},
};

/* The same picture as a phone writes it that was held upright: on its side, with a note. */
static void write_on_its_side(const char *from, const char *to, double share)
{
    static uint8_t bytes[1 << 16];
    FILE *file = fopen(in_folder(from), "rb");
    size_t size;

    assert_non_null(file);
    size = fread(bytes + EXIF_SIZE, 1, sizeof bytes - EXIF_SIZE, file);
    fclose(file);
    memmove(bytes, bytes + EXIF_SIZE, 2);
    memcpy(bytes + 2, exif[0], EXIF_SIZE);
    write_file(to, bytes, (size_t)((double)(size + EXIF_SIZE) * share));
}

/* Dark on the left. */
static void write_halves(const char *name)
{
    struct pl_frame frame = grey_frame(200);
    char detail[PL_DETAIL_SIZE] = "";

    for (int y = 0; y < HEIGHT; y++)
        memset((uint8_t *)frame.plane[0] + y * frame.stride[0], 50, 3 * WIDTH / 2);
    if (pl_picture_write(in_folder(name), &frame, detail) != 0)
        fail_msg("%s", detail);
}

static void write_video(const char *name)
{
    struct pl_video_writer *writer = NULL;
    char detail[PL_DETAIL_SIZE] = "";

    if (pl_video_writer_open(in_folder(name), WIDTH, HEIGHT, VIDEO_RATE_HZ, &writer, detail) != 0)
        fail_msg("%s", detail);
    for (int i = 0; i < VIDEO_FRAMES; i++) {
        struct pl_frame frame = grey_frame((uint8_t)(20 + 10 * i));

        assert_int_equal(pl_video_writer_add(writer, &frame, detail), 0);
    }
    pl_video_writer_close(writer);
}

static int make_files(void **state)
{
    static const uint8_t png_of_a_huge_picture[] = {
        0x89, 'P', 'N',  'G',  '\r', '\n', 0x1a, '\n', 0,   0, 0, 13, 'I', 'H',  'D',  'R',
        0,    0,   0xff, 0xff, 0,    0,    0xff, 0xff, 8,   2, 0, 0,  0,   0x39, 0x67, 0x4e,
        0x07, 0,   0,    0,    1,    'I',  'D',  'A',  'T', 0, 0, 0,  0,   0,
    };

    (void)state;
    if (!mkdtemp(folder) || mkdir(in_folder("some"), 0700) < 0 ||
        mkdir(in_folder("none"), 0700) < 0)
        return -1;
    write_picture("some/b10.jpg", 200);
    write_picture("some/b9.png", 100);
    write_file("some/b9a.jpg", "no picture at all", 17);
    write_file("some/notes.txt", "x", 1);
    write_picture("one.jpg", 90);
    cut_file("one.jpg", "cut.jpg", 0.9);
    cut_file("some/b9.png", "cut.png", 0.6);
    write_halves("halves.jpg");
    write_on_its_side("halves.jpg", "phone.jpg", 1);
    write_on_its_side("halves.jpg", "cut-phone.jpg", 0.9);
    write_file("empty.jpg", "", 0);
    write_file("huge.png", png_of_a_huge_picture, sizeof png_of_a_huge_picture);
    write_file("words.jpg", "These are words.", 16);
    write_video("v.mp4");
    write_video("v.avi");
    cut_file("v.mp4", "cut.mp4", 0.5);
    cut_file("v.avi", "cut.avi", 0.7);
    return 0;
}

static int remove_files(void **state)
{
    char command[100];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void broken_files_get_a_sentence_with_their_name(void **state)
{
    static const struct {
        const char *name, *says;
    } cases[] = {
        {"empty.jpg", "is empty"},
        {"words.jpg", "neither a picture nor a video"},
        {"cut.jpg", "is cut short"},
        {"cut-phone.jpg", "is cut short"},
        {"cut.png", "is damaged or cut short"},
        {"huge.png", "is too large: at most 50 million pixels"},
        {"none", "holds no pictures"},
        {"cut.mp4", "no video that can be read"},
    };
    const struct pl_source_wish wish = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pl_source *source = NULL;
        char detail[PL_DETAIL_SIZE] = "";
        struct pl_frame frame;
        int r = pl_source_open(in_folder(cases[i].name), &wish, &source, detail);

        if (r == 0) {
            r = pl_source_next(source, 0, &frame);
            memcpy(detail, source->detail, sizeof detail);
            pl_source_close(source);
        }
        assert_int_equal(r, PL_SOURCE_UNREADABLE);
        if (!strstr(detail, cases[i].says) || !strstr(detail, cases[i].name))
            fail_msg("%s: %s", cases[i].name, detail);
    }
}

static void a_video_that_ends_too_early_says_so_once(void **state)
{
    const struct pl_source_wish wish = {0};
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_frame f;
    int frames = 0, r;

    (void)state;
    assert_int_equal(pl_source_open(in_folder("cut.avi"), &wish, &source, detail), 0);
    while ((r = pl_source_next(source, 0, &f)) == 0) {
        pl_source_release(source, &f);
        frames++;
    }
    assert_in_range(frames, 2, VIDEO_FRAMES - 2);
    assert_int_equal(r, PL_SOURCE_UNREADABLE);
    assert_non_null(strstr(source->detail, "cut short"));
    assert_int_equal(pl_source_next(source, 0, &f), PL_SOURCE_END);
    pl_source_close(source);
}

static int brightness(const struct pl_frame *f)
{
    return f->plane[0][f->stride[0] * f->height / 2 + 3 * (f->width / 2)];
}

static void a_folder_goes_in_order_and_past_what_is_broken(void **state)
{
    const struct pl_source_wish wish = {.rate_hz = 1};
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_frame f;

    (void)state;
    assert_int_equal(pl_source_open(in_folder("some"), &wish, &source, detail), 0);
    assert_int_equal(source->expected, 3);
    assert_true(source->independent);
    assert_int_equal(pl_source_next(source, 0, &f), 0);
    assert_int_equal(f.format, PL_PIXEL_BGR);
    assert_in_range(brightness(&f), 98, 102);
    assert_non_null(strstr(source->input, "/some/b9.png"));
    pl_source_release(source, &f);
    assert_int_equal(pl_source_next(source, 0, &f), PL_SOURCE_UNREADABLE);
    assert_non_null(strstr(source->detail, "b9a.jpg is no picture"));
    assert_int_equal(pl_source_next(source, 0, &f), 0);
    assert_int_equal(f.t, 2 * PL_USEC_PER_SEC);
    assert_int_equal(f.format, PL_PIXEL_YUV420); /* a JPEG, not through the module */
    assert_in_range(f.plane[0][0], 198, 202);
    pl_source_release(source, &f);
    assert_int_equal(pl_source_next(source, 0, &f), PL_SOURCE_END);
    pl_source_close(source);
}

static void an_orientation_is_read_in_both_byte_orders_and_nonsense_is_upright(void **state)
{
    uint8_t jpeg[2 + EXIF_SIZE] = {0xff, 0xd8};

    (void)state;
    for (int order = 0; order < 2; order++) {
        memcpy(jpeg + 2, exif[order], EXIF_SIZE);
        assert_int_equal(pl_exif_orientation(jpeg, sizeof jpeg), 6);
        for (size_t size = 0; size < sizeof jpeg; size++)
            assert_int_equal(pl_exif_orientation(jpeg, size), PL_EXIF_UPRIGHT);
        jpeg[2 + (order == 0 ? 29 : 28)] = 9; /* there are eight */
        assert_int_equal(pl_exif_orientation(jpeg, sizeof jpeg), PL_EXIF_UPRIGHT);
        memset(jpeg + 2 + 14, 0xff, 4); /* where the directory is: far outside */
        assert_int_equal(pl_exif_orientation(jpeg, sizeof jpeg), PL_EXIF_UPRIGHT);
    }
}

static void a_picture_that_a_phone_took_on_its_side_is_turned(void **state)
{
    const struct pl_source_wish wish = {.rate_hz = 10};
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_frame f;

    (void)state;
    assert_int_equal(pl_source_open(in_folder("phone.jpg"), &wish, &source, detail), 0);
    assert_int_equal(pl_source_next(source, 0, &f), 0);
    assert_int_equal(f.width, HEIGHT);
    assert_int_equal(f.height, WIDTH);
    assert_in_range(f.plane[0][0], 40, 60);
    assert_in_range(f.plane[0][(f.height - 1) * f.stride[0]], 190, 210);
    pl_source_release(source, &f);
    pl_source_close(source);
}

static void a_single_picture_in_a_loop_never_ends(void **state)
{
    const struct pl_source_wish wish = {.rate_hz = 10, .loop = true};
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_frame f;

    (void)state;
    assert_int_equal(pl_source_open(in_folder("one.jpg"), &wish, &source, detail), 0);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(pl_source_next(source, 0, &f), 0);
        assert_int_equal(f.t, i * PL_USEC_PER_SEC / 10);
        assert_in_range(f.plane[0][0], 88, 92);
        pl_source_release(source, &f);
    }
    pl_source_close(source);
}

static void a_video_has_the_times_of_its_container(void **state)
{
    const struct pl_source_wish wish = {.rate_hz =
                                            50}; /* only cameras and pictures follow the wish */
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_frame f;
    int i = 0, r;

    (void)state;
    assert_int_equal(pl_source_open(in_folder("v.mp4"), &wish, &source, detail), 0);
    assert_int_equal(source->expected, VIDEO_FRAMES);
    assert_false(source->independent);
    for (; (r = pl_source_next(source, 0, &f)) == 0; i++) {
        assert_int_equal(f.t, i * PL_USEC_PER_SEC / VIDEO_RATE_HZ);
        assert_in_range(brightness(&f), 15 + 10 * i, 25 + 10 * i);
        assert_int_equal(f.sequence, i);
        pl_source_release(source, &f);
    }
    assert_int_equal(i, VIDEO_FRAMES);
    assert_int_equal(r, PL_SOURCE_END);
    pl_source_close(source);
}

static void a_looping_video_goes_on_in_time(void **state)
{
    const struct pl_source_wish wish = {.loop = true};
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_frame f;

    (void)state;
    assert_int_equal(pl_source_open(in_folder("v.mp4"), &wish, &source, detail), 0);
    for (int i = 0; i < 2 * VIDEO_FRAMES + 1; i++) {
        assert_int_equal(pl_source_next(source, 0, &f), 0);
        assert_int_equal(f.t, i * PL_USEC_PER_SEC / VIDEO_RATE_HZ);
        assert_in_range(brightness(&f), 15 + 10 * (i % VIDEO_FRAMES), 25 + 10 * (i % VIDEO_FRAMES));
        pl_source_release(source, &f);
    }
    pl_source_close(source);
}

static void expect_video_frame(struct pl_source *source, int i)
{
    struct pl_frame f;

    assert_int_equal(pl_source_next(source, 0, &f), 0);
    assert_int_equal(f.t, i * PL_USEC_PER_SEC / VIDEO_RATE_HZ);
    assert_int_equal(f.sequence, i);
    assert_in_range(brightness(&f), 15 + 10 * (i % VIDEO_FRAMES), 25 + 10 * (i % VIDEO_FRAMES));
    pl_source_release(source, &f);
}

/* A moment at which frame i is shown. */
static pl_usec during(int i)
{
    return (2 * i + 1) * PL_USEC_PER_SEC / VIDEO_RATE_HZ / 2;
}

static void frames_passed_over_keep_the_others_in_their_places(void **state)
{
    const struct pl_source_wish wish = {.loop = true};
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";
    int later = VIDEO_FRAMES + 2; /* in the second round */

    (void)state;
    assert_int_equal(pl_source_open(in_folder("v.mp4"), &wish, &source, detail), 0);
    assert_int_equal(pl_source_skip(source, during(3)), 0);
    assert_int_equal(pl_source_skip(source, during(2)), 0); /* never back */
    expect_video_frame(source, 3);
    expect_video_frame(source, 4);
    assert_int_equal(source->dropped, 3);
    assert_int_equal(pl_source_skip(source, during(later)), 0);
    expect_video_frame(source, later);
    assert_int_equal(source->dropped, later - 2);
    pl_source_close(source);
}

static void trouble_behind_frames_passed_over_is_not_lost(void **state)
{
    static const struct {
        const char *name, *says;
        int r;
    } cases[] = {{"cut.avi", "cut short", PL_SOURCE_UNREADABLE},
                 {"v.mp4", "is over", PL_SOURCE_END},
                 {"some", "is over", PL_SOURCE_END}};
    const struct pl_source_wish wish = {.rate_hz = 1};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pl_source *source = NULL;
        char detail[PL_DETAIL_SIZE] = "";

        assert_int_equal(pl_source_open(in_folder(cases[i].name), &wish, &source, detail), 0);
        assert_int_equal(pl_source_skip(source, PL_USEC_PER_HOUR), cases[i].r);
        assert_non_null(strstr(source->detail, cases[i].says));
        pl_source_close(source);
    }
}

static void a_writer_that_cannot_write_names_its_file(void **state)
{
    struct pl_video_writer *writer = NULL;
    struct pl_frame frame = grey_frame(0);
    char detail[PL_DETAIL_SIZE] = "";

    (void)state;
    assert_int_equal(pl_video_writer_open("/nowhere/x.mp4", WIDTH, HEIGHT, 5, &writer, detail),
                     PL_SOURCE_UNREADABLE);
    assert_non_null(strstr(detail, "/nowhere/x.mp4"));
    assert_int_equal(pl_picture_write("/nowhere/x.png", &frame, detail), PL_SOURCE_UNREADABLE);
    assert_non_null(strstr(detail, "/nowhere/x.png"));
}

static void kinds_are_known_by_content_not_by_name(void **state)
{
    static const uint8_t playlist[] = "#EXTM3U\nhttp://example.org/x.ts\n";
    static const uint8_t mp4[] = "\0\0\0\x20"
                                 "ftypisom";
    uint8_t ts[PL_FILE_HEAD] = {'G'};

    (void)state;
    assert_int_equal(pl_file_kind(playlist, sizeof playlist), PL_FILE_UNKNOWN);
    assert_int_equal(pl_file_kind(mp4, sizeof mp4), PL_FILE_VIDEO);
    assert_int_equal(pl_file_kind(mp4, 7), PL_FILE_UNKNOWN); /* too short to know */
    assert_int_equal(pl_file_kind(ts, sizeof ts), PL_FILE_UNKNOWN);
    ts[188] = 'G';
    assert_int_equal(pl_file_kind(ts, sizeof ts), PL_FILE_VIDEO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_files_get_a_sentence_with_their_name),
        cmocka_unit_test(a_video_that_ends_too_early_says_so_once),
        cmocka_unit_test(a_writer_that_cannot_write_names_its_file),
        cmocka_unit_test(kinds_are_known_by_content_not_by_name),
        cmocka_unit_test(a_folder_goes_in_order_and_past_what_is_broken),
        cmocka_unit_test(an_orientation_is_read_in_both_byte_orders_and_nonsense_is_upright),
        cmocka_unit_test(a_picture_that_a_phone_took_on_its_side_is_turned),
        cmocka_unit_test(a_single_picture_in_a_loop_never_ends),
        cmocka_unit_test(a_video_has_the_times_of_its_container),
        cmocka_unit_test(a_looping_video_goes_on_in_time),
        cmocka_unit_test(frames_passed_over_keep_the_others_in_their_places),
        cmocka_unit_test(trouble_behind_frames_passed_over_is_not_lost),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
