/* From measurements to events: the one sequence of pure steps that `run` and `replay` share.
 *
 * measurement -> filter -> posture word -> session -> policy -> events, and the sums of the day beside
 * it. Time and wall time come with every step; nothing here reads a clock, prints or allocates. Settings are
 * turned into a pl_judge_config by app/watch/judge_settings.h. A judge is a plain value that belongs to one thread. */
#pragma once

#include "alerts/policy.h"
#include "posture/filter.h"
#include "posture/session.h"

struct pl_judge_config {
    struct pl_policy_config policy;
    pl_usec break_length; /* sitting.break_s */
};

/* The defaults of the settings. */
struct pl_judge_config pl_judge_config_default(void);

/* Where events go: `say` is called during a step, once for each, in the order of what happened. The event is
 * valid during the call. */
struct pl_judge_listener {
    void (*say)(const struct pl_event *event, void *context);
    void *context;
};

struct pl_judge {
    struct pl_judge_config config;
    struct pl_judge_listener listener;
    struct pl_measurement now; /* the last one, filtered, with its posture word */
    struct pl_session session;
    struct pl_policy policy;
    struct pl_day today; /* so far */

    /* Private to judge.c. */
    struct pl_smoother smoother;
    struct pl_session_sums counted; /* session sums that are already in `today` */
    pl_usec carried;                /* of the present sitting, before today began */
    const char *camera;             /* state said last */
    bool dated;                     /* today.day means something */
    bool paused;
};

void pl_judge_init(struct pl_judge *judge, const struct pl_judge_config *config,
                   struct pl_judge_listener listener);

/* New settings while running; nothing of the past is forgotten. */
void pl_judge_configure(struct pl_judge *judge, const struct pl_judge_config *config);

/* The next measurement, as it was measured (not filtered). Call at least every 10 s while there is a
 * camera: what lies between steps further apart than PL_SESSION_HOLE counts as missing. */
void pl_judge_step(struct pl_judge *judge, const struct pl_measurement *m,
                   struct pl_local_time local);

/* There is no measurement at t (camera lost or paused): keeps midnight, snooze and "unknown" on time. About
 * once a second is enough. */
void pl_judge_blind(struct pl_judge *judge, pl_usec t, struct pl_local_time local);

/* The camera's state, whenever it is looked at: a static snake_case word, "ok" when frames come. A change is
 * an event. "ok" is what it is at the start. */
void pl_judge_camera(struct pl_judge *judge, pl_usec t, const char *state);

/* The end: what is still open is settled, and `today` is said as a `summary`, unless there was no step at all. */
void pl_judge_finish(struct pl_judge *judge, pl_usec t);

/* What people and other programs ask for, at any time. */
void pl_judge_snooze(struct pl_judge *judge, pl_usec t, pl_usec length); /* 0: the setting */
void pl_judge_dismiss(struct pl_judge *judge,
                      pl_usec t); /* waves the last alert away: an hour's peace */
void pl_judge_inhibit(struct pl_judge *judge, bool on); /* a meeting, a film */
void pl_judge_pause(struct pl_judge *judge,
                    bool on); /* the camera is paused: measurements are ignored */
void pl_judge_break_taken(struct pl_judge *judge,
                          pl_usec t); /* "I had a break": the timer starts anew */

/* Why nothing is being said now, in a few words for people. */
const char *pl_judge_why(const struct pl_judge *judge);
