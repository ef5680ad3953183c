/* A push button's line, debounced and read as gestures. Pure.
 *
 *     level      __|‾‾‾|______________     short: told when no second press has come for PL_BUTTON_AGAIN
 *                __|‾‾‾|___|‾‾‾|______     double: told at the second press
 *                __|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾|     long: told after PL_BUTTON_LONG, while still held
 *
 * A change of level counts only after it has lasted for the debounce time; then it counts from when it
 * began, so that bouncing does not delay what the person did. */
#pragma once

#include "base/time.h"

#include <stdbool.h>

#define PL_BUTTON_LONG (1500 * PL_USEC_PER_MSEC)
#define PL_BUTTON_AGAIN (400 * PL_USEC_PER_MSEC)

enum pl_gesture { PL_GESTURE_NONE = 0, PL_GESTURE_SHORT, PL_GESTURE_DOUBLE, PL_GESTURE_LONG };

enum pl_button_state {
    PL_BUTTON_IDLE = 0,
    PL_BUTTON_DOWN,     /* pressed once, not told yet */
    PL_BUTTON_RELEASED, /* waiting for a second press */
    PL_BUTTON_TOLD,     /* pressed, told: waiting for the release */
};

struct pl_button {
    pl_usec debounce;
    bool raw, pressed; /* the line as it is, and as it counts */
    pl_usec raw_since;
    enum pl_button_state state;
    pl_usec state_since;
};

/* A button that is not pressed. */
struct pl_button pl_button_make(pl_usec debounce);

/* Takes in the line's level at time `now`; call at every edge and at pl_button_due(). A gesture is told
 * once. */
enum pl_gesture pl_button_step(struct pl_button *button, bool pressed, pl_usec now);

/* When to call pl_button_step() again even without an edge; INT64_MAX: no need. */
pl_usec pl_button_due(const struct pl_button *button);
