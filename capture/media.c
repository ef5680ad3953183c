#include "capture/media.h"

#include "base/module.h"
#include "capture/detail.h"
#include "capture/picture.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define MODULE_NAME "plumbline-media.so"

static const struct pl_media_functions *module;

struct pl_video_writer {
    struct pl_media_writer *writer;
    char path[PATH_MAX];
};

/* What OpenCV and FFmpeg read from the environment: a limit for pictures, that a file may not send the reader to
 * another file or host, and that two frames are enough to know a stream's rate: FFmpeg's own twenty are four seconds
 * of a slow camera, and opening would be given up before. */
static void set_limits(void)
{
    char pixels[32];

    snprintf(pixels, sizeof pixels, "%ld", PL_PICTURE_MAX_PIXELS);
    setenv("OPENCV_IO_MAX_IMAGE_PIXELS", pixels, 1);
    setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS",
           "rtsp_transport;tcp|fpsprobesize;2|protocol_whitelist;file,rtsp,rtp,tcp,udp,tls,crypto",
           0);
    setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
}

int pl_media_load(char detail[PL_DETAIL_SIZE])
{
    struct pl_message why;

    if (module)
        return 0;
    set_limits();
    module = (const struct pl_media_functions *)pl_module_load(MODULE_NAME, PL_MEDIA_ENTRY,
                                                               PL_MEDIA_VERSION, &why);
    return module ? 0
                  : pl_detail(detail, PL_SOURCE_NOT_BUILT,
                              "pictures other than JPEG, and videos, need a module: %s", why.text);
}

const struct pl_media_functions *pl_media(void)
{
    assert(module);
    return module;
}

int pl_video_writer_open(const char *path, int width, int height, double rate_hz,
                         struct pl_video_writer **ret, char detail[PL_DETAIL_SIZE])
{
    struct pl_video_writer *writer;
    char why[PL_DETAIL_SIZE] = "";
    int r = pl_media_load(detail);

    if (r != 0)
        return r;
    writer = calloc(1, sizeof *writer);
    if (!writer)
        return -ENOMEM;
    snprintf(writer->path, sizeof writer->path, "%s", path);
    r = module->writer_open(path, width, height, rate_hz, &writer->writer, why);
    if (r != 0) {
        free(writer);
        return r < 0
                   ? r
                   : pl_detail(detail, PL_SOURCE_UNREADABLE, "%s cannot be written: %s", path, why);
    }
    *ret = writer;
    return 0;
}

int pl_video_writer_add(struct pl_video_writer *writer, const struct pl_frame *bgr,
                        char detail[PL_DETAIL_SIZE])
{
    char why[PL_DETAIL_SIZE] = "";
    int r = module->writer_add(writer->writer, bgr, why);

    return r <= 0 ? r
                  : pl_detail(detail, PL_SOURCE_UNREADABLE, "%s cannot be written: %s",
                              writer->path, why);
}

void pl_video_writer_close(struct pl_video_writer *writer)
{
    if (!writer)
        return;
    module->writer_close(writer->writer);
    free(writer);
}

int pl_picture_write(const char *path, const struct pl_frame *bgr, char detail[PL_DETAIL_SIZE])
{
    char why[PL_DETAIL_SIZE] = "";
    int r = pl_media_load(detail);

    if (r == 0)
        r = module->write_picture(path, bgr, why);
    return r <= 0 || why[0] == '\0'
               ? r
               : pl_detail(detail, PL_SOURCE_UNREADABLE, "%s cannot be written: %s", path, why);
}
