#include "overlay/module.h"

static const struct pl_overlay_functions functions = {
    {PL_OVERLAY_VERSION}, pl_overlay_create, pl_overlay_destroy,
    pl_overlay_draw,      pl_overlay_frame,  pl_overlay_save,
};

const struct pl_module_head *pl_overlay_entry(void)
{
    return &functions.head;
}
