/* The relief engine: what one person answered, felt and did, and what may be offered to them now.
 *
 * Pure: the state, the catalogue and the time go in, and answers come out. One thread at a time. The state
 * is a plain value of about 40 KB; whoever keeps it on disk writes it field by field (app/relief_store). */
#pragma once

#include "protocol/gate.h"
#include "protocol/pain.h"
#include "protocol/phase.h"
#include "protocol/practice.h"

#define PL_SUGGESTIONS_KEPT 64

/* One suggestion made. */
struct pl_suggested {
    char id[PL_CATALOGUE_ID_BYTES];
    struct pl_when when;
};

/* All zero: a person who is new here. */
struct pl_relief {
    struct pl_gate gate;
    struct pl_pain_log pain;
    struct pl_phases phases;
    struct pl_practice_log practices;
    struct pl_suggested suggested[PL_SUGGESTIONS_KEPT]; /* in the order of time */
    int suggested_count;
    double
        turn_best_deg[3]; /* by pl_side, 0..90: how far the head has turned at best; 0: not known */
    enum pl_review review; /* the last one said, so that each is said once */
};

/* Why an entry may not be started now. */
enum pl_lock {
    PL_LOCK_OPEN = 0,
    PL_LOCK_CHECK_DUE,
    PL_LOCK_RED,
    PL_LOCK_AMBER,
    PL_LOCK_PAIN,
    PL_LOCK_CONDITION,
    PL_LOCK_PHASE,
    PL_LOCK_REST,   /* comfort care: the pause since the last session is too short */
    PL_LOCK_ENOUGH, /* comfort care: as often today as it may be */
    PL_LOCK_COUNT,
};

/* How often something may be suggested; alerts/policy has its own budget for alerts. */
struct pl_suggest_limits {
    int gap_min;
    int per_hour;
    int per_day;
};
#define PL_SUGGEST_LIMITS_DEFAULT ((struct pl_suggest_limits){15, 2, 8})

/* Positive results of pl_relief_suggest. */
enum pl_suggest_result {
    PL_SUGGEST_TOO_SOON = 1,
    PL_SUGGEST_BUDGET,  /* of the hour or the day */
    PL_SUGGEST_NOTHING, /* nothing fits, or only what was suggested last */
};

/* The gate and the pain log read together. */
struct pl_verdict pl_relief_verdict(const struct pl_relief *relief,
                                    const struct pl_catalogue *catalogue, struct pl_when now);

/* Takes over a check and moves the phase accordingly. */
enum pl_applied pl_relief_check(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                                const struct pl_check *check, struct pl_when now);

/* Whether that entry may be started now. Questions and words are always open. */
enum pl_lock pl_relief_lock(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                            const struct pl_entry *entry, struct pl_when now);

/* The sentence of a lock, from the catalogue; NULL for an open one. */
const char *pl_lock_text(const struct pl_catalogue *catalogue, enum pl_lock lock);

/* The dose for today: the first days may have a smaller one, and pain of 4 or 5 halves repetitions. */
struct pl_dose pl_relief_dose(const struct pl_relief *relief, const struct pl_entry *entry,
                              struct pl_when now);

/* Logs pain. High pain, pain that spreads to chest or arm, and a log that calls for a review make the
 * check due. Returns the review to tell about, once; PL_REVIEW_NONE otherwise. */
enum pl_review pl_relief_pain(struct pl_relief *relief, struct pl_when now, int pain,
                              enum pl_spread spread);

/* Logs an answer to a symptom or gate question; an unwelcome one may make the check due. Answers to other
 * kinds are ignored (they belong to a check). */
void pl_relief_answer(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                      const struct pl_entry *question, bool yes, struct pl_when now);

/* Logs a session; one stopped for pain makes the check due, pain after it is logged as pain. */
void pl_relief_practise(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                        struct pl_practice practice);

/* Keeps turns (by pl_side; 0: none seen) that went further than any before. */
void pl_relief_turned(struct pl_relief *relief, const double deg[3]);

/* Forgets them: after an injury, or when somebody else sat there, the range is learnt anew. */
void pl_relief_forget_range(struct pl_relief *relief);

/* Moves the phase on if it may; call once a day and after answers. Returns whether it changed. */
bool pl_relief_step(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                    struct pl_when now);

/* Chooses for that trigger: what may be offered, was suggested longest ago and ranks first; never the
 * same entry twice running. Returns 0 and notes the suggestion in the state, or a pl_suggest_result with
 * nothing changed. */
int pl_relief_suggest(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                      enum pl_trigger trigger, struct pl_suggest_limits limits, struct pl_when now,
                      const struct pl_entry **ret);
