#include "capture/detail.h"

#include "base/redact.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int pl_detail(char detail[PL_DETAIL_SIZE], enum pl_source_state state, const char *format, ...)
{
    char whole[4 * PL_DETAIL_SIZE]; /* so that an address is not cut off within its password */
    va_list args;

    va_start(args, format);
    vsnprintf(whole, sizeof whole, format, args);
    va_end(args);
    pl_redact(whole, sizeof whole);
    snprintf(detail, PL_DETAIL_SIZE, "%.*s", PL_DETAIL_SIZE - 1, whole);
    return (int)state;
}

int pl_detail_errno(char detail[PL_DETAIL_SIZE], const char *path, int error)
{
    switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case ENOTDIR:
        return pl_detail(detail, PL_SOURCE_NO_DEVICE, "%s is not there", path);
    case EACCES:
    case EPERM:
        return pl_detail(detail, PL_SOURCE_NO_PERMISSION, "%s may not be read by this user", path);
    case EBUSY:
        return pl_detail(detail, PL_SOURCE_BUSY, "%s is in use by another program", path);
    default:
        return pl_detail(detail, PL_SOURCE_UNREADABLE, "%s cannot be read: %s", path,
                         strerror(error));
    }
}
