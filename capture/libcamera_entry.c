#include "capture/libcamera_module.h"

static const struct pl_libcamera_functions functions = {
    {PL_LIBCAMERA_VERSION}, pl_libcamera_open,    pl_libcamera_close,
    pl_libcamera_next,      pl_libcamera_release,
};

const struct pl_module_head *pl_libcamera_entry(void)
{
    return &functions.head;
}
