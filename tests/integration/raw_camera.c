/* LD_PRELOAD: every device that is asked for its capabilities says that it is the raw end of a Pi's camera connector. */
#include <time.h> /* before the header of V4L2, which wants struct timespec */

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include <linux/videodev2.h>

int ioctl(int fd, unsigned long request, ...)
{
    int (*real)(int, unsigned long, ...);
    struct v4l2_capability *is;
    va_list args;
    void *argument;

    va_start(args, request);
    argument = va_arg(args, void *);
    va_end(args);
    if (request == VIDIOC_QUERYCAP) {
        is = argument;
        snprintf((char *)is->driver, sizeof is->driver, "unicam");
        return 0;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "ioctl");
    return real(fd, request, argument);
}
