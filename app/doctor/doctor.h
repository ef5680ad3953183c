/* What `plumbline doctor` looks at. Each check adds findings, with what to do about what is not well. */
#pragma once

#include "app/options.h"

#include <stdbool.h>

#define PL_FINDINGS_MAX 48

enum pl_finding_level {
    PL_FINDING_GOOD,
    PL_FINDING_NOTE,    /* works, but could be better */
    PL_FINDING_PROBLEM, /* does not work */
    PL_FINDING_LEVELS,
};

struct pl_finding {
    const char *area; /* "camera", "clock" */
    enum pl_finding_level level;
    char text[512];
    char advice[512]; /* what to do; empty when nothing */
};

struct pl_doctor {
    const struct pl_options *options;
    const struct pl_settings *settings;
    const char *state_dir;
    const char *sysfs; /* where the kernel shows the machine: "/sys" */
    int count;
    struct pl_finding finding[PL_FINDINGS_MAX];
};

/* Adds a finding, without passwords of addresses; `advice` may be NULL. Beyond PL_FINDINGS_MAX nothing is added. */
void pl_doctor_say(struct pl_doctor *doctor, const char *area, enum pl_finding_level level,
                   const char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

struct pl_source; /* capture/source.h */

/* What the camera sees: rate, light, and by pl_doctor_check_framing() whether somebody is well in its picture. Takes about
 * three seconds, on a Pi Zero ten. */
void pl_doctor_check_camera(struct pl_doctor *doctor);
/* Light and place of the person in the frames that follow; `luma` is the picture's mean, 0..255. */
void pl_doctor_check_framing(struct pl_doctor *doctor, struct pl_source *source, double luma);
void pl_doctor_check_models(struct pl_doctor *doctor);
void pl_doctor_check_baseline(struct pl_doctor *doctor);
void pl_doctor_check_command(struct pl_doctor *doctor);
void pl_doctor_check_gpio(struct pl_doctor *doctor);
/* Up to five seconds for a broker that cannot be reached; one for Home Assistant's birth message. */
void pl_doctor_check_broker(struct pl_doctor *doctor);
void pl_doctor_check_history(struct pl_doctor *doctor);
void pl_doctor_check_disk(struct pl_doctor *doctor);
void pl_doctor_check_clock(struct pl_doctor *doctor);
void pl_doctor_check_heat(struct pl_doctor *doctor);
