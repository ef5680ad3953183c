/* One fault of posture from its beginning to its end: the dwell rule.
 *
 * An episode begins when the number first exceeds its threshold and ends after `clear` in a row under the
 * clear level; time that is not known neither counts nor clears. It is due `dwell` after its beginning
 * if at least 60 % of the known time since then was over the threshold and known time is at least half of it.
 * After an alert the shares are counted anew from there, so being said again takes the same again. An
 * episode that is three dwells old and still not mostly over the threshold begins anew at the next
 * excess: an hour just under the threshold must not weigh against the minutes over it.
 *
 * Pure. */
#pragma once

#include "base/time.h"

#include <stdbool.h>

/* What one moment says about a fault. Between the levels neither `over` nor `under` is true. */
struct pl_fault_sign {
    bool known, over, under;
};

struct pl_episode {
    bool open;
    bool told; /* an alert of this episode was given */
    pl_usec began, alerted;
    pl_usec window;      /* shares are counted since then: the beginning, or the last alert */
    pl_usec over, known; /* time since `window` */
    pl_usec clear;       /* in a row under the clear level */
};

enum pl_episode_news {
    PL_EPISODE_NOTHING = 0,
    PL_EPISODE_DUE,    /* lasted, and seen at this moment */
    PL_EPISODE_UNSURE, /* lasted, but not seen well enough to say so */
    PL_EPISODE_ENDED,  /* the episode is closed; its times can still be read until the next step */
};

/* The moment t, which stands for `elapsed` before it (0: the time before it is not known). */
enum pl_episode_news pl_episode_step(struct pl_episode *episode, pl_usec dwell, pl_usec clear,
                                     pl_usec t, pl_usec elapsed, struct pl_fault_sign sight);

/* Says that an alert was given at t for this episode (told), or for another one at the same time (not): either
 * way the person has just been asked to sit up. */
void pl_episode_alerted(struct pl_episode *episode, pl_usec t, bool told);
