/* The border between the program and plumbline-media.so, the module that carries OpenCV's readers and
 * writers of pictures and videos (140 libraries, so it is loaded only when somebody needs it).
 *
 * Everything here is C; no exception crosses. Frames are BGR and full range. `why` is a buffer of
 * PL_DETAIL_SIZE that receives the library's own words on failure and is untouched otherwise. */
#pragma once

#include "base/module.h"
#include "capture/frame.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PL_MEDIA_VERSION 3
#define PL_MEDIA_ENTRY "pl_media_entry"

struct pl_media_reader; /* a picture decoder or an open video; holds the frame that it gave last */
struct pl_media_writer;

struct pl_media_info {
    int width, height;
    double rate_hz; /* 0 when the container does not say */
    int64_t frames; /* 0 when not known */
};

/* All functions return 0, 1 (over, or not readable: `why` says more) or negative errno. */
struct pl_media_functions {
    struct pl_module_head head;

    int (*reader_create)(struct pl_media_reader **ret);
    void (*reader_destroy)(struct pl_media_reader *reader);
    /* One picture in memory. *ret is valid until the reader's next call. */
    int (*reader_decode)(struct pl_media_reader *reader, const uint8_t *data, size_t size,
                         struct pl_frame *ret, char *why);
    /* A video file or stream; open again to start over. */
    int (*reader_open)(struct pl_media_reader *reader, const char *url, struct pl_media_info *ret,
                       char *why);
    /* Goes to the next frame and says the container's time of it. 1 at the end. */
    int (*reader_advance)(struct pl_media_reader *reader, pl_usec *ret_t);
    /* The frame that reader_advance() went to, with `t` 0. Valid until the next call. What nobody asks for is not
     * converted. */
    int (*reader_frame)(struct pl_media_reader *reader, struct pl_frame *ret, char *why);

    /* A video of `width` x `height`; the name's ending chooses the container (.mp4, .avi, .mkv). */
    int (*writer_open)(const char *path, int width, int height, double rate_hz,
                       struct pl_media_writer **ret, char *why);
    int (*writer_add)(struct pl_media_writer *writer, const struct pl_frame *bgr, char *why);
    int (*writer_close)(struct pl_media_writer *writer);
    /* One picture; the name's ending chooses the format (.png, .jpg). */
    int (*write_picture)(const char *path, const struct pl_frame *bgr, char *why);
};

__attribute__((visibility("default"))) const struct pl_module_head *pl_media_entry(void);

#ifdef __cplusplus
}
#endif
