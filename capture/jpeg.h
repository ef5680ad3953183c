/* JPEG pictures (files, and each frame of an MJPEG camera) straight to the planes that sight reads.
 *
 * libjpeg-turbo is used without its colour conversion: a frame stays YUV420 or GREY. 4:2:2, which most
 * webcams send, is handed out as YUV420 by skipping every second chroma row. The rare rest becomes RGB. */
#pragma once

#include "capture/frame.h"
#include "capture/source.h"

#include <stddef.h>

struct pl_jpeg;

/* Makes a decoder; its memory grows to the largest picture seen, at most PL_PICTURE_MAX_PIXELS.
 * 0 or -ENOMEM. */
int pl_jpeg_create(struct pl_jpeg **ret);

/* NULL is fine. */
void pl_jpeg_destroy(struct pl_jpeg *jpeg);

/* Decodes one picture of at most PL_PICTURE_MAX_PIXELS. 0: format, size, planes, strides and range of *ret
 * are set (time and sequence are the caller's) and point into the decoder until its next call.
 * PL_SOURCE_UNREADABLE: no JPEG, cut short, damaged or too large. PL_SOURCE_WRONG_FORMAT: a JPEG for
 * printers (CMYK). `detail` continues the sentence "FILE ...". -ENOMEM. */
int pl_jpeg_decode(struct pl_jpeg *jpeg, const uint8_t *data, size_t size, struct pl_frame *ret,
                   char detail[PL_DETAIL_SIZE]);
