/* Phases: gentle, build, maintain. They open by symptoms; the calendar only says how early at best.
 *
 * Pure. All zero is a person who never did a check. */
#pragma once

#include "protocol/gate.h"

#define PL_LIGHTS 128 /* answers kept; the oldest makes room */

/* One answer to a gate question. */
struct pl_green_light {
    char id[PL_CATALOGUE_ID_BYTES];
    int day;
    bool yes;
};

struct pl_phases {
    enum pl_phase reached; /* PL_PHASE_ANY: none yet */
    enum pl_phase wanted;  /* the person's own ceiling; PL_PHASE_ANY: none */
    int started_day;       /* weeks count from here */
    int since_day; /* of the phase reached; lights answered up to it do not count for the next */
    struct pl_green_light light[PL_LIGHTS];
    int count;
};

void pl_phase_answer(struct pl_phases *phases, const struct pl_entry *gate, int day, bool yes);

/* Whether that green light is on. */
bool pl_phase_light(const struct pl_phases *phases, const struct pl_entry *gate, int day);

/* Weeks since the start, the first being 1; 0 before the start. */
int pl_phase_week(const struct pl_phases *phases, int day);

/* Moves on: to gentle with the first good verdict; further when the level is green, the next phase's
 * earliest week has come and all lights are on; back to gentle, from a new start, under a red flag.
 * Returns whether the phase changed. */
bool pl_phase_step(struct pl_phases *phases, const struct pl_catalogue *catalogue,
                   enum pl_gate_level level, int day);

/* The phase in force: what was reached, or less when the person wants less. */
enum pl_phase pl_phase_now(const struct pl_phases *phases);

/* Sets the person's ceiling. Returns false and changes nothing for a phase not reached. */
bool pl_phase_choose(struct pl_phases *phases, enum pl_phase wanted);
