/* A calibration that the running daemon does, because it has the camera.
 *
 * Through the control socket (app/run/control.h) go the words PL_CALIBRATE_WHOLE or PL_CALIBRATE_REFRESH, which ask for one,
 * and PL_CALIBRATE_HOW, which asks how it goes; the answer is the text of a pl_calibration_news. */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#define PL_CALIBRATE_WHOLE "calibrate"
#define PL_CALIBRATE_REFRESH "calibrate refresh"
#define PL_CALIBRATE_HOW "calibrate how"

struct pl_calibration_news {
    unsigned ended; /* calibrations since the daemon's start */
    bool running;   /* one is asked for, or going on */
    bool refused;   /* the last one failed */
    bool blind;     /* the camera is paused or in trouble, so none is begun */
};

void pl_calibration_news_format(const struct pl_calibration_news *news, char *ret, size_t size);
/* False: that is no such text, and *ret is untouched. */
bool pl_calibration_news_parse(const char *text, struct pl_calibration_news *ret);

/* Asks the daemon on this state directory for a calibration, tells on standard error what to do and how it goes, and
 * waits for its end or for *stop. 0; -ENOENT or -ECONNREFUSED: no daemon runs there, and nothing was said;
 * -ECANCELED: not begun, refused, not done in time, or stopped, after saying so. */
int pl_calibration_by_daemon(const char *state_dir, bool refresh, double length_s,
                             const volatile sig_atomic_t *stop);
