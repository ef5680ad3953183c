/* Relief inside the daemon and the replay: from alerts to suggestions, from orders to answers.
 *
 * Keeps a catalogue and the relief state; what it changes is written to the state directory at once, and what
 * a command beside it changed is read before each use. One thread. */
#pragma once

#include "alerts/buzzer_pattern.h"
#include "alerts/event.h"
#include "alerts/published.h"
#include "app/relief/live.h"
#include "app/relief/sample.h"
#include "app/relief/store.h"
#include "app/watch/judge.h"
#include "config/settings.h"
#include "protocol/catalogue.h"

struct pl_relief_desk;

/* `directory` NULL: nothing is read or written (a replay without a state). `simulated` not NULL: the state is read
 * once, moved so that now becomes that moment, and never written. Returns 0, or a negative errno after
 * saying on the log what is wrong. */
int pl_relief_desk_create(const struct pl_settings *settings, const char *directory,
                          const struct pl_when *simulated, struct pl_relief_desk **ret);
void pl_relief_desk_destroy(struct pl_relief_desk *desk);

/* New settings while running: the phase wanted, and how often. */
void pl_relief_desk_configure(struct pl_relief_desk *desk, const struct pl_settings *settings);

/* An alert that was said: whether an exercise goes with it, and the event to say. The event's strings live as
 * long as the desk. */
bool pl_relief_desk_alert(struct pl_relief_desk *desk, const struct pl_event *alert,
                          struct pl_when now, struct pl_event *ret);

/* As time passes: a suggestion after `sitting.still_min` without a shift of position, or after a head turn check that
 * fell short of the own best, when nothing speaks against talking. Call every few seconds; as above. */
bool pl_relief_desk_tick(struct pl_relief_desk *desk, const struct pl_judge *judge, pl_usec t,
                         struct pl_when now, struct pl_event *ret);

/* A guided session on order: {"start": ID}, {"skip": true}, {"pause": true or false}, {"done": true}, {"stop": true},
 * {"hurts": true} (stops it, and the check is due), {"pain": 0..10}; "start" with true takes what is suggested, and
 * ends a session that runs. 0, a negative errno, or 1 when it
 * cannot be done (locked, no such exercise, no session, not understood). */
int pl_relief_desk_exercise(struct pl_relief_desk *desk, const char *json, pl_usec t,
                            struct pl_when now);
/* Time passes in it, and the camera counts along: call with each sighting and once a second at least. `sample`
 * NULL: the camera saw nothing this time. `ret_tune` gets what the buzzer should play. Returns whether the session
 * ended just now. */
bool pl_relief_desk_guide(struct pl_relief_desk *desk, const struct pl_verify_sample *sample,
                          pl_usec t, struct pl_when now, enum pl_tune *ret_tune);
bool pl_relief_desk_exercising(const struct pl_relief_desk *desk);
/* The session that runs, or the one that was last. */
void pl_relief_desk_live(const struct pl_relief_desk *desk, struct pl_relief_live *ret);

/* A credited break (PL_EVENT_BREAK) is a micro-break done, unless a guided one of the same time was logged. 0 or
 * a negative errno. */
int pl_relief_desk_break(struct pl_relief_desk *desk, const struct pl_event *event,
                         struct pl_when now);

/* What is shown of it. Strings live as long as the desk or until its next call. */
void pl_relief_desk_publish(struct pl_relief_desk *desk, struct pl_when now,
                            struct pl_published_exercise *ret_exercise,
                            struct pl_published_safety *ret_safety);

/* Orders. Each returns 0, a negative errno, or 1 when it cannot be done (nothing suggested; locked; answers
 * that are no JSON object of question to "yes" or "no"). */
int pl_relief_desk_done(struct pl_relief_desk *desk, struct pl_when now);
int pl_relief_desk_none_apply(struct pl_relief_desk *desk, struct pl_when now);
int pl_relief_desk_answers(struct pl_relief_desk *desk, const char *json, struct pl_when now);
