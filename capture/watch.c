/*
 *              opened: 0                       read: 0
 *   closed ---------------------> open --------------------> frames come: OK
 *     ^  \ opened: trouble         |  \ read: trouble, or nothing for frozen_after
 *     |   `--> wait, longer        |   `--> close, then wait
 *     `-----------------------------------------------------'
 *
 * What is told stays as it was from opening until the first frame: a camera that opens and never sends is
 * not "ok" for a moment at every try. */
#include "capture/watch.h"

#include <assert.h>

/* Waits before the tries after a failure; the last one is repeated. Whatever a hand can mend in a moment
 * (a plug, another program) is tried so often that frames come again within five seconds. */
static const pl_usec quick[] = {500000, 1000000, 2000000, 3000000};
static const pl_usec slow[] = {1000000, 2000000, 4000000, 8000000, 15000000, 30000000};

static pl_usec patience(enum pl_source_state state, int tries)
{
    const int quicks = sizeof quick / sizeof quick[0], slows = sizeof slow / sizeof slow[0];

    switch (state) {
    case PL_SOURCE_OK:
    case PL_SOURCE_NO_FRAME:
    case PL_SOURCE_END:
    case PL_SOURCE_NO_DEVICE:
    case PL_SOURCE_BUSY:
    case PL_SOURCE_FROZEN:
    case PL_SOURCE_LOST:
        return quick[tries < quicks ? tries : quicks - 1];
    case PL_SOURCE_NO_PERMISSION:
    case PL_SOURCE_WRONG_FORMAT:
    case PL_SOURCE_UNREADABLE:
    case PL_SOURCE_NOT_BUILT:
        break;
    }
    return slow[tries < slows ? tries : slows - 1];
}

void pl_watch_init(struct pl_watch *watch, pl_usec frozen_after)
{
    *watch = (struct pl_watch){.state = PL_SOURCE_NO_FRAME, .frozen_after = frozen_after};
}

void pl_watch_set_frozen_after(struct pl_watch *watch, pl_usec frozen_after)
{
    watch->frozen_after = frozen_after;
}

enum pl_watch_action pl_watch_next(const struct pl_watch *watch, pl_usec now, pl_usec *ret_until)
{
    if (watch->open)
        return watch->retry_at > 0 ? PL_WATCH_CLOSE : PL_WATCH_READ;
    if (watch->state == PL_SOURCE_END)
        return PL_WATCH_END;
    if (now >= watch->retry_at)
        return PL_WATCH_OPEN;
    *ret_until = watch->retry_at;
    return PL_WATCH_WAIT;
}

static bool tell(struct pl_watch *watch, pl_usec now, enum pl_source_state state)
{
    if (state == watch->state)
        return false;
    watch->state = state;
    watch->since = now;
    watch->tries = 0;
    return true;
}

/* Trouble: tell it, and settle when to try again. */
static bool fail(struct pl_watch *watch, pl_usec now, enum pl_source_state state)
{
    bool changed = tell(watch, now, state);

    watch->retry_at = now + patience(state, watch->tries++);
    return changed;
}

static enum pl_source_state state_of(int result)
{
    assert(result < PL_SOURCE_STATES);
    return result < 0 ? PL_SOURCE_UNREADABLE : (enum pl_source_state)result;
}

bool pl_watch_opened(struct pl_watch *watch, pl_usec now, int result)
{
    if (result != 0)
        return fail(watch, now, state_of(result));
    watch->open = true;
    watch->retry_at = 0;
    watch->moved = now;
    return false;
}

bool pl_watch_read(struct pl_watch *watch, pl_usec now, int result)
{
    if (result == 0) {
        watch->moved = now;
        return tell(watch, now, PL_SOURCE_OK);
    }
    if (result != PL_SOURCE_NO_FRAME)
        return fail(watch, now, state_of(result));
    if (now - watch->moved < watch->frozen_after)
        return false;
    return fail(watch, now, PL_SOURCE_FROZEN);
}

void pl_watch_closed(struct pl_watch *watch)
{
    watch->open = false;
}

const char *pl_source_state_advice(enum pl_source_state state)
{
    static const char *const advice[PL_SOURCE_STATES] = {
        [PL_SOURCE_OK] = "",
        [PL_SOURCE_NO_FRAME] = "",
        [PL_SOURCE_END] = "",
        [PL_SOURCE_NO_DEVICE] = "Plug the camera in, or set camera.source.",
        [PL_SOURCE_BUSY] = "Close the other program that uses the camera.",
        [PL_SOURCE_NO_PERMISSION] = "Add this user to the group video and log in again.",
        [PL_SOURCE_WRONG_FORMAT] = "Set camera.source to a camera that streams pictures.",
        [PL_SOURCE_FROZEN] = "Check the cable, or plug the camera into another port.",
        [PL_SOURCE_LOST] = "Plug the camera in again.",
        [PL_SOURCE_UNREADABLE] = "Check the file or the device, and camera.source.",
        [PL_SOURCE_NOT_BUILT] = "Install what is missing, or set camera.source to another camera.",
    };

    assert(state < PL_SOURCE_STATES);
    return advice[state];
}
