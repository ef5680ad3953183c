/* feeder DEVICE CLIP.mjpg WIDTH HEIGHT FPS: plays the clip into a v4l2loopback device, over and over, until it is
 * ended. Then the device has no writer any more, and is no camera. */
#include "webcam/clip.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static int be_camera(int fd, const struct clip *clip, unsigned width, unsigned height)
{
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT};

    for (size_t i = 0; i < clip->count; i++)
        if (clip->picture[i].size > format.fmt.pix.sizeimage)
            format.fmt.pix.sizeimage = (unsigned)clip->picture[i].size;
    format.fmt.pix.width = width;
    format.fmt.pix.height = height;
    format.fmt.pix.pixelformat = V4L2_PIX_FMT_MJPEG;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    return ioctl(fd, VIDIOC_S_FMT, &format);
}

int main(int argc, char **argv)
{
    static struct clip clip;
    struct timespec pause = {0, 0};
    int fd;

    if (argc != 6) {
        fputs("usage: feeder DEVICE CLIP.mjpg WIDTH HEIGHT FPS\n", stderr);
        return 2;
    }
    clip_load(&clip, argv[2]);
    pause.tv_nsec = 1000000000L / strtol(argv[5], NULL, 10);
    fd = open(argv[1], O_RDWR | O_CLOEXEC);
    if (fd < 0 || be_camera(fd, &clip, (unsigned)strtol(argv[3], NULL, 10),
                            (unsigned)strtol(argv[4], NULL, 10))) {
        perror(argv[1]);
        return 1;
    }
    for (size_t next = 0;; next = (next + 1) % clip.count) {
        if (write(fd, clip.picture[next].bytes, clip.picture[next].size) < 0) {
            perror("feeder");
            return 1;
        }
        nanosleep(&pause, NULL);
    }
}
