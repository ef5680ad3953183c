#include "protocol/engine.h"

#include <assert.h>
#include <string.h>

struct pl_verdict pl_relief_verdict(const struct pl_relief *relief,
                                    const struct pl_catalogue *catalogue, struct pl_when now)
{
    const struct pl_pain_summary pain = pl_pain_summarise(&relief->pain, now);

    return pl_gate_verdict(&relief->gate, catalogue, &pain, now);
}

bool pl_relief_step(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                    struct pl_when now)
{
    const struct pl_verdict verdict = pl_relief_verdict(relief, catalogue, now);

    return pl_phase_step(&relief->phases, catalogue, verdict.level, now.day);
}

enum pl_applied pl_relief_check(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                                const struct pl_check *check, struct pl_when now)
{
    const enum pl_applied applied = pl_gate_apply(&relief->gate, catalogue, check, now);

    pl_relief_step(relief, catalogue, now);
    return applied;
}

static bool named_condition(const struct pl_relief *relief, const struct pl_entry *entry)
{
    for (int i = 0; i < entry->not_if_count; i++)
        if (pl_ids_has(&relief->gate.conditions, entry->not_if[i]))
            return true;
    return false;
}

/* The gate's part: levels and high pain. Exercise with pain of 6 is never offered, whatever the level. */
static enum pl_lock lock_by_gate(const struct pl_relief *relief,
                                 const struct pl_catalogue *catalogue, const struct pl_entry *entry,
                                 struct pl_when now)
{
    const struct pl_pain_summary pain = pl_pain_summarise(&relief->pain, now);
    const struct pl_verdict verdict = pl_gate_verdict(&relief->gate, catalogue, &pain, now);

    if (entry->need == PL_NEED_NOTHING)
        return PL_LOCK_OPEN;
    if (verdict.level == PL_GATE_RED)
        return PL_LOCK_RED;
    if (verdict.level == PL_GATE_DUE)
        return PL_LOCK_CHECK_DUE;
    if (entry->kind == PL_KIND_EXERCISE && pain.latest >= PL_PAIN_HIGH)
        return PL_LOCK_PAIN;
    if (entry->need == PL_NEED_GREEN && verdict.level != PL_GATE_GREEN)
        return PL_LOCK_AMBER;
    return PL_LOCK_OPEN;
}

static bool is_later_phase(const struct pl_relief *relief, const struct pl_entry *entry,
                           struct pl_when now)
{
    return entry->need != PL_NEED_NOTHING &&
           (entry->phase > pl_phase_now(&relief->phases) ||
            entry->from_week > pl_phase_week(&relief->phases, now.day));
}

/* Cold and warmth: a cap a day and a pause between, whoever asks. */
static enum pl_lock lock_of_care(const struct pl_relief *relief, const struct pl_entry *entry,
                                 struct pl_when now)
{
    const struct pl_practice *last;

    if (entry->kind != PL_KIND_CARE)
        return PL_LOCK_OPEN;
    if (entry->dose.per_day &&
        pl_practice_count_on(&relief->practices, entry->id, now.day) >= entry->dose.per_day)
        return PL_LOCK_ENOUGH;
    last = pl_practice_last(&relief->practices, entry->id);
    if (last && now.t - last->when.t < entry->dose.gap_min * PL_USEC_PER_MIN)
        return PL_LOCK_REST;
    return PL_LOCK_OPEN;
}

enum pl_lock pl_relief_lock(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                            const struct pl_entry *entry, struct pl_when now)
{
    const enum pl_lock gate = lock_by_gate(relief, catalogue, entry, now);

    if (gate)
        return gate;
    if (named_condition(relief, entry))
        return PL_LOCK_CONDITION;
    if (is_later_phase(relief, entry, now))
        return PL_LOCK_PHASE;
    return lock_of_care(relief, entry, now);
}

const char *pl_lock_text(const struct pl_catalogue *catalogue, enum pl_lock lock)
{
    static const enum pl_text text_of[] = {
        [PL_LOCK_CHECK_DUE] = PL_TEXT_CHECK_DUE,      [PL_LOCK_RED] = PL_TEXT_RED,
        [PL_LOCK_AMBER] = PL_TEXT_LOCK_AMBER,         [PL_LOCK_PAIN] = PL_TEXT_LOCK_PAIN,
        [PL_LOCK_CONDITION] = PL_TEXT_LOCK_CONDITION, [PL_LOCK_PHASE] = PL_TEXT_LOCK_PHASE,
        [PL_LOCK_REST] = PL_TEXT_LOCK_REST,           [PL_LOCK_ENOUGH] = PL_TEXT_LOCK_ENOUGH,
    };

    assert(lock < PL_LOCK_COUNT);
    return lock == PL_LOCK_OPEN ? NULL : catalogue->text[text_of[lock]];
}

/* Days counted from the first time it was done. */
static bool in_first_days(const struct pl_relief *relief, const struct pl_entry *entry, int day)
{
    for (int i = 0; i < relief->practices.count; i++)
        if (!strcmp(relief->practices.item[i].id, entry->id))
            return day - relief->practices.item[i].when.day < entry->first_days;
    return true;
}

struct pl_dose pl_relief_dose(const struct pl_relief *relief, const struct pl_entry *entry,
                              struct pl_when now)
{
    const struct pl_pain_summary pain = pl_pain_summarise(&relief->pain, now);
    struct pl_dose dose = entry->dose;

    if (entry->first_days && in_first_days(relief, entry, now.day))
        dose = entry->first_dose;
    if (entry->kind == PL_KIND_EXERCISE && pain.latest >= PL_PAIN_EASE_OFF)
        dose.reps = (dose.reps + 1) / 2;
    return dose;
}

enum pl_review pl_relief_pain(struct pl_relief *relief, struct pl_when now, int pain,
                              enum pl_spread spread)
{
    enum pl_review before = relief->review;
    enum pl_review review;

    pl_pain_add(&relief->pain, now, pain, spread);
    review = pl_pain_summarise(&relief->pain, now).review;
    relief->review = review;
    if (review == before)
        review = PL_REVIEW_NONE;
    if (pain >= PL_PAIN_HIGH || spread == PL_SPREAD_CHEST_OR_ARM || review != PL_REVIEW_NONE)
        relief->gate.recheck = true;
    return review;
}

void pl_relief_answer(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                      const struct pl_entry *question, bool yes, struct pl_when now)
{
    const bool unwelcome = question->kind == PL_KIND_GATE ? !yes : yes;

    if (question->kind != PL_KIND_GATE && question->kind != PL_KIND_SYMPTOM)
        return;
    if (question->ask_check && unwelcome)
        relief->gate.recheck = true;
    if (question->kind == PL_KIND_GATE) {
        pl_phase_answer(&relief->phases, question, now.day, yes);
        pl_relief_step(relief, catalogue, now);
    }
}

void pl_relief_practise(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                        struct pl_practice practice)
{
    pl_practice_add(&relief->practices, practice);
    if (practice.outcome == PL_OUTCOME_STOPPED)
        relief->gate.recheck = true;
    if (practice.pain_after >= 0)
        pl_relief_pain(relief, practice.when, practice.pain_after, PL_SPREAD_NONE);
    pl_relief_step(relief, catalogue, practice.when);
}

void pl_relief_turned(struct pl_relief *relief, const double deg[3])
{
    for (int side = 0; side < 3; side++)
        if (deg[side] > relief->turn_best_deg[side])
            relief->turn_best_deg[side] = deg[side];
}

void pl_relief_forget_range(struct pl_relief *relief)
{
    memset(relief->turn_best_deg, 0, sizeof(relief->turn_best_deg));
}
