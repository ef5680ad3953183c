#include "capture/libcamera.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/module.h"
#include "capture/detail.h"
#include "capture/libcamera_module.h"

#include <errno.h>
#include <stdlib.h>

#define MODULE_NAME "plumbline-libcamera.so"
#define MAX_CLOCK_ERROR (10 * PL_USEC_PER_SEC)

static const struct pl_libcamera_functions *module;

struct camera {
    struct pl_source base;
    struct pl_libcamera *camera;
    char name[PL_DETAIL_SIZE];
};

static struct camera *camera_of(struct pl_source *source)
{
    return (struct camera *)source;
}

/* SensorTimestamp is CLOCK_BOOTTIME by its documentation, but some pipelines leave garbage in it. */
static pl_usec believable(pl_usec stamp)
{
    pl_usec now = pl_clock_now();

    return stamp > now || stamp < now - MAX_CLOCK_ERROR ? now : stamp;
}

static int camera_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct camera *c = camera_of(source);
    struct pl_frame frame;
    int r = module->next(c->camera, timeout, &frame, &source->dropped);

    if (r == PL_SOURCE_LOST)
        return pl_detail(source->detail, PL_SOURCE_LOST, "%.200s went away", c->name);
    if (r == PL_SOURCE_NO_FRAME)
        return pl_detail(source->detail, PL_SOURCE_NO_FRAME, "%.200s sends no frames", c->name);
    if (r != 0)
        return r;
    frame.t = believable(frame.t);
    *ret = frame;
    return 0;
}

static void camera_release(struct pl_source *source, struct pl_frame *frame)
{
    (void)frame;
    module->release(camera_of(source)->camera);
}

static void camera_close(struct pl_source *source)
{
    struct camera *c = camera_of(source);

    module->close(c->camera);
    free(c);
}

static const struct pl_source_ops camera_ops = {"libcamera", camera_next, NULL, camera_release,
                                                camera_close};

static int load_module(char detail[PL_DETAIL_SIZE])
{
    struct pl_message why;

    if (!module)
        module = (const struct pl_libcamera_functions *)pl_module_load(
            MODULE_NAME, PL_LIBCAMERA_ENTRY, PL_LIBCAMERA_VERSION, &why);
    return module ? 0
                  : pl_detail(detail, PL_SOURCE_NOT_BUILT,
                              "cameras behind libcamera need a module: %s", why.text);
}

int pl_libcamera_source_open(const char *id, const struct pl_source_wish *wish,
                             struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    int r = load_module(detail);
    struct camera *c;

    if (r != 0)
        return r;
    c = calloc(1, sizeof *c);
    if (!c)
        return -ENOMEM;
    c->base.ops = &camera_ops;
    c->base.live = true;
    c->base.input = c->name;
    r = module->open(id, wish->width, wish->height, wish->rate_hz, &c->camera, c->name, detail);
    if (r != 0) {
        free(c);
        return r;
    }
    pl_log(PL_LOG_INFO, "camera", "%s through libcamera", c->name);
    *ret = &c->base;
    return 0;
}
