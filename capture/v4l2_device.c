#include "capture/v4l2_device.h"

#include "base/log.h"
#include "capture/detail.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <string.h>

#define MIN_SIDE 16
#define MAX_SIDE 8192

/* Drivers whose nodes give raw sensor data or convert pictures for others: on a Raspberry Pi they belong to
 * libcamera, which knows how to make a picture of them. */
static const char *const libcamera_drivers[] = {
    "unicam", "rp1-cfe", "bcm2835-isp", "pispbe", "bcm2835-codec", "rpivid", "rpi-hevc-dec",
};

static int call(struct pl_v4l2_device *device, unsigned long request, void *argument)
{
    return device->calls->ioctl(device->calls->context, device->fd, request, argument);
}

static int open_node(struct pl_v4l2_device *device, char detail[PL_DETAIL_SIZE])
{
    device->fd = device->calls->open(device->calls->context, device->path);
    if (device->fd >= 0)
        return 0;
    if (device->fd == -EACCES || device->fd == -EPERM)
        return pl_detail(detail, PL_SOURCE_NO_PERMISSION,
                         "%s may not be used by this user; the group video may", device->path);
    return pl_detail_errno(detail, device->path, -device->fd);
}

static int belongs_to_libcamera(const char *driver)
{
    for (size_t i = 0; i < sizeof libcamera_drivers / sizeof libcamera_drivers[0]; i++)
        if (!strcmp(driver, libcamera_drivers[i]))
            return 1;
    return 0;
}

static int check_what_it_is(struct pl_v4l2_device *device, char detail[PL_DETAIL_SIZE])
{
    struct v4l2_capability is = {0};
    uint32_t can;
    int r = call(device, VIDIOC_QUERYCAP, &is);

    if (r == -ENOTTY || r == -EINVAL)
        return pl_detail(detail, PL_SOURCE_WRONG_FORMAT, "%s is no camera", device->path);
    if (r < 0)
        return pl_detail_errno(detail, device->path, -r);
    if (belongs_to_libcamera((const char *)is.driver))
        return pl_detail(
            detail, PL_SOURCE_WRONG_FORMAT,
            "%s is a part of the Pi's camera connector (%s): set camera.source to libcamera",
            device->path, (const char *)is.driver);
    can = is.capabilities & V4L2_CAP_DEVICE_CAPS ? is.device_caps : is.capabilities;
    if (!(can & V4L2_CAP_VIDEO_CAPTURE) || !(can & V4L2_CAP_STREAMING))
        return pl_detail(detail, PL_SOURCE_WRONG_FORMAT, "%s (%s) does not stream pictures",
                         device->path, (const char *)is.card);
    return 0;
}

static int choose_mode(struct pl_v4l2_device *device, const struct pl_source_wish *wish,
                       int *ret_offered, char detail[PL_DETAIL_SIZE])
{
    int r = pl_v4l2_mode_choose(device->calls, device->fd, wish, &device->mode, ret_offered);

    if (r > 0)
        return pl_detail(detail, PL_SOURCE_WRONG_FORMAT,
                         "%s offers none of NV12, YUV420, YUYV, MJPEG and GREY", device->path);
    return r < 0 ? pl_detail_errno(detail, device->path, -r) : 0;
}

/* A driver may answer with another size, never with another format or with lines that are too short. */
static bool keeps_its_word(const struct v4l2_pix_format *pix, const struct pl_v4l2_format *format)
{
    return pix->pixelformat == format->fourcc && pix->width >= MIN_SIDE && pix->width <= MAX_SIDE &&
           pix->height >= MIN_SIDE && pix->height <= MAX_SIDE &&
           pix->bytesperline <= 8 * MAX_SIDE &&
           pix->bytesperline >= pix->width * format->bytes_per_pixel;
}

static int set_format(struct pl_v4l2_device *device, char detail[PL_DETAIL_SIZE])
{
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    struct v4l2_pix_format *pix = &format.fmt.pix;
    int r;

    pix->width = (uint32_t)device->mode.width;
    pix->height = (uint32_t)device->mode.height;
    pix->pixelformat = device->mode.format->fourcc;
    pix->field = V4L2_FIELD_NONE;
    r = call(device, VIDIOC_S_FMT, &format);
    if (r < 0)
        return pl_detail_errno(detail, device->path, -r);
    if (!keeps_its_word(pix, device->mode.format))
        return pl_detail(detail, PL_SOURCE_WRONG_FORMAT, "%s does not keep to the format it offers",
                         device->path);
    device->mode.width = (int)pix->width;
    device->mode.height = (int)pix->height;
    device->stride = (int)pix->bytesperline;
    device->full_range = pix->quantization == V4L2_QUANTIZATION_FULL_RANGE;
    return 0;
}

/* Not every driver has a rate; what it does then is what it always did. */
static void set_rate(struct pl_v4l2_device *device, const struct pl_source_wish *wish)
{
    struct v4l2_streamparm parameters = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    struct v4l2_fract *interval = &parameters.parm.capture.timeperframe;
    double rate = device->mode.rate_hz > 0 ? device->mode.rate_hz : wish->rate_hz;

    interval->numerator = 1000;
    interval->denominator = (uint32_t)(rate * 1000 + 0.5);
    if (call(device, VIDIOC_S_PARM, &parameters) == 0 && interval->numerator > 0 &&
        interval->denominator > 0)
        device->mode.rate_hz = (double)interval->denominator / interval->numerator;
}

static int set_control(struct pl_v4l2_device *device, uint32_t id, int value)
{
    struct v4l2_control control = {.id = id, .value = value};

    return call(device, VIDIOC_S_CTRL, &control);
}

/* Lamps flicker at twice the mains frequency; a camera that knows it exposes for whole periods. Without a
 * wish the camera finds out by itself, if it can. */
static void set_power_line(struct pl_v4l2_device *device, int power_line_hz)
{
    int value = power_line_hz == 50   ? V4L2_CID_POWER_LINE_FREQUENCY_50HZ
                : power_line_hz == 60 ? V4L2_CID_POWER_LINE_FREQUENCY_60HZ
                : power_line_hz < 0   ? V4L2_CID_POWER_LINE_FREQUENCY_DISABLED
                                      : V4L2_CID_POWER_LINE_FREQUENCY_AUTO;

    if (set_control(device, V4L2_CID_POWER_LINE_FREQUENCY, value) < 0 && power_line_hz != 0)
        pl_log(PL_LOG_DEBUG, "camera", "%s has no setting for the mains frequency", device->path);
}

/* Another program may have left the exposure in manual mode, which makes the evening's pictures black. */
static void wake_auto_exposure(struct pl_v4l2_device *device)
{
    struct v4l2_control exposure = {.id = V4L2_CID_EXPOSURE_AUTO};

    if (call(device, VIDIOC_G_CTRL, &exposure) < 0 || exposure.value != V4L2_EXPOSURE_MANUAL)
        return;
    if (set_control(device, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY) < 0)
        set_control(device, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_AUTO);
}

static int map_buffer(struct pl_v4l2_device *device, uint32_t index)
{
    struct v4l2_buffer buffer = {
        .index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    int r = call(device, VIDIOC_QUERYBUF, &buffer);

    if (r == 0)
        r = device->calls->map(device->calls->context, device->fd, buffer.length, buffer.m.offset,
                               &device->buffer[index].start);
    if (r < 0)
        return r;
    device->buffer[index].length = buffer.length;
    device->mapped++;
    return pl_v4l2_device_queue(device, index);
}

static int request_buffers(struct pl_v4l2_device *device, uint32_t *count)
{
    struct v4l2_requestbuffers request = {
        .count = *count, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    int r = call(device, VIDIOC_REQBUFS, &request);

    *count = request.count;
    return r;
}

static int start_stream(struct pl_v4l2_device *device, char detail[PL_DETAIL_SIZE])
{
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    uint32_t count = PL_V4L2_BUFFERS;
    int r = request_buffers(device, &count);

    if (r == 0 && count < 2)
        r = -ENOMEM; /* one is looked at while another is filled */
    for (uint32_t i = 0; r == 0 && i < count && i < PL_V4L2_BUFFERS; i++)
        r = map_buffer(device, i);
    if (r == 0)
        r = call(device, VIDIOC_STREAMON, &type);
    if (r < 0)
        return pl_detail_errno(detail, device->path, -r);
    device->streaming = true;
    return 0;
}

static int climb(struct pl_v4l2_device *device, const struct pl_source_wish *wish,
                 char detail[PL_DETAIL_SIZE])
{
    int offered = 0;
    int r;

    if ((r = open_node(device, detail)) != 0 || (r = check_what_it_is(device, detail)) != 0 ||
        (r = choose_mode(device, wish, &offered, detail)) != 0 ||
        (r = set_format(device, detail)) != 0)
        return r;
    set_rate(device, wish);
    set_power_line(device, wish->power_line_hz);
    wake_auto_exposure(device);
    if ((r = start_stream(device, detail)) != 0)
        return r;
    pl_log(PL_LOG_INFO, "camera", "%s: %d x %d %s at %.3g frames/s, the best of %d modes",
           device->path, device->mode.width, device->mode.height, device->mode.format->name,
           device->mode.rate_hz, offered);
    return 0;
}

int pl_v4l2_device_open(struct pl_v4l2_device *device, const struct pl_v4l2_calls *calls,
                        const char *path, const struct pl_source_wish *wish,
                        char detail[PL_DETAIL_SIZE])
{
    int r;

    *device = (struct pl_v4l2_device){.calls = calls, .fd = -1};
    snprintf(device->path, sizeof device->path, "%s", path);
    r = climb(device, wish, detail);
    if (r != 0)
        pl_v4l2_device_close(device);
    return r;
}

void pl_v4l2_device_close(struct pl_v4l2_device *device)
{
    const struct pl_v4l2_calls *calls = device->calls;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    uint32_t none = 0;

    if (device->streaming)
        call(device, VIDIOC_STREAMOFF, &type);
    for (int i = 0; i < device->mapped; i++)
        calls->unmap(calls->context, device->buffer[i].start, device->buffer[i].length);
    if (device->mapped > 0)
        request_buffers(device, &none);
    if (device->fd >= 0)
        calls->close(calls->context, device->fd);
    device->streaming = false;
    device->mapped = 0;
    device->fd = -1;
}

int pl_v4l2_device_queue(struct pl_v4l2_device *device, uint32_t index)
{
    struct v4l2_buffer buffer = {
        .index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};

    return call(device, VIDIOC_QBUF, &buffer);
}
