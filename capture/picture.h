/* Limits and kinds of picture and video files, found from their first bytes, not from their names. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The largest picture that is decoded: enough for any camera on a desk, little enough for a Pi's memory. */
#define PL_PICTURE_MAX_PIXELS 50000000L
#define PL_PICTURE_MAX_SIDE 16384
#define PL_PICTURE_MAX_BYTES ((size_t)64 * 1024 * 1024)

enum pl_file_kind {
    PL_FILE_UNKNOWN = 0,
    PL_FILE_JPEG,
    PL_FILE_PICTURE, /* another format of pictures */
    PL_FILE_VIDEO,   /* a container or stream of moving pictures */
};

#define PL_FILE_HEAD 256 /* bytes that are enough to know */

/* What a file is that begins with these bytes. Pure. */
enum pl_file_kind pl_file_kind(const uint8_t *head, size_t size);
