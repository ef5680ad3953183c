#include "capture/v4l2_mode.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <math.h>
#include <string.h>

/* A driver that never says "no more" must not keep us for ever. */
#define MAX_ENTRIES 64

static const struct pl_v4l2_format formats[] = {
    {V4L2_PIX_FMT_NV12, "NV12", PL_PIXEL_NV12, false, 3, 1},
    {V4L2_PIX_FMT_YUV420, "YUV420", PL_PIXEL_YUV420, false, 3, 1},
    {V4L2_PIX_FMT_YUYV, "YUYV", PL_PIXEL_YUYV, false, 2, 2},
    {V4L2_PIX_FMT_MJPEG, "MJPEG", PL_PIXEL_YUV420, true, 0, 0},
    {V4L2_PIX_FMT_JPEG, "JPEG", PL_PIXEL_YUV420, true, 0, 0},
    {V4L2_PIX_FMT_GREY, "GREY", PL_PIXEL_GREY, false, 2, 1},
};

struct search {
    const struct pl_v4l2_calls *calls;
    int fd;
    const struct pl_source_wish *wish;
    struct pl_v4l2_mode best;
    int offered;
};

const struct pl_v4l2_format *pl_v4l2_format_find(uint32_t fourcc)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (formats[i].fourcc == fourcc)
            return &formats[i];
    return NULL;
}

/* 0 for the wished size, small for larger ones, above 1 for those that are too small. */
static double size_misfit(const struct pl_v4l2_mode *mode, const struct pl_source_wish *wish)
{
    double wished = (double)wish->width * wish->height;
    double area = (double)mode->width * mode->height;

    if (mode->width >= wish->width && mode->height >= wish->height)
        return 1 - wished / area;
    return 1 + wished / area;
}

static double rate_shortfall(const struct pl_v4l2_mode *mode, const struct pl_source_wish *wish)
{
    return mode->rate_hz == 0 || mode->rate_hz > wish->rate_hz * 0.95
               ? 0
               : wish->rate_hz - mode->rate_hz;
}

bool pl_v4l2_mode_is_better(const struct pl_v4l2_mode *a, const struct pl_v4l2_mode *b,
                            const struct pl_source_wish *wish)
{
    double size = size_misfit(a, wish) - size_misfit(b, wish);
    double rate = rate_shortfall(a, wish) - rate_shortfall(b, wish);

    if (fabs(size) > 1e-9)
        return size < 0;
    if (fabs(rate) > 1e-9)
        return rate < 0;
    if (a->format != b->format)
        return a->format < b->format;
    return a->rate_hz < b->rate_hz;
}

static void consider(struct search *s, const struct pl_v4l2_mode *mode)
{
    s->offered++;
    if (!s->best.format || pl_v4l2_mode_is_better(mode, &s->best, s->wish))
        s->best = *mode;
}

static double rate_of(struct v4l2_fract interval)
{
    return interval.numerator ? (double)interval.denominator / interval.numerator : 0;
}

/* Between the slowest and the fastest rate the wished one, as far as it goes. */
static double rate_between(const struct v4l2_frmival_stepwise *steps, double wished)
{
    double fastest = rate_of(steps->min), slowest = rate_of(steps->max);

    return wished > fastest ? fastest : wished < slowest ? slowest : wished;
}

static void consider_rates(struct search *s, struct pl_v4l2_mode mode)
{
    struct v4l2_frmivalenum rate = {.pixel_format = mode.format->fourcc,
                                    .width = (uint32_t)mode.width,
                                    .height = (uint32_t)mode.height};

    for (; rate.index < MAX_ENTRIES; rate.index++) {
        if (s->calls->ioctl(s->calls->context, s->fd, VIDIOC_ENUM_FRAMEINTERVALS, &rate) < 0)
            break;
        mode.rate_hz = rate.type == V4L2_FRMIVAL_TYPE_DISCRETE
                           ? rate_of(rate.discrete)
                           : rate_between(&rate.stepwise, s->wish->rate_hz);
        consider(s, &mode);
        if (rate.type != V4L2_FRMIVAL_TYPE_DISCRETE)
            return;
    }
    if (rate.index == 0)
        consider(s, &mode);
}

static int side_between(uint32_t min, uint32_t max, uint32_t step, int wished)
{
    uint32_t side = wished < (int)min ? min : wished > (int)max ? max : (uint32_t)wished;

    return (int)(step > 1 ? min + (side - min + step - 1) / step * step : side);
}

static void consider_sizes(struct search *s, const struct pl_v4l2_format *format)
{
    struct pl_v4l2_mode mode = {
        .format = format, .width = s->wish->width, .height = s->wish->height};
    struct v4l2_frmsizeenum size = {.pixel_format = format->fourcc};

    for (; size.index < MAX_ENTRIES; size.index++) {
        const struct v4l2_frmsize_stepwise *steps = &size.stepwise;

        if (s->calls->ioctl(s->calls->context, s->fd, VIDIOC_ENUM_FRAMESIZES, &size) < 0)
            break;
        if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
            mode.width = (int)size.discrete.width;
            mode.height = (int)size.discrete.height;
        } else {
            mode.width =
                side_between(steps->min_width, steps->max_width, steps->step_width, s->wish->width);
            mode.height = side_between(steps->min_height, steps->max_height, steps->step_height,
                                       s->wish->height);
        }
        consider_rates(s, mode);
        if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE)
            return;
    }
    if (size.index == 0)
        consider_rates(s, mode); /* the driver will fit the wished size to what it has */
}

int pl_v4l2_mode_choose(const struct pl_v4l2_calls *calls, int fd,
                        const struct pl_source_wish *wish, struct pl_v4l2_mode *ret,
                        int *ret_offered)
{
    struct search search = {.calls = calls, .fd = fd, .wish = wish};
    struct v4l2_fmtdesc entry = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

    for (; entry.index < MAX_ENTRIES; entry.index++) {
        const struct pl_v4l2_format *format;
        int r = calls->ioctl(calls->context, fd, VIDIOC_ENUM_FMT, &entry);

        if (r == -EINVAL)
            break;
        if (r < 0)
            return r;
        format = pl_v4l2_format_find(entry.pixelformat);
        if (format)
            consider_sizes(&search, format);
    }
    if (!search.best.format)
        return PL_SOURCE_WRONG_FORMAT;
    *ret = search.best;
    *ret_offered = search.offered;
    return 0;
}
