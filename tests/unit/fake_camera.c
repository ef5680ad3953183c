#include "fake_camera.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FD 1000 /* no real descriptor */

static uint32_t frame_size(const struct fake_camera *c)
{
    uint32_t pixels = (uint32_t)(c->current.width * c->current.height);

    switch (c->current.fourcc) {
    case V4L2_PIX_FMT_YUYV:
        return 2 * pixels;
    case V4L2_PIX_FMT_NV12:
        return pixels * 3 / 2;
    case V4L2_PIX_FMT_MJPEG:
        return c->jpeg_size ? c->jpeg_size : pixels;
    default:
        return pixels;
    }
}

static int failure(struct fake_camera *c)
{
    c->calls++;
    return c->calls == c->fail_at ? -c->fail_with : 0;
}

void fake_camera_pass(struct fake_camera *c, pl_usec time)
{
    c->boot += time;
    c->mono += time;
}

static int fake_open(void *context, const char *path)
{
    struct fake_camera *c = context;
    int r = failure(c);

    if (r < 0)
        return r;
    if (c->unplugged || strcmp(path, c->path) != 0)
        return -ENOENT;
    if (c->no_permission)
        return -EACCES;
    c->open_descriptors++;
    return FD;
}

static int querycap(struct fake_camera *c, struct v4l2_capability *ret)
{
    snprintf((char *)ret->driver, sizeof ret->driver, "%s", c->driver);
    snprintf((char *)ret->card, sizeof ret->card, "A camera of memory");
    ret->capabilities = V4L2_CAP_DEVICE_CAPS;
    ret->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    return 0;
}

/* The index-th different fourcc, or of the modes of one fourcc the index-th size, or of one size the rate. */
static const struct fake_mode *nth(const struct fake_camera *c, uint32_t index, uint32_t fourcc,
                                   uint32_t width, uint32_t height)
{
    for (int i = 0; i < c->modes; i++) {
        const struct fake_mode *m = &c->mode[i];
        bool repeated = false;

        if ((fourcc && m->fourcc != fourcc) ||
            (width && (m->width != (int)width || m->height != (int)height)))
            continue;
        for (int j = 0; j < i; j++) {
            const struct fake_mode *o = &c->mode[j];

            repeated |= fourcc == 0 ? o->fourcc == m->fourcc
                        : width == 0
                            ? o->fourcc == fourcc && o->width == m->width && o->height == m->height
                            : false;
        }
        if (!repeated && index-- == 0)
            return m;
    }
    return NULL;
}

static int enum_fmt(struct fake_camera *c, struct v4l2_fmtdesc *ret)
{
    const struct fake_mode *m = nth(c, ret->index, 0, 0, 0);

    if (!m)
        return -EINVAL;
    ret->pixelformat = m->fourcc;
    return 0;
}

static int enum_size(struct fake_camera *c, struct v4l2_frmsizeenum *ret)
{
    const struct fake_mode *m = nth(c, ret->index, ret->pixel_format, 0, 0);

    if (!m)
        return -EINVAL;
    ret->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    ret->discrete.width = (uint32_t)m->width;
    ret->discrete.height = (uint32_t)m->height;
    return 0;
}

static int enum_rate(struct fake_camera *c, struct v4l2_frmivalenum *ret)
{
    const struct fake_mode *m = nth(c, ret->index, ret->pixel_format, ret->width, ret->height);

    if (!m)
        return -EINVAL;
    ret->type = V4L2_FRMIVAL_TYPE_DISCRETE;
    ret->discrete = (struct v4l2_fract){1, (uint32_t)m->rate_hz};
    return 0;
}

static int set_format(struct fake_camera *c, struct v4l2_format *format)
{
    struct v4l2_pix_format *pix = &format->fmt.pix;

    if (c->busy)
        return -EBUSY;
    c->current =
        (struct fake_mode){pix->pixelformat, (int)pix->width, (int)pix->height, c->current.rate_hz};
    pix->bytesperline = pix->pixelformat == V4L2_PIX_FMT_MJPEG  ? 0
                        : pix->pixelformat == V4L2_PIX_FMT_YUYV ? 2 * pix->width
                                                                : pix->width;
    pix->sizeimage = frame_size(c);
    return 0;
}

static int set_parameters(struct fake_camera *c, struct v4l2_streamparm *parameters)
{
    const struct v4l2_fract *interval = &parameters->parm.capture.timeperframe;

    c->current.rate_hz = (int)(interval->denominator / interval->numerator);
    return 0;
}

static int control(struct fake_camera *c, struct v4l2_control *control, bool write)
{
    uint32_t *value = control->id == V4L2_CID_POWER_LINE_FREQUENCY ? &c->control[FAKE_POWER_LINE]
                      : control->id == V4L2_CID_EXPOSURE_AUTO      ? &c->control[FAKE_EXPOSURE]
                                                                   : NULL;

    if (!value)
        return -EINVAL;
    if (write) {
        *value = (uint32_t)control->value;
        c->control[FAKE_WRITES]++;
    }
    control->value = (int)*value;
    return 0;
}

static int request_buffers(struct fake_camera *c, struct v4l2_requestbuffers *request)
{
    if (c->mappings > 0)
        return -EBUSY;
    c->buffers = request->count < FAKE_BUFFERS ? (int)request->count : FAKE_BUFFERS;
    request->count = (uint32_t)c->buffers;
    return 0;
}

static int query_buffer(struct fake_camera *c, struct v4l2_buffer *buffer)
{
    if ((int)buffer->index >= c->buffers)
        return -EINVAL;
    buffer->length = frame_size(c);
    buffer->m.offset = buffer->index * 4096;
    return 0;
}

static int queue(struct fake_camera *c, const struct v4l2_buffer *buffer)
{
    if ((int)buffer->index >= c->buffers || c->buffer[buffer->index].queued)
        return -EINVAL;
    c->buffer[buffer->index].queued = true;
    c->buffer[buffer->index].full = false;
    return 0;
}

static int dequeue(struct fake_camera *c, struct v4l2_buffer *ret)
{
    int oldest = -1;

    for (int i = 0; i < c->buffers; i++)
        if (c->buffer[i].full && (oldest < 0 || c->buffer[i].sequence < c->buffer[oldest].sequence))
            oldest = i;
    if (oldest < 0)
        return -EAGAIN;
    ret->index = (uint32_t)oldest;
    ret->bytesused = c->buffer[oldest].bytes;
    ret->flags = c->buffer[oldest].flags | c->timestamp_flag;
    ret->sequence = c->buffer[oldest].sequence;
    ret->timestamp.tv_sec = c->buffer[oldest].t / PL_USEC_PER_SEC;
    ret->timestamp.tv_usec = c->buffer[oldest].t % PL_USEC_PER_SEC;
    c->buffer[oldest].full = c->buffer[oldest].queued = false;
    return 0;
}

static int stream(struct fake_camera *c, bool on)
{
    c->streaming = on;
    c->next_frame = c->mono;
    for (int i = 0; i < c->buffers && !on; i++)
        c->buffer[i].queued = c->buffer[i].full = false;
    return 0;
}

/* As the kernel does when the last user is gone. */
static void fake_close(void *context, int fd)
{
    struct fake_camera *c = context;

    if (fd != FD)
        abort();
    c->open_descriptors--;
    stream(c, false);
    c->buffers = 0;
}

static int fake_ioctl(void *context, int fd, unsigned long request, void *argument)
{
    struct fake_camera *c = context;
    int r = failure(c);

    if (fd != FD)
        abort();
    if (r < 0)
        return r;
    if (c->unplugged)
        return request == VIDIOC_STREAMOFF || request == VIDIOC_REQBUFS ? 0 : -ENODEV;
    switch (request) {
    case VIDIOC_QUERYCAP:
        return querycap(c, argument);
    case VIDIOC_ENUM_FMT:
        return enum_fmt(c, argument);
    case VIDIOC_ENUM_FRAMESIZES:
        return enum_size(c, argument);
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return enum_rate(c, argument);
    case VIDIOC_S_FMT:
        return set_format(c, argument);
    case VIDIOC_S_PARM:
        return set_parameters(c, argument);
    case VIDIOC_S_CTRL:
        return control(c, argument, true);
    case VIDIOC_G_CTRL:
        return control(c, argument, false);
    case VIDIOC_REQBUFS:
        return request_buffers(c, argument);
    case VIDIOC_QUERYBUF:
        return query_buffer(c, argument);
    case VIDIOC_QBUF:
        return queue(c, argument);
    case VIDIOC_DQBUF:
        return dequeue(c, argument);
    case VIDIOC_STREAMON:
        return stream(c, true);
    case VIDIOC_STREAMOFF:
        return stream(c, false);
    default:
        return -ENOTTY;
    }
}

static int fake_map(void *context, int fd, size_t length, uint32_t offset, void **ret)
{
    struct fake_camera *c = context;
    int r = failure(c);

    (void)fd;
    if (r < 0)
        return r;
    *ret = c->buffer[offset / 4096].memory = malloc(length); /* exact, for the sanitizer */
    c->mappings++;
    return 0;
}

static void fake_unmap(void *context, void *start, size_t length)
{
    struct fake_camera *c = context;

    (void)length;
    free(start);
    c->mappings--;
}

void fake_camera_shoot(struct fake_camera *c, uint32_t bytes, uint32_t flags)
{
    uint32_t whole = frame_size(c);

    c->sequence++;
    for (int i = 0; i < c->buffers; i++) {
        if (!c->buffer[i].queued || c->buffer[i].full)
            continue;
        memset(c->buffer[i].memory, (int)(c->sequence & 0xff), whole);
        if (c->jpeg && c->current.fourcc == V4L2_PIX_FMT_MJPEG)
            memcpy(c->buffer[i].memory, c->jpeg, whole);
        c->buffer[i].full = true;
        c->buffer[i].bytes = bytes ? bytes : whole;
        c->buffer[i].flags = flags;
        c->buffer[i].sequence = c->sequence;
        c->buffer[i].t = c->mono;
        return;
    }
}

static int fake_wait(void *context, int fd, pl_usec timeout)
{
    struct fake_camera *c = context;
    int r = failure(c);

    (void)fd;
    if (r < 0)
        return r;
    if (c->unplugged)
        return -ENODEV;
    if (c->current.rate_hz <= 0 || PL_USEC_PER_SEC / c->current.rate_hz > timeout) {
        fake_camera_pass(c, timeout);
        return 0;
    }
    fake_camera_pass(c, PL_USEC_PER_SEC / c->current.rate_hz);
    fake_camera_shoot(c, 0, 0);
    return 1;
}

static pl_usec fake_now(void *context, clockid_t clock)
{
    const struct fake_camera *c = context;

    return clock == CLOCK_BOOTTIME ? c->boot : c->mono;
}

struct pl_v4l2_calls fake_camera_calls(struct fake_camera *camera)
{
    return (struct pl_v4l2_calls){camera,   fake_open,  fake_close, fake_ioctl,
                                  fake_map, fake_unmap, fake_wait,  fake_now};
}
