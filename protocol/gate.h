/* The safety gate: red-flag questions first and at intervals, then severity.
 *
 * A "yes" to any red flag locks every exercise until a whole new check says otherwise; posture and breaks
 * go on. Where the source contradicts itself the strictest reading is taken (docs/protocol.md). The gate
 * routes people; it does not rate how likely anything is, and the camera never answers for them.
 * Pure: state and time in, state out. */
#pragma once

#include "protocol/catalogue.h"
#include "protocol/pain.h"
#include "protocol/when.h"

#define PL_GATE_FLAGS 48
#define PL_GATE_CHECK_DAYS 7 /* a check is good for so long */

enum pl_gate_level {
    PL_GATE_DUE = 0, /* no valid check */
    PL_GATE_GREEN,
    PL_GATE_AMBER,
    PL_GATE_RED,
    PL_GATE_LEVELS,
};

/* A short list of entry ids. */
struct pl_ids {
    char id[PL_GATE_FLAGS][PL_CATALOGUE_ID_BYTES];
    int count;
};

/* What is kept of the checks. All zero: never checked. */
struct pl_gate {
    pl_usec checked_at;  /* the last whole check; 0: never */
    int asked;           /* how many red flags that check asked: a longer list is a new check */
    bool recheck;        /* something since asks for a new check */
    bool moderate;       /* SEV-2 said yes */
    struct pl_ids flags; /* red flags answered yes */
    struct pl_ids conditions;
};

enum pl_answer {
    PL_ANSWER_NONE = 0,
    PL_ANSWER_NO,
    PL_ANSWER_YES,
};

/* One run of the questionnaire, by index of the catalogue's entries. All zero: nothing answered. */
struct pl_check {
    unsigned char answer[PL_CATALOGUE_ENTRIES];
};

struct pl_verdict {
    enum pl_gate_level level;
    bool locked;             /* exercises are: due or red */
    enum pl_urgency urgency; /* the strictest among the flags; none unless red */
};

/* Notes an answer to a red flag, severity question or condition; others are ignored. A "yes" is never
 * taken back by a later "no" of the same run. */
void pl_check_answer(struct pl_check *check, const struct pl_catalogue *catalogue,
                     const struct pl_entry *question, bool yes);
/* Answers "no" to every red flag not answered yet: the button "none of these applies to me". */
void pl_check_none_apply(struct pl_check *check, const struct pl_catalogue *catalogue);
/* The next red flag without an answer, or NULL when the check is whole. */
const struct pl_entry *pl_check_next(const struct pl_check *check,
                                     const struct pl_catalogue *catalogue);
/* Some red flag was answered yes. */
bool pl_check_flagged(const struct pl_check *check, const struct pl_catalogue *catalogue);

/* What pl_gate_apply made of a check. */
enum pl_applied {
    PL_APPLIED_WHOLE = 0,  /* every red flag answered: the gate stands on this check now */
    PL_APPLIED_FLAGS,      /* not whole, but a yes locks at once; earlier flags stay */
    PL_APPLIED_INCOMPLETE, /* not whole and no yes: red flags unchanged */
};

/* Takes the answers over. A whole check replaces the flags; an incomplete one can only add to them.
 * Severity and conditions are taken over where they were answered. */
enum pl_applied pl_gate_apply(struct pl_gate *gate, const struct pl_catalogue *catalogue,
                              const struct pl_check *check, struct pl_when now);

/* Where the gate stands. A check in the future (a clock that stepped back) counts as none. */
struct pl_verdict pl_gate_verdict(const struct pl_gate *gate, const struct pl_catalogue *catalogue,
                                  const struct pl_pain_summary *pain, struct pl_when now);

bool pl_ids_has(const struct pl_ids *ids, const char *id);
/* Adds an id unless it is there; a full list keeps what it has (it is longer than any questionnaire). */
void pl_ids_add(struct pl_ids *ids, const char *id);

const char *pl_gate_level_name(enum pl_gate_level level);
