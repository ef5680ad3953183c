#include "protocol/catalogue_rules.h"

#include <string.h>

enum pl_need catalogue_default_need(enum pl_kind kind)
{
    switch (kind) {
    case PL_KIND_EXERCISE:
        return PL_NEED_GREEN;
    case PL_KIND_SELF_TEST:
    case PL_KIND_CARE:
        return PL_NEED_CHECKED;
    default:
        return PL_NEED_NOTHING;
    }
}

static bool is_snake_case(const char *id)
{
    size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return id[0] >= 'a' && id[0] <= 'z' && id[length] == 0;
}

static int check_identity(const struct yaml_reader *reader, const struct pl_catalogue *catalogue,
                          const struct pl_entry *entry, struct fy_node *place)
{
    if (!entry->id)
        return yaml_complain(reader, place, "an entry needs an id");
    if (!is_snake_case(entry->id))
        return yaml_complain(reader, place, "'%s' is not snake_case (a-z, 0-9, _)", entry->id);
    if (pl_catalogue_find(catalogue, entry->id))
        return yaml_complain(reader, place,
                             "'%s' exists already; entries are added, never replaced", entry->id);
    if ((int)entry->kind == -1)
        return yaml_complain(reader, place, "'%s' needs a kind", entry->id);
    if (!entry->title)
        return yaml_complain(reader, place, "'%s' needs a title", entry->id);
    return 0;
}

static bool must_ask(enum pl_kind kind)
{
    return kind == PL_KIND_RED_FLAG || kind == PL_KIND_CONDITION || kind == PL_KIND_GATE ||
           kind == PL_KIND_SYMPTOM;
}

static bool is_done_by_moving(enum pl_kind kind)
{
    return kind == PL_KIND_EXERCISE || kind == PL_KIND_SELF_TEST;
}

/* The rules that keep the safety gate whole, also against a user's own file. */
static int check_kind(const struct yaml_reader *reader, const struct pl_entry *entry,
                      struct fy_node *place)
{
    if (must_ask(entry->kind) && !entry->question)
        return yaml_complain(reader, place, "'%s' (%s) needs a question", entry->id,
                             pl_kind_name(entry->kind));
    if (entry->kind == PL_KIND_RED_FLAG && entry->urgency == PL_URGENCY_NONE)
        return yaml_complain(reader, place, "'%s' (red_flag) needs an urgency", entry->id);
    if (entry->need < catalogue_default_need(entry->kind) &&
        !(entry->kind == PL_KIND_EXERCISE && entry->need == PL_NEED_CHECKED))
        return yaml_complain(reader, place, "'%s' (%s) cannot be offered before the safety check",
                             entry->id, pl_kind_name(entry->kind));
    if (is_done_by_moving(entry->kind) && (!entry->step_count || !entry->stop))
        return yaml_complain(reader, place, "'%s' (%s) needs steps and a stop rule", entry->id,
                             pl_kind_name(entry->kind));
    if (entry->kind == PL_KIND_EXERCISE && (!entry->dose.reps || !entry->dose.sets))
        return yaml_complain(reader, place, "'%s' (exercise) needs a dose with reps and sets",
                             entry->id);
    if ((entry->first_days > 0) != (entry->first_dose.reps > 0))
        return yaml_complain(reader, place, "'%s': first_days and first_dose go together",
                             entry->id);
    return 0;
}

static int check_conditions(const struct yaml_reader *reader, const struct pl_catalogue *catalogue,
                            const struct pl_entry *entry, struct fy_node *place)
{
    for (int i = 0; i < entry->not_if_count; i++) {
        const struct pl_entry *condition = pl_catalogue_find(catalogue, entry->not_if[i]);

        if (!condition || condition->kind != PL_KIND_CONDITION)
            return yaml_complain(reader, place,
                                 "'%s': not_if names '%s', which is no condition above", entry->id,
                                 entry->not_if[i]);
    }
    return 0;
}

int catalogue_check_entry(const struct yaml_reader *reader, const struct pl_catalogue *catalogue,
                          const struct pl_entry *entry, struct fy_node *place)
{
    int r = check_identity(reader, catalogue, entry, place);

    if (!r)
        r = check_kind(reader, entry, place);
    if (!r)
        r = check_conditions(reader, catalogue, entry, place);
    return r;
}
