/* Relief in JSON, alike for the command line and MQTT. Each result is the caller's to delete. */
#pragma once

#include "protocol/engine.h"

#include <cjson/cJSON.h>

/* id, kind, title, phase, dose, steps, precaution, stop, source_rows, locked, why_locked and what else the
 * entry has: the contract of `relief list --json`. */
cJSON *pl_relief_entry_json(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                            const struct pl_entry *entry, struct pl_when now);

/* level, locked, because, advice, questions: the contract of `relief check --json` and the topic
 * state/safety. `questions` are the texts of the red flags, `unanswered` those of `check` without an
 * answer (NULL: leave it out). */
cJSON *pl_relief_safety_json(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                             const struct pl_check *check, struct pl_when now);

/* id, title, steps, reps, hold_s, because: the topic state/exercise. `entry` NULL: nothing is suggested. */
cJSON *pl_relief_exercise_json(const struct pl_relief *relief, const struct pl_entry *entry,
                               const char *because, struct pl_when now);

/* phase, week, lights, pain, turn_best_deg, adherence, review: `relief progress --json`. */
cJSON *pl_relief_progress_json(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                               struct pl_when now);

/* What to tell about the gate: its sentence, and under red also where to turn. At most `size` bytes. */
void pl_relief_advice(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                      struct pl_when now, char *ret, size_t size);

/* Reads an object of question to "yes" or "no". All answers are understood, or false: a misspelt question must not
 * pass for a "no". */
bool pl_relief_read_answers(const struct pl_catalogue *catalogue, const cJSON *json,
                            struct pl_check *check);
