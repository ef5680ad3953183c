/* A guided session: one entry, step by step, with its timers. State and time in, state out.
 *
 * The terminal and MQTT drive it alike: start it, call pl_guide_tick as time passes, pass on what the person
 * presses, show pl_guide_view, and log pl_guide_practice at the end. Pure; one thread at a time. Time here is
 * the monotonic pl_usec; a gap between ticks longer than PL_GUIDE_GAP (suspend) pauses the session. */
#pragma once

#include "protocol/catalogue.h"
#include "protocol/practice.h"

#define PL_GUIDE_READY_S 6   /* to read the steps; five seconds and a breath */
#define PL_GUIDE_RELEASE_S 2 /* between two repetitions */
#define PL_GUIDE_CHANGE_S 4  /* to change sides */
#define PL_GUIDE_MOVE_S 4    /* one repetition of an exercise without a hold: up and down */
#define PL_GUIDE_GAP (10 * PL_USEC_PER_SEC)

enum pl_guide_stage {
    PL_GUIDE_IDLE = 0, /* not started */
    PL_GUIDE_READY,    /* read the steps, get in place */
    PL_GUIDE_WORK,     /* hold, move, or let the timer run */
    PL_GUIDE_RELEASE,
    PL_GUIDE_CHANGE_SIDE,
    PL_GUIDE_REST,     /* between sets */
    PL_GUIDE_ASK_PAIN, /* waits for a number */
    PL_GUIDE_OVER,
    PL_GUIDE_STAGE_COUNT,
};

enum pl_side {
    PL_SIDE_NONE = 0,
    PL_SIDE_RIGHT,
    PL_SIDE_LEFT,
};

/* What the buzzer or the bell should say after a step. */
enum pl_guide_sound {
    PL_GUIDE_SOUND_NONE = 0,
    PL_GUIDE_SOUND_GO,
    PL_GUIDE_SOUND_RELEASE,
    PL_GUIDE_SOUND_END,
};

struct pl_guide {
    const struct pl_entry *entry; /* borrowed; the catalogue outlives the session */
    struct pl_dose dose;
    enum pl_guide_stage stage;
    bool paused;
    pl_usec now;        /* of the last tick */
    pl_usec spent;      /* in this stage, pauses left out */
    pl_usec total;      /* in the whole session, pauses left out */
    int set, side, rep; /* the present ones, from 0 */
    int reps_done;      /* over all sets and sides */
    int reps_skipped;
    int pain; /* 0..10 said at the end, or -1 */
    enum pl_outcome outcome;
    enum pl_seen seen; /* set by whoever verifies; PL_SEEN_NOT at start */
    bool ease_off;     /* pain 4 or 5 was said */
};

/* A moment of the session in words and numbers for a screen. */
struct pl_guide_view {
    enum pl_guide_stage stage;
    bool paused;
    int set, sets; /* from 1 */
    int rep, reps; /* from 1, of this set and side */
    enum pl_side side;
    double left_s;   /* of this stage; 0 where nothing is timed */
    double fraction; /* of this stage, 0..1 */
    double progress; /* of the whole session, 0..1 */
};

/* Starts at `now` with today's dose (pl_relief_dose); the caller has asked pl_relief_lock. Comfort care
 * never runs beyond its limit whatever the dose says. */
void pl_guide_start(struct pl_guide *guide, const struct pl_entry *entry, struct pl_dose dose,
                    pl_usec now);

/* Lets time pass; may be called at any rate. Returns the sound of the newest change. */
enum pl_guide_sound pl_guide_tick(struct pl_guide *guide, pl_usec now);

void pl_guide_pause(struct pl_guide *guide, bool paused);
/* On to the next repetition, side or set; from getting ready, straight to work. */
void pl_guide_skip(struct pl_guide *guide);
/* The person says the whole thing is done: on to the question about pain. */
void pl_guide_done(struct pl_guide *guide);
/* The person ends it early; `hurts` for pain or a new sign (the check will be due). */
void pl_guide_stop(struct pl_guide *guide, bool hurts);
/* Pain said now, 0..10. From 6 the session stops; at the end it is the answer and ends it. Returns what to
 * tell: PL_TEXT_STOP_NOW, PL_TEXT_EASE_OFF, or PL_TEXT_COUNT for nothing. */
enum pl_text pl_guide_pain(struct pl_guide *guide, int pain);
/* At the question about pain: no answer. */
void pl_guide_finish(struct pl_guide *guide);

struct pl_guide_view pl_guide_view(const struct pl_guide *guide);
bool pl_guide_running(const struct pl_guide *guide);

/* The practice of a session that is over. */
struct pl_practice pl_guide_practice(const struct pl_guide *guide, struct pl_when end);

const char *pl_guide_stage_name(enum pl_guide_stage stage);
