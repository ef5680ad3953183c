/* A camera made of memory: what the kernel's V4L2 calls would do, with a plug that can be pulled and a
 * failure that can be put at any call. It counts what is open, so a leak shows as a number. */
#pragma once

#include "capture/v4l2_calls.h"

#include <stdbool.h>
#include <stdint.h>

#define FAKE_BUFFERS 4
#define FAKE_MODES 8

struct fake_mode {
    uint32_t fourcc;
    int width, height;
    int rate_hz;
};

struct fake_camera {
    const char *path, *driver;
    struct fake_mode mode[FAKE_MODES];
    int modes;
    bool unplugged, busy, no_permission;
    uint32_t timestamp_flag;

    int calls;   /* made so far */
    int fail_at; /* this call fails with fail_with; 0: none */
    int fail_with;

    pl_usec boot, mono; /* the two clocks */
    struct fake_mode current;
    uint32_t control[3]; /* power line, exposure, writes to them */
    struct {
        uint8_t *memory;
        bool queued, full;
        uint32_t bytes, flags, sequence;
        pl_usec t;
    } buffer[FAKE_BUFFERS];
    int buffers;
    bool streaming;
    uint32_t sequence;
    pl_usec next_frame; /* on the monotonic clock; frames come by themselves while somebody waits */
    const uint8_t *jpeg; /* what MJPEG frames hold */
    uint32_t jpeg_size;

    int open_descriptors, mappings;
};

enum { FAKE_POWER_LINE, FAKE_EXPOSURE, FAKE_WRITES };

/* The table of calls that speaks to `camera`. */
struct pl_v4l2_calls fake_camera_calls(struct fake_camera *camera);

/* Fills the next buffer that the driver has, as a frame of `bytes` (0: a whole one) with `flags`. */
void fake_camera_shoot(struct fake_camera *camera, uint32_t bytes, uint32_t flags);

/* Moves both clocks. */
void fake_camera_pass(struct fake_camera *camera, pl_usec time);
