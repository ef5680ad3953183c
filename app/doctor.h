/* What `plumbline doctor` looks at. Each check adds findings, with what to do about what is not well. */
#pragma once

#include "config/settings.h"

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
    const struct pl_settings *settings;
    const char *state_dir;
    int count;
    struct pl_finding finding[PL_FINDINGS_MAX];
};

/* Adds a finding, without passwords of addresses; `advice` may be NULL. Beyond PL_FINDINGS_MAX nothing is added. */
void pl_doctor_say(struct pl_doctor *doctor, const char *area, enum pl_finding_level level,
                   const char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void pl_doctor_check_camera(struct pl_doctor *doctor); /* takes about two seconds */
void pl_doctor_check_models(struct pl_doctor *doctor);
void pl_doctor_check_baseline(struct pl_doctor *doctor);
void pl_doctor_check_gpio(struct pl_doctor *doctor);
void pl_doctor_check_broker(struct pl_doctor *doctor); /* up to five seconds */
void pl_doctor_check_history(struct pl_doctor *doctor);
void pl_doctor_check_disk(struct pl_doctor *doctor);
void pl_doctor_check_clock(struct pl_doctor *doctor);
void pl_doctor_check_heat(struct pl_doctor *doctor);
