/* A video file or a network stream as a source, read by the media module. */
#include "capture/detail.h"
#include "capture/media.h"
#include "capture/picture.h"

#include "base/clock.h"
#include "base/redact.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_RATE_HZ 15.0  /* of a stream that does not say */
#define STREAM_MAX_QUEUED 60 /* frames that are passed over at one call */

struct video {
    struct pl_source base;
    struct pl_media_reader *reader;
    char *url;
    char shown[PL_DETAIL_SIZE]; /* the same for people: without a password */
    bool loop;
    pl_usec interval; /* between two frames, as the container says */
    pl_usec length;   /* of the whole video; 0: not known */
    pl_usec offset;   /* length of the rounds played before, when looping */
    pl_usec last;     /* position of the newest frame in this round; -1: none yet */
    bool ahead;       /* that frame has been gone to and not been read */
    uint32_t sequence;
};

static struct video *video_of(struct pl_source *source)
{
    return (struct video *)source;
}

static int check_size(struct video *v, const struct pl_media_info *info)
{
    if (info->width <= PL_PICTURE_MAX_SIDE && info->height <= PL_PICTURE_MAX_SIDE &&
        (long)info->width * info->height <= PL_PICTURE_MAX_PIXELS)
        return 0;
    return pl_detail(v->base.detail, PL_SOURCE_UNREADABLE,
                     "%s is too large: %d x %d, at most %ld million pixels", v->url, info->width,
                     info->height, PL_PICTURE_MAX_PIXELS / 1000000);
}

static int start(struct video *v)
{
    struct pl_media_info info;
    char why[PL_DETAIL_SIZE] = "";
    int r = pl_media()->reader_open(v->reader, v->url, &info, why);

    if (r < 0)
        return r;
    if (r > 0)
        return pl_detail(v->base.detail, v->base.live ? PL_SOURCE_NO_DEVICE : PL_SOURCE_UNREADABLE,
                         v->base.live ? "%s does not answer: %s"
                                      : "%s is no video that can be read: %s",
                         v->url, why);
    v->base.rate_hz = info.rate_hz;
    v->interval = pl_usec_from_seconds(1.0 / (info.rate_hz > 0 ? info.rate_hz : STREAM_RATE_HZ));
    v->length = info.frames * v->interval;
    v->base.expected = v->loop || v->base.live ? 0 : info.frames;
    v->last = -1;
    return check_size(v, &info);
}

/* The end of a file: over, played again, or found to be shorter than its container promises. */
static int end(struct video *v)
{
    pl_usec played = v->last + v->interval;

    if (v->base.live)
        return pl_detail(v->base.detail, PL_SOURCE_LOST, "%s has stopped sending", v->url);
    if (v->last < 0)
        return pl_detail(v->base.detail, PL_SOURCE_UNREADABLE, "%s holds no frame that can be read",
                         v->url);
    if (v->loop) {
        v->offset += played;
        return start(v);
    }
    if (v->length > 0 && played < v->length - v->length / 10 - PL_USEC_PER_SEC) {
        pl_usec promised = v->length;

        v->length = 0; /* said once; the next call is the end */
        return pl_detail(v->base.detail, PL_SOURCE_UNREADABLE,
                         "%s is cut short: it ends at %.1f s of %.1f s", v->url, pl_seconds(played),
                         pl_seconds(promised));
    }
    return pl_detail(v->base.detail, PL_SOURCE_END, "%s is over", v->url);
}

/* A stream queues frames while we look at one. Those come at once; the newest has to be waited for. */
static int advance_to_newest(struct video *v, pl_usec *ret_container)
{
    for (int i = 0; i < STREAM_MAX_QUEUED; i++) {
        pl_usec before = pl_clock_now();

        if (pl_media()->reader_advance(v->reader, ret_container) != 0)
            return 1;
        if (pl_clock_now() - before > v->interval / 2)
            return 0;
        v->base.dropped++;
        v->sequence++;
    }
    return 0;
}

static int advance(struct video *v, pl_usec *ret_container)
{
    return v->base.live ? advance_to_newest(v, ret_container)
                        : pl_media()->reader_advance(v->reader, ret_container);
}

/* Containers may lack times or repeat them; positions must grow. */
static pl_usec position(const struct video *v, pl_usec container)
{
    return container > v->last ? container : v->last < 0 ? 0 : v->last + v->interval;
}

/* Goes to the next frame, of which then only the position is known. */
static int go_on(struct video *v)
{
    pl_usec container;

    if (advance(v, &container) != 0) {
        int r = end(v);

        if (r != 0 || advance(v, &container) != 0)
            return r != 0 ? r : end(v);
    }
    v->last = position(v, container);
    v->ahead = true;
    return 0;
}

static void pass(struct video *v)
{
    v->ahead = false;
    v->sequence++;
}

static int video_skip(struct pl_source *source, pl_usec t)
{
    struct video *v = video_of(source);

    for (;;) {
        int r = v->ahead ? 0 : go_on(v);

        if (r != 0 || v->offset + v->last + v->interval >= t)
            return r;
        pass(v);
        v->base.dropped++;
    }
}

static int video_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct video *v = video_of(source);
    char why[PL_DETAIL_SIZE] = "";
    struct pl_frame frame;
    int r = v->ahead ? 0 : go_on(v);

    (void)timeout; /* the module's own timeout is shorter than a clean stop may take */
    if (r != 0)
        return r;
    pass(v);
    if ((r = pl_media()->reader_frame(v->reader, &frame, why)) < 0)
        return r;
    if (r > 0)
        return pl_detail(source->detail, PL_SOURCE_UNREADABLE,
                         "%s holds a frame that cannot be read: %s", v->url, why);
    frame.t = source->live ? pl_clock_now() : v->offset + v->last;
    frame.sequence = v->sequence - 1;
    *ret = frame;
    return 0;
}

static void video_release(struct pl_source *source, struct pl_frame *frame)
{
    (void)source;
    (void)frame;
}

static void video_close(struct pl_source *source)
{
    struct video *v = video_of(source);

    if (v->reader)
        pl_media()->reader_destroy(v->reader);
    free(v->url);
    free(v);
}

static const struct pl_source_ops video_ops = {"video", video_next, video_skip, video_release,
                                               video_close};

int pl_video_source_open(const char *url, const struct pl_source_wish *wish, struct pl_source **ret,
                         char detail[PL_DETAIL_SIZE])
{
    struct video *v;
    int r = pl_media_load(detail);

    if (r != 0)
        return r;
    v = calloc(1, sizeof *v);
    if (!v)
        return -ENOMEM;
    v->base.ops = &video_ops;
    v->base.live = !strncmp(url, "rtsp://", strlen("rtsp://")) ||
                   !strncmp(url, "rtsps://", strlen("rtsps://"));
    v->loop = wish->loop;
    v->url = strdup(url);
    snprintf(v->shown, sizeof v->shown, "%s", url);
    pl_redact(v->shown, sizeof v->shown);
    v->base.input = v->base.live ? v->shown : v->url;
    r = v->url ? pl_media()->reader_create(&v->reader) : -ENOMEM;
    if (r != 0 || (r = start(v)) != 0)
        goto fail;
    *ret = &v->base;
    return 0;
fail:
    memcpy(detail, v->base.detail, PL_DETAIL_SIZE);
    video_close(&v->base);
    return r;
}
