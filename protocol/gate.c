#include "protocol/gate.h"

#include <assert.h>
#include <string.h>

static const char *const level_names[] = {"due", "green", "amber", "red"};

const char *pl_gate_level_name(enum pl_gate_level level)
{
    assert(level < PL_GATE_LEVELS);
    return level_names[level];
}

bool pl_ids_has(const struct pl_ids *ids, const char *id)
{
    for (int i = 0; i < ids->count; i++)
        if (!strcmp(ids->id[i], id))
            return true;
    return false;
}

void pl_ids_add(struct pl_ids *ids, const char *id)
{
    if (pl_ids_has(ids, id) || ids->count == PL_GATE_FLAGS)
        return;
    assert(strlen(id) < PL_CATALOGUE_ID_BYTES);
    memcpy(ids->id[ids->count++], id, strlen(id) + 1);
}

static bool is_asked(const struct pl_entry *entry)
{
    return entry->question && (entry->kind == PL_KIND_RED_FLAG || entry->kind == PL_KIND_SEVERITY ||
                               entry->kind == PL_KIND_CONDITION);
}

void pl_check_answer(struct pl_check *check, const struct pl_catalogue *catalogue,
                     const struct pl_entry *question, bool yes)
{
    unsigned char *answer = &check->answer[question - catalogue->entry];

    if (is_asked(question) && *answer != PL_ANSWER_YES)
        *answer = yes ? PL_ANSWER_YES : PL_ANSWER_NO;
}

void pl_check_none_apply(struct pl_check *check, const struct pl_catalogue *catalogue)
{
    const struct pl_entry *question;

    while ((question = pl_check_next(check, catalogue)))
        pl_check_answer(check, catalogue, question, false);
}

const struct pl_entry *pl_check_next(const struct pl_check *check,
                                     const struct pl_catalogue *catalogue)
{
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_RED_FLAG && check->answer[i] == PL_ANSWER_NONE)
            return &catalogue->entry[i];
    return NULL;
}

bool pl_check_flagged(const struct pl_check *check, const struct pl_catalogue *catalogue)
{
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_RED_FLAG && check->answer[i] == PL_ANSWER_YES)
            return true;
    return false;
}

static int count_red_flags(const struct pl_catalogue *catalogue)
{
    int count = 0;

    for (int i = 0; i < catalogue->count; i++)
        count += catalogue->entry[i].kind == PL_KIND_RED_FLAG;
    return count;
}

/* Conditions answered in this check replace what was known of them; the others stay. */
static void take_conditions(struct pl_gate *gate, const struct pl_catalogue *catalogue,
                            const struct pl_check *check)
{
    struct pl_ids kept = {.count = 0};

    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];

        if (entry->kind != PL_KIND_CONDITION)
            continue;
        if (check->answer[i] == PL_ANSWER_YES ||
            (check->answer[i] == PL_ANSWER_NONE && pl_ids_has(&gate->conditions, entry->id)))
            pl_ids_add(&kept, entry->id);
    }
    gate->conditions = kept;
}

/* Any yes counts: a question that a file of one's own adds cannot take another's yes back. */
static void take_severity(struct pl_gate *gate, const struct pl_catalogue *catalogue,
                          const struct pl_check *check, bool whole)
{
    bool answered = whole, yes = false;

    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_SEVERITY) {
            answered |= check->answer[i] != PL_ANSWER_NONE;
            yes |= check->answer[i] == PL_ANSWER_YES;
        }
    if (answered)
        gate->moderate = yes;
}

enum pl_applied pl_gate_apply(struct pl_gate *gate, const struct pl_catalogue *catalogue,
                              const struct pl_check *check, struct pl_when now)
{
    const bool whole = !pl_check_next(check, catalogue);

    take_conditions(gate, catalogue, check);
    take_severity(gate, catalogue, check, whole);
    if (whole)
        gate->flags.count = 0;
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_RED_FLAG && check->answer[i] == PL_ANSWER_YES)
            pl_ids_add(&gate->flags, catalogue->entry[i].id);
    if (!whole)
        return pl_check_flagged(check, catalogue) ? PL_APPLIED_FLAGS : PL_APPLIED_INCOMPLETE;
    gate->checked_at = now.t;
    gate->asked = count_red_flags(catalogue);
    gate->recheck = false;
    return PL_APPLIED_WHOLE;
}

/* A flag whose entry has left the catalogue still locks, and is taken as urgent. */
static enum pl_urgency strictest_urgency(const struct pl_gate *gate,
                                         const struct pl_catalogue *catalogue)
{
    enum pl_urgency strictest = PL_URGENCY_APPOINTMENT;

    for (int i = 0; i < gate->flags.count; i++) {
        const struct pl_entry *flag = pl_catalogue_find(catalogue, gate->flags.id[i]);
        const enum pl_urgency urgency = flag ? flag->urgency : PL_URGENCY_URGENT;

        if (urgency > strictest)
            strictest = urgency;
    }
    return strictest;
}

static bool check_is_valid(const struct pl_gate *gate, const struct pl_catalogue *catalogue,
                           struct pl_when now)
{
    return gate->checked_at && !gate->recheck && gate->asked >= count_red_flags(catalogue) &&
           gate->checked_at <= now.t + PL_USEC_PER_DAY &&
           now.t - gate->checked_at < PL_GATE_CHECK_DAYS * PL_USEC_PER_DAY;
}

struct pl_verdict pl_gate_verdict(const struct pl_gate *gate, const struct pl_catalogue *catalogue,
                                  const struct pl_pain_summary *pain, struct pl_when now)
{
    if (gate->flags.count)
        return (struct pl_verdict){PL_GATE_RED, true, strictest_urgency(gate, catalogue)};
    if (!check_is_valid(gate, catalogue, now))
        return (struct pl_verdict){PL_GATE_DUE, true, PL_URGENCY_NONE};
    if (gate->moderate || pain->latest >= PL_PAIN_HIGH)
        return (struct pl_verdict){PL_GATE_AMBER, false, PL_URGENCY_NONE};
    return (struct pl_verdict){PL_GATE_GREEN, false, PL_URGENCY_NONE};
}
