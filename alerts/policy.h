/* From posture and sitting to as few interruptions as possible.
 *
 * Each moment the policy is told what is measured and how the sitting stands, and answers with at most one alert
 * and what else changed: recovered, suppressed, the camera. Everything it does not say has a reason
 * that can be asked for at any time (policy->why) and that is said once for each thing held back.
 *
 * A posture must last: an episode begins when a number first exceeds its threshold and ends after
 * `clear` in a row under the clear level; time that is not known neither counts nor clears. The alert
 * comes `dwell` after the beginning if at least 60 % of the known time since then was over the threshold and
 * known time is at least half of it. After a minute without anybody in view the episode is dropped.
 *
 * Then the budget: a pause after every alert, so many posture alerts an hour and a day, longer pauses
 * when alerts are ignored, none shortly before a due break, none while snoozed, dismissed, inhibited, in
 * quiet hours, or while the posture is not known. Defaults, and why: docs/alerts.md.
 *
 * Pure: plain values, no I/O, no clock. Local time comes with every step, so quiet hours and days follow the
 * wall clock over midnight and daylight saving. A policy belongs to one thread. */
#pragma once

#include "alerts/budget.h"
#include "alerts/due.h"
#include "alerts/episode.h"
#include "alerts/event.h"
#include "alerts/fault.h"
#include "alerts/hold.h"
#include "alerts/quiet_hours.h"
#include "alerts/thresholds.h"
#include "base/wall_time.h"
#include "posture/session.h"

/* The settings `thresholds`, `alerts` and `sitting`, in one clock's units. */
struct pl_policy_config {
    struct pl_thresholds thresholds;
    bool enabled;
    bool silent; /* alerts.mode */
    pl_usec dwell, clear, cooldown, snooze;
    int per_hour, per_day; /* posture alerts; per_hour at most PL_BUDGET_PER_HOUR_MAX */
    pl_usec soft, firm;    /* seated for this long, a break is due */
    struct pl_quiet_hours quiet;
};

/* alerts on, 120 s dwell, 10 s clear, 15 min cool-down, 10 min snooze, 2 an hour and 8 a day, breaks due at 30
 * and 60 min, no quiet hours. */
struct pl_policy_config pl_policy_config_default(void);

struct pl_policy {
    enum pl_hold why; /* why nothing is being said now; PL_HOLD_NONE: there is nothing to say */
    bool warning;     /* some fault has lasted for its dwell, told or not: for a lamp */

    /* Private to policy.c. */
    bool started;
    pl_usec t, seen; /* of the last step; of the last one with somebody in view */
    struct pl_episode episode[PL_FAULT_COUNT];
    bool lasted[PL_FAULT_COUNT]; /* the episode has been due at some time */
    struct pl_budget budget;
    struct pl_due due;
    pl_usec last_alert; /* of any kind */
    bool alerted;       /* last_alert means something */
    pl_usec snoozed_until, dismissed_until;
    bool snoozing, dismissing, inhibited, paused;
    uint32_t held[PL_EVENT_KINDS]; /* bit for each pl_hold said about what is held back now */
    enum pl_reason baseline;       /* said last: none, camera_moved or baseline_stale */
    enum pl_reason doubt;          /* seen last, of the same three ... */
    pl_usec doubted_since;         /* ... since then */
};

#define PL_POLICY_EVENTS_MAX 12

struct pl_policy_events {
    int count;
    struct pl_event event[PL_POLICY_EVENTS_MAX];
};

void pl_policy_init(struct pl_policy *policy);

/* One step. `m` is the filtered measurement of time t (pl_measurement_unknown() when there is none),
 * `session` after the same measurement. Appends to *events; at most one of them is an alert. */
void pl_policy_step(struct pl_policy *policy, const struct pl_policy_config *config,
                    const struct pl_measurement *m, const struct pl_session *session,
                    struct pl_local_time local, struct pl_policy_events *events);

/* Quiet for `length` (0: config->snooze). A due break said before is said again afterwards, twice at most. */
void pl_policy_snooze(struct pl_policy *policy, const struct pl_policy_config *config, pl_usec t,
                      pl_usec length);
/* Waves the last alert away: no posture alert for an hour, the due break only at its next level. */
void pl_policy_dismiss(struct pl_policy *policy, pl_usec t);
/* Something outside asks for quiet, or no longer. */
void pl_policy_inhibit(struct pl_policy *policy, bool on);
/* The camera is paused by the user, or no longer. */
void pl_policy_pause(struct pl_policy *policy, bool on);

/* Whether this would be a good moment to suggest something that is no alert: nothing is held back, somebody sits,
 * no break is near, the last alert is a cool-down ago. */
bool pl_policy_is_free(const struct pl_policy *policy, const struct pl_policy_config *config,
                       const struct pl_session *session, pl_usec t);
