/* Cameras behind libcamera: the Raspberry Pi's camera modules. They come through plumbline-libcamera.so, loaded when
 * the first one is opened, because libcamera brings 30 libraries that a USB camera does not need. Where the module is
 * not installed, opening says so. One thread at a time. */
#pragma once

#include "capture/source.h"

/* Opens the camera with this id, or the first one when `id` is "". 0, a positive pl_source_state with a sentence
 * (NOT_BUILT, NO_DEVICE, BUSY, WRONG_FORMAT), or negative errno. */
int pl_libcamera_source_open(const char *id, const struct pl_source_wish *wish,
                             struct pl_source **ret, char detail[PL_DETAIL_SIZE]);
