#include "alerts/button.h"

struct pl_button pl_button_make(pl_usec debounce)
{
    return (struct pl_button){.debounce = debounce};
}

static void enter(struct pl_button *button, enum pl_button_state state, pl_usec t)
{
    button->state = state;
    button->state_since = t;
}

/* The button went down or up at t, for good. */
static enum pl_gesture change(struct pl_button *button, bool pressed, pl_usec t)
{
    button->pressed = pressed;
    switch (button->state) {
    case PL_BUTTON_IDLE:
        if (pressed)
            enter(button, PL_BUTTON_DOWN, t);
        break;
    case PL_BUTTON_DOWN:
        enter(button, PL_BUTTON_RELEASED, t);
        break;
    case PL_BUTTON_RELEASED:
        enter(button, PL_BUTTON_TOLD, t);
        return PL_GESTURE_DOUBLE;
    case PL_BUTTON_TOLD:
        enter(button, PL_BUTTON_IDLE, t);
        break;
    }
    return PL_GESTURE_NONE;
}

/* What the passing of time means in this state. */
static enum pl_gesture wait(struct pl_button *button, pl_usec now)
{
    if (button->state == PL_BUTTON_DOWN && now - button->state_since >= PL_BUTTON_LONG) {
        enter(button, PL_BUTTON_TOLD, now);
        return PL_GESTURE_LONG;
    }
    /* A second press may have begun in time and still be bouncing. */
    if (button->state == PL_BUTTON_RELEASED && now - button->state_since >= PL_BUTTON_AGAIN &&
        button->raw == button->pressed) {
        enter(button, PL_BUTTON_IDLE, now);
        return PL_GESTURE_SHORT;
    }
    return PL_GESTURE_NONE;
}

enum pl_gesture pl_button_step(struct pl_button *button, bool pressed, pl_usec now)
{
    enum pl_gesture gesture = PL_GESTURE_NONE;

    if (button->raw != button->pressed && now - button->raw_since >= button->debounce)
        gesture = change(button, button->raw, button->raw_since);
    if (pressed != button->raw) {
        button->raw = pressed;
        button->raw_since = now;
        if (button->debounce == 0 && pressed != button->pressed)
            gesture = change(button, pressed, now);
    }
    return gesture ? gesture : wait(button, now);
}

pl_usec pl_button_due(const struct pl_button *button)
{
    if (button->raw != button->pressed)
        return button->raw_since + button->debounce;
    if (button->state == PL_BUTTON_DOWN)
        return button->state_since + PL_BUTTON_LONG;
    if (button->state == PL_BUTTON_RELEASED)
        return button->state_since + PL_BUTTON_AGAIN;
    return INT64_MAX;
}
