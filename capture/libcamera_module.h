/* The border between the program and plumbline-libcamera.so, the module that carries libcamera. The functions are
 * described in capture/libcamera_shim.h. */
#pragma once

#include "base/module.h"
#include "capture/libcamera_shim.h"

#define PL_LIBCAMERA_VERSION 1
#define PL_LIBCAMERA_ENTRY "pl_libcamera_entry"

struct pl_libcamera_functions {
    struct pl_module_head head;

    int (*open)(const char *id, int width, int height, double rate_hz, struct pl_libcamera **ret,
                char name[PL_DETAIL_SIZE], char detail[PL_DETAIL_SIZE]);
    void (*close)(struct pl_libcamera *camera);
    int (*next)(struct pl_libcamera *camera, int64_t timeout_us, struct pl_frame *ret,
                uint64_t *dropped);
    void (*release)(struct pl_libcamera *camera);
};

__attribute__((visibility("default"))) const struct pl_module_head *pl_libcamera_entry(void);
