#include "protocol/catalogue.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const kind_names[] = {
    "red_flag",  "severity",     "condition", "symptom",     "gate",
    "self_test", "comfort_care", "exercise",  "micro_break", "habit",
    "lifestyle", "milestone",    "phase",     "rule",        "background",
};
static const char *const phase_names[] = {"any", "gentle", "build", "maintain"};
static const char *const need_names[] = {"nothing", "checked", "green"};
static const char *const urgency_names[] = {"none",     "appointment", "soon",
                                            "same_day", "urgent",      "emergency"};
static const char *const trigger_names[] = {
    "forward_head", "far_forward", "too_close", "slouched",  "shoulders_up", "still", "sitting",
    "sitting_long", "stiff_neck",  "ache",      "stiffness", "stress",       "plan",  "setup",
};
static const char *const camera_names[] = {
    "nothing",   "timer",     "break",   "look_away", "shift",     "head_turn",
    "chin_tuck", "chin_drop", "squeeze", "raise",     "extension", "w_arms",
};
static const char *const evidence_names[] = {"house", "custom", "some", "trial"};
static const char *const text_names[] = {
    "notice",      "check_due",   "check_intro",    "conditions",     "green",
    "amber",       "red",         "emergency",      "urgent",         "same_day",
    "soon",        "appointment", "no_improvement", "still_limiting", "worse",
    "pain_scale",  "ease_off",    "stop_now",       "pain_relief",    "headline",
    "lock_amber",  "lock_pain",   "lock_phase",     "lock_condition", "lock_rest",
    "lock_enough",
};

static_assert(COUNT(kind_names) == PL_KIND_COUNT, "every kind has a name");
static_assert(COUNT(phase_names) == PL_PHASE_COUNT, "every phase has a name");
static_assert(COUNT(need_names) == PL_NEED_COUNT, "every need has a name");
static_assert(COUNT(urgency_names) == PL_URGENCY_COUNT, "every urgency has a name");
static_assert(COUNT(trigger_names) == PL_TRIGGER_COUNT, "every trigger has a name");
static_assert(COUNT(camera_names) == PL_CAMERA_COUNT, "every camera check has a name");
static_assert(COUNT(evidence_names) == PL_EVIDENCE_COUNT, "every grade has a name");
static_assert(COUNT(text_names) == PL_TEXT_COUNT, "every text has a name");

#define NAME_OF(names, value) \
    (assert((int)(value) >= 0 && (int)(value) < COUNT(names)), (names)[(int)(value)])

const char *pl_kind_name(enum pl_kind kind)
{
    return NAME_OF(kind_names, kind);
}

const char *pl_phase_name(enum pl_phase phase)
{
    return NAME_OF(phase_names, phase);
}

const char *pl_need_name(enum pl_need need)
{
    return NAME_OF(need_names, need);
}

const char *pl_urgency_name(enum pl_urgency urgency)
{
    return NAME_OF(urgency_names, urgency);
}

const char *pl_trigger_name(enum pl_trigger trigger)
{
    return NAME_OF(trigger_names, trigger);
}

const char *pl_verifiable_name(enum pl_verifiable camera)
{
    return NAME_OF(camera_names, camera);
}

const char *pl_evidence_name(enum pl_evidence evidence)
{
    return NAME_OF(evidence_names, evidence);
}

const char *pl_text_name(enum pl_text text)
{
    return NAME_OF(text_names, text);
}

static int index_of(const char *const *names, int count, const char *name)
{
    int i = 0;

    while (i < count && strcmp(names[i], name) != 0)
        i++;
    return i;
}

enum pl_trigger pl_trigger_from_name(const char *name)
{
    return (enum pl_trigger)index_of(trigger_names, PL_TRIGGER_COUNT, name);
}

enum pl_phase pl_phase_from_name(const char *name)
{
    return (enum pl_phase)index_of(phase_names, PL_PHASE_COUNT, name);
}

const struct pl_entry *pl_catalogue_find(const struct pl_catalogue *catalogue, const char *id)
{
    for (int i = 0; i < catalogue->count; i++)
        if (!strcmp(catalogue->entry[i].id, id))
            return &catalogue->entry[i];
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

static bool covers_row(const struct pl_entry *entry, const char *row)
{
    for (int i = 0; i < entry->source_row_count; i++)
        if (same_word(entry->source_row[i], row))
            return true;
    return false;
}

const struct pl_entry *pl_catalogue_find_question(const struct pl_catalogue *catalogue,
                                                  const char *word)
{
    const struct pl_entry *by_id = pl_catalogue_find(catalogue, word);

    if (by_id)
        return by_id->question ? by_id : NULL;
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].question && covers_row(&catalogue->entry[i], word))
            return &catalogue->entry[i];
    return NULL;
}

const char *pl_catalogue_urgency_text(const struct pl_catalogue *catalogue, enum pl_urgency urgency)
{
    static const enum pl_text text_of[] = {
        [PL_URGENCY_APPOINTMENT] = PL_TEXT_APPOINTMENT, [PL_URGENCY_SOON] = PL_TEXT_SOON,
        [PL_URGENCY_SAME_DAY] = PL_TEXT_SAME_DAY,       [PL_URGENCY_URGENT] = PL_TEXT_URGENT,
        [PL_URGENCY_EMERGENCY] = PL_TEXT_EMERGENCY,
    };

    assert(urgency > PL_URGENCY_NONE && urgency < PL_URGENCY_COUNT);
    return catalogue->text[text_of[urgency]];
}
