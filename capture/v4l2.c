#include "capture/v4l2.h"

#include "capture/detail.h"
#include "capture/jpeg.h"
#include "capture/v4l2_device.h"

#include <assert.h>
#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NODES 64
#define MAX_CLOCK_ERROR (10 * PL_USEC_PER_SEC) /* older stamps are no stamps of this picture */
#define STALE_FRAMES 3 /* intervals after which a waiting frame is not news */

struct camera {
    struct pl_source base;
    struct pl_v4l2_device device;
    struct pl_jpeg *jpeg;
    bool lost;
    struct v4l2_buffer held; /* the buffer that is lent or about to be */
    bool holding;
};

static struct camera *camera_of(struct pl_source *source)
{
    return (struct camera *)source;
}

static pl_usec now(const struct camera *c, clockid_t clock)
{
    return c->device.calls->now(c->device.calls->context, clock);
}

static int lose(struct camera *c)
{
    c->lost = true;
    return pl_detail(c->base.detail, PL_SOURCE_LOST, "%s went away", c->device.path);
}

static void give_back(struct camera *c, const struct v4l2_buffer *buffer)
{
    if (pl_v4l2_device_queue(&c->device, buffer->index) < 0)
        c->lost = true; /* said by the next pl_source_next() */
}

static void drop(struct camera *c, const struct v4l2_buffer *buffer)
{
    c->base.dropped++;
    give_back(c, buffer);
}

/* Bytes of a whole frame: what a driver delivers short of it has lines missing. */
static uint32_t whole_size(const struct camera *c)
{
    const struct pl_v4l2_device *d = &c->device;

    return (uint32_t)d->stride * (uint32_t)d->mode.height * d->mode.format->halves_per_line / 2;
}

static bool is_whole(const struct camera *c, const struct v4l2_buffer *buffer)
{
    if (buffer->flags & V4L2_BUF_FLAG_ERROR || buffer->index >= (uint32_t)c->device.mapped ||
        buffer->bytesused > c->device.buffer[buffer->index].length)
        return false;
    return buffer->bytesused > 0 && buffer->bytesused >= whole_size(c);
}

/* Takes everything that waits in the driver and keeps the newest whole frame. 0 or negative errno. */
static int drain(struct camera *c)
{
    for (;;) {
        struct v4l2_buffer buffer = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                     .memory = V4L2_MEMORY_MMAP};
        int r =
            c->device.calls->ioctl(c->device.calls->context, c->device.fd, VIDIOC_DQBUF, &buffer);

        if (r == -EAGAIN)
            return 0;
        if (r < 0)
            return r;
        if (!is_whole(c, &buffer)) {
            drop(c, &buffer);
            continue;
        }
        if (c->holding)
            drop(c, &c->held);
        c->held = buffer;
        c->holding = true;
    }
}

/* The driver's stamp on our clock. Stamps of another clock, or far from now, are replaced by now. */
static pl_usec capture_time(const struct camera *c, const struct v4l2_buffer *buffer)
{
    pl_usec stamp = (pl_usec)buffer->timestamp.tv_sec * PL_USEC_PER_SEC + buffer->timestamp.tv_usec;
    pl_usec age = now(c, CLOCK_MONOTONIC) - stamp;

    if ((buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) != V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC ||
        age < 0 || age > MAX_CLOCK_ERROR)
        age = 0;
    return now(c, CLOCK_BOOTTIME) - age;
}

/* Drivers stop when all buffers are full, so what waits after a pause may be old. It is given back once;
 * after that whatever comes is as new as it gets on this machine. */
static void drop_if_stale(struct camera *c)
{
    double rate = c->device.mode.rate_hz > 0 ? c->device.mode.rate_hz : 15;
    pl_usec age = now(c, CLOCK_BOOTTIME) - capture_time(c, &c->held);

    if (age > pl_usec_from_seconds(STALE_FRAMES / rate)) {
        c->holding = false;
        drop(c, &c->held);
    }
}

static void describe_planes(const struct camera *c, uint8_t *start, struct pl_frame *ret)
{
    size_t luma = (size_t)c->device.stride * (size_t)c->device.mode.height;

    ret->plane[0] = start;
    ret->stride[0] = c->device.stride;
    if (ret->format == PL_PIXEL_NV12) {
        ret->plane[1] = start + luma;
        ret->stride[1] = c->device.stride;
    } else if (ret->format == PL_PIXEL_YUV420) {
        ret->plane[1] = start + luma;
        ret->plane[2] = start + luma + luma / 4;
        ret->stride[1] = ret->stride[2] = c->device.stride / 2;
    }
}

static int make_frame(struct camera *c, struct pl_frame *ret)
{
    const struct pl_v4l2_mode *mode = &c->device.mode;
    uint8_t *start = c->device.buffer[c->held.index].start;
    struct pl_frame frame = {
        .t = capture_time(c, &c->held),
        .sequence = c->held.sequence,
        .format = mode->format->pixels,
        .width = mode->width,
        .height = mode->height,
        .full_range = c->device.full_range,
    };
    char why[PL_DETAIL_SIZE];
    int r = 0;

    if (mode->format->compressed)
        r = pl_jpeg_decode(c->jpeg, start, c->held.bytesused, &frame, why);
    else
        describe_planes(c, start, &frame);
    if (r == 0)
        *ret = frame;
    return r;
}

/* A damaged MJPEG frame is a dropped frame, not a trouble of the camera. */
static int lend(struct camera *c, struct pl_frame *ret)
{
    int r = make_frame(c, ret);

    if (r == 0)
        return 0;
    c->holding = false;
    drop(c, &c->held);
    return r < 0 ? r : PL_SOURCE_NO_FRAME;
}

static int camera_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct camera *c = camera_of(source);
    const struct pl_v4l2_calls *calls = c->device.calls;
    pl_usec until = now(c, CLOCK_BOOTTIME) + timeout;
    int r = 0;

    if (!c->lost && (r = drain(c)) == 0 && c->holding)
        drop_if_stale(c);
    for (;;) {
        if (c->lost || r < 0)
            return lose(c);
        if (c->holding && (r = lend(c, ret)) != PL_SOURCE_NO_FRAME)
            return r;
        timeout = until - now(c, CLOCK_BOOTTIME);
        r = timeout <= 0 ? 0 : calls->wait(calls->context, c->device.fd, timeout);
        if (r == 0)
            return pl_detail(source->detail, PL_SOURCE_NO_FRAME, "%s sends no frames",
                             c->device.path);
        if (r > 0)
            r = drain(c);
    }
}

static void camera_release(struct pl_source *source, struct pl_frame *frame)
{
    struct camera *c = camera_of(source);

    (void)frame;
    assert(c->holding);
    c->holding = false;
    give_back(c, &c->held);
}

static void camera_close(struct pl_source *source)
{
    struct camera *c = camera_of(source);

    pl_v4l2_device_close(&c->device);
    pl_jpeg_destroy(c->jpeg);
    free(c);
}

static const struct pl_source_ops camera_ops = {"v4l2", camera_next, NULL, camera_release,
                                                camera_close};

int pl_v4l2_source_open(const struct pl_v4l2_calls *calls, const char *path,
                        const struct pl_source_wish *wish, struct pl_source **ret,
                        char detail[PL_DETAIL_SIZE])
{
    struct camera *c = calloc(1, sizeof *c);
    int r;

    if (!c)
        return -ENOMEM;
    c->base.ops = &camera_ops;
    c->base.live = true;
    c->base.input = c->device.path;
    r = pl_v4l2_device_open(&c->device, calls, path, wish, detail);
    if (r == 0 && c->device.mode.format->compressed)
        r = pl_jpeg_create(&c->jpeg);
    if (r != 0) {
        camera_close(&c->base);
        return r;
    }
    *ret = &c->base;
    return 0;
}

/* How much a failure says about a camera being there: the larger, the more. */
static int hope(int r)
{
    switch (r) {
    case PL_SOURCE_BUSY:
        return 4;
    case PL_SOURCE_NO_PERMISSION:
        return 3;
    case PL_SOURCE_WRONG_FORMAT:
        return 2;
    default:
        return 1;
    }
}

int pl_v4l2_source_open_any(const struct pl_v4l2_calls *calls, const struct pl_source_wish *wish,
                            struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    int best = pl_detail(detail, PL_SOURCE_NO_DEVICE, "no camera is plugged in");

    for (int i = 0; i < MAX_NODES; i++) {
        char path[32], why[PL_DETAIL_SIZE] = "";
        int r;

        snprintf(path, sizeof path, "/dev/video%d", i);
        r = pl_v4l2_source_open(calls, path, wish, ret, why);
        if (r <= 0)
            return r;
        if (hope(r) > hope(best)) {
            best = r;
            memcpy(detail, why, PL_DETAIL_SIZE);
        }
    }
    return best;
}
