/* The border between the program and plumbline-overlay.so, the module that carries cairo and its fonts: only
 * `analyze --overlay` draws. The functions are described in overlay/overlay.h. */
#pragma once

#include "base/module.h"
#include "overlay/overlay.h"

#define PL_OVERLAY_MODULE "plumbline-overlay.so"
#define PL_OVERLAY_VERSION 1
#define PL_OVERLAY_ENTRY "pl_overlay_entry"

struct pl_overlay_functions {
    struct pl_module_head head;

    int (*create)(const struct pl_overlay_settings *settings, struct pl_overlay **ret);
    void (*destroy)(struct pl_overlay *overlay);
    int (*draw)(struct pl_overlay *overlay, const struct pl_frame *frame,
                struct pl_mounting mounting, const struct pl_landmarks *landmarks,
                const struct pl_measurement *measurement);
    struct pl_frame (*frame)(struct pl_overlay *overlay);
    int (*save)(const struct pl_overlay *overlay, const char *path, struct pl_message *reterr);
};

__attribute__((visibility("default"))) const struct pl_module_head *pl_overlay_entry(void);
