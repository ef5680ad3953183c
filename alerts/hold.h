/* Why an alert is held back. */
#pragma once

enum pl_hold {
    PL_HOLD_NONE = 0,  /* nothing is held back */
    PL_HOLD_DISABLED,  /* alerts.enabled is off */
    PL_HOLD_SILENT,    /* alerts.mode is silent: watched and recorded, not said */
    PL_HOLD_PAUSED,    /* the user paused the camera */
    PL_HOLD_INHIBITED, /* something outside asked for quiet (a meeting) */
    PL_HOLD_SNOOZED,
    PL_HOLD_DISMISSED, /* the user waved the last one away */
    PL_HOLD_QUIET_HOURS,
    PL_HOLD_CAMERA_MOVED,   /* the baseline does not hold since the camera moved */
    PL_HOLD_BASELINE_STALE, /* the baseline is too old or does not fit any more */
    PL_HOLD_NO_BASELINE,    /* there is none yet, so there is nothing to hold back either */
    PL_HOLD_UNKNOWN,        /* at this moment the posture cannot be seen */
    PL_HOLD_BREAK_DUE_SOON, /* the break will be said in a moment: one interruption, not two */
    PL_HOLD_DAILY_BUDGET,
    PL_HOLD_HOURLY_BUDGET,
    PL_HOLD_BACKED_OFF, /* the last ones were ignored: the pause after an alert is longer */
    PL_HOLD_COOLDOWN,   /* too soon after the last alert */
    PL_HOLD_COUNT,
};

/* The snake_case word of the JSON contract, and a few plain words for people ("nothing to say",
 * "quiet hours"). Assert on a value outside the enum. */
const char *pl_hold_name(enum pl_hold hold);
const char *pl_hold_words(enum pl_hold hold);
