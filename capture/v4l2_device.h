/* A V4L2 camera that is open and streams: what the source in v4l2.c stands on. */
#pragma once

#include "capture/v4l2_mode.h"

#define PL_V4L2_BUFFERS 4
#define PL_V4L2_PATH_MAX 256

struct pl_v4l2_device {
    const struct pl_v4l2_calls *calls;
    char path[PL_V4L2_PATH_MAX];
    int fd;
    struct pl_v4l2_mode mode; /* as the driver has settled it */
    int stride;               /* bytes of a line of luma */
    uint8_t full_range;
    struct {
        void *start;
        size_t length;
    } buffer[PL_V4L2_BUFFERS];
    int mapped;
    bool streaming;
};

/* Climbs from the path to a running stream, one step a function; after any failure everything is undone.
 * Results as pl_v4l2_source_open(). */
int pl_v4l2_device_open(struct pl_v4l2_device *device, const struct pl_v4l2_calls *calls,
                        const char *path, const struct pl_source_wish *wish,
                        char detail[PL_DETAIL_SIZE]);

/* Undoes what has been done, from any step. */
void pl_v4l2_device_close(struct pl_v4l2_device *device);

/* Gives buffer `index` to the driver. 0 or negative errno. */
int pl_v4l2_device_queue(struct pl_v4l2_device *device, uint32_t index);
