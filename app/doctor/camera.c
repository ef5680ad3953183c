/* Does the camera give pictures, and how many? */
#include "app/doctor/doctor.h"
#include "capture/source.h"
#include "vision/luma.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FRAMES 30
#define FIRST_FRAME_WAIT (5 * PL_USEC_PER_SEC)

struct look {
    int frames, width, height;
    double luma;
    pl_usec took;
};

static double mean_luma(const struct pl_frame *frame)
{
    float mean;

    pl_luma_picture(frame, (struct pl_mounting){0}, 1, 1, &mean);
    return (double)mean;
}

static pl_usec now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_BOOTTIME, &t);
    return (pl_usec)t.tv_sec * PL_USEC_PER_SEC + t.tv_nsec / 1000;
}

/* The first frames are left out of the rate: the camera is still starting. Returns the last state. */
static int look_at(struct pl_source *source, struct look *look)
{
    struct pl_frame frame;
    pl_usec first = 0;
    int r = 0;

    for (look->frames = 0; look->frames < FRAMES; look->frames++) {
        r = pl_source_next(source, FIRST_FRAME_WAIT, &frame);
        if (r)
            break;
        if (!first)
            first = now();
        look->took = now() - first;
        look->luma = mean_luma(&frame);
        look->width = frame.width;
        look->height = frame.height;
        pl_source_release(source, &frame);
    }
    return r;
}

static void say_what_was_seen(struct pl_doctor *doctor, const struct pl_source *source,
                              const struct look *look)
{
    double rate_hz = look->took > 0 ? (look->frames - 1) / pl_seconds(look->took) : 0;

    if (!source->live) {
        pl_doctor_say(doctor, "camera", PL_FINDING_GOOD, NULL, "no camera but %s: %d x %d",
                      source->ops->name, look->width, look->height);
        return;
    }
    pl_doctor_say(doctor, "camera", PL_FINDING_GOOD, NULL, "%s (%s): %d x %d, %.0f frames a second",
                  source->input ? source->input : "found", source->ops->name, look->width,
                  look->height, rate_hz);
    if (rate_hz < doctor->settings->camera.fps)
        pl_doctor_say(doctor, "camera", PL_FINDING_NOTE, "more light, or another USB port",
                      "%.1f frames a second are fewer than camera.fps (%d)", rate_hz,
                      doctor->settings->camera.fps);
}

static const char *advice_for(int state)
{
    switch (state) {
    case PL_SOURCE_NO_DEVICE:
        return "is it plugged in, and is camera.source right? 'ls /dev/v4l/by-id' lists USB "
               "cameras";
    case PL_SOURCE_BUSY:
        return "fine when it is the running Plumbline; otherwise close the other program";
    case PL_SOURCE_NO_PERMISSION:
        return "add the user to the group 'video', and log in again";
    case PL_SOURCE_WRONG_FORMAT:
        return "set camera.source to a camera that streams pictures: 'libcamera' for a Pi camera, "
               "a path of /dev/v4l/by-id for a USB camera";
    case PL_SOURCE_UNREADABLE:
        return "is camera.source what you meant?";
    case PL_SOURCE_NOT_BUILT:
        return "install the package with libcamera support";
    default:
        return "unplug it and plug it in again";
    }
}

void pl_doctor_check_camera(struct pl_doctor *doctor)
{
    const struct pl_settings *settings = doctor->settings;
    const struct pl_source_wish wish = {
        .width = settings->camera.width, .height = settings->camera.height, .loop = true};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source = NULL;
    struct look look = {0};
    int r = pl_source_prepare(settings->camera.source, detail);

    if (!r)
        r = pl_source_open(settings->camera.source, &wish, &source, detail);
    if (!r) {
        r = look_at(source, &look);
        snprintf(detail, sizeof detail, "%s", source->detail);
    }
    if (source && look.frames) {
        say_what_was_seen(doctor, source, &look);
        pl_doctor_check_framing(doctor, source, look.luma);
    } else {
        pl_doctor_say(doctor, "camera", r == PL_SOURCE_BUSY ? PL_FINDING_NOTE : PL_FINDING_PROBLEM,
                      advice_for(r), "%s%s%s", *detail ? "" : settings->camera.source,
                      *detail ? "" : ": ", *detail ? detail : strerror(abs(r)));
    }
    pl_source_close(source);
}
