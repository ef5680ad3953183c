/* Stands in for libcamera.c where libcamera was not there when this was built. */
#include "capture/libcamera.h"

#include "capture/detail.h"

int pl_libcamera_source_open(const char *id, const struct pl_source_wish *wish,
                             struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    (void)id;
    (void)wish;
    (void)ret;
    return pl_detail(detail, PL_SOURCE_NOT_BUILT, "this build of plumbline is without libcamera");
}
