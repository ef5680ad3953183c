#include "alerts/hold.h"

#include <assert.h>

static const struct {
    const char *name, *words;
} holds[PL_HOLD_COUNT] = {
    [PL_HOLD_NONE] = {"none", "nothing to say"},
    [PL_HOLD_DISABLED] = {"disabled", "alerts are switched off"},
    [PL_HOLD_SILENT] = {"silent", "silent mode"},
    [PL_HOLD_PAUSED] = {"paused", "paused"},
    [PL_HOLD_INHIBITED] = {"inhibited", "asked to be quiet"},
    [PL_HOLD_SNOOZED] = {"snoozed", "snoozed"},
    [PL_HOLD_DISMISSED] = {"dismissed", "dismissed"},
    [PL_HOLD_QUIET_HOURS] = {"quiet_hours", "quiet hours"},
    [PL_HOLD_CAMERA_MOVED] = {"camera_moved", "the camera has moved: calibrate again"},
    [PL_HOLD_BASELINE_STALE] = {"baseline_stale", "the upright reference is out of date"},
    [PL_HOLD_NO_BASELINE] = {"no_baseline", "not calibrated yet"},
    [PL_HOLD_UNKNOWN] = {"unknown", "cannot see well enough"},
    [PL_HOLD_BREAK_DUE_SOON] = {"break_due_soon", "a break is due soon"},
    [PL_HOLD_DAILY_BUDGET] = {"daily_budget", "enough alerts for today"},
    [PL_HOLD_HOURLY_BUDGET] = {"hourly_budget", "enough alerts for this hour"},
    [PL_HOLD_BACKED_OFF] = {"backed_off", "the last alerts went unheeded"},
    [PL_HOLD_COOLDOWN] = {"cooldown", "said not long ago"},
};

const char *pl_hold_name(enum pl_hold hold)
{
    assert(hold < PL_HOLD_COUNT);
    return holds[hold].name;
}

const char *pl_hold_words(enum pl_hold hold)
{
    assert(hold < PL_HOLD_COUNT);
    return holds[hold].words;
}
