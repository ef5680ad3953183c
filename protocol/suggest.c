/* Choosing a suggestion: an entry that was measured to fit, may be offered, and was not the last one.
 *
 * Least recently suggested comes first, so that the choices for a trigger take turns; the rank decides
 * between equals. Rank 9 is for what is offered only when nothing better may be: before the safety check
 * that is standing up, walking, looking away and moving the screen. */
#include "protocol/engine.h"

#include <string.h>

#define RANK_ONLY_IF_NOTHING_ELSE 9

static bool is_offered(enum pl_kind kind)
{
    return kind == PL_KIND_EXERCISE || kind == PL_KIND_MICRO_BREAK || kind == PL_KIND_HABIT ||
           kind == PL_KIND_LIFESTYLE || kind == PL_KIND_CARE;
}

/* When it was last suggested; 0: never, or too long ago to be kept. */
static pl_usec last_suggested(const struct pl_relief *relief, const char *id)
{
    for (int i = relief->suggested_count - 1; i >= 0; i--)
        if (!strcmp(relief->suggested[i].id, id))
            return relief->suggested[i].when.t;
    return 0;
}

static bool is_last_suggested(const struct pl_relief *relief, const char *id)
{
    return relief->suggested_count &&
           !strcmp(relief->suggested[relief->suggested_count - 1].id, id);
}

static bool is_candidate(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                         const struct pl_entry *entry, enum pl_trigger trigger, struct pl_when now)
{
    return is_offered(entry->kind) && !entry->opt_in && (entry->because & 1u << trigger) &&
           !is_last_suggested(relief, entry->id) &&
           pl_relief_lock(relief, catalogue, entry, now) == PL_LOCK_OPEN &&
           (!entry->dose.per_day ||
            pl_practice_count_on(&relief->practices, entry->id, now.day) < entry->dose.per_day);
}

static bool is_better(const struct pl_relief *relief, const struct pl_entry *entry,
                      const struct pl_entry *best)
{
    const bool last_resort = entry->rank == RANK_ONLY_IF_NOTHING_ELSE;
    const bool best_is_last_resort = best->rank == RANK_ONLY_IF_NOTHING_ELSE;
    const pl_usec when = last_suggested(relief, entry->id);
    const pl_usec best_when = last_suggested(relief, best->id);

    if (last_resort != best_is_last_resort)
        return best_is_last_resort;
    return when != best_when ? when < best_when : entry->rank < best->rank;
}

static const struct pl_entry *choose(const struct pl_relief *relief,
                                     const struct pl_catalogue *catalogue, enum pl_trigger trigger,
                                     struct pl_when now)
{
    const struct pl_entry *best = NULL;

    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];

        if (is_candidate(relief, catalogue, entry, trigger, now) &&
            (!best || is_better(relief, entry, best)))
            best = entry;
    }
    return best;
}

static int check_limits(const struct pl_relief *relief, struct pl_suggest_limits limits,
                        struct pl_when now)
{
    int in_hour = 0;
    int in_day = 0;

    for (int i = 0; i < relief->suggested_count; i++) {
        const pl_usec age = now.t - relief->suggested[i].when.t;

        if (age < 0)
            continue; /* the clock stepped back */
        if (age < limits.gap_min * PL_USEC_PER_MIN)
            return PL_SUGGEST_TOO_SOON;
        in_hour += age < PL_USEC_PER_HOUR;
        in_day += relief->suggested[i].when.day == now.day;
    }
    return in_hour >= limits.per_hour || in_day >= limits.per_day ? PL_SUGGEST_BUDGET : 0;
}

static void note(struct pl_relief *relief, const char *id, struct pl_when now)
{
    struct pl_suggested *slot;

    if (relief->suggested_count == PL_SUGGESTIONS_KEPT) {
        memmove(relief->suggested, relief->suggested + 1,
                sizeof(relief->suggested) - sizeof(relief->suggested[0]));
        relief->suggested_count--;
    }
    slot = &relief->suggested[relief->suggested_count++];
    *slot = (struct pl_suggested){.when = now};
    memcpy(slot->id, id, strlen(id) + 1);
}

int pl_relief_suggest(struct pl_relief *relief, const struct pl_catalogue *catalogue,
                      enum pl_trigger trigger, struct pl_suggest_limits limits, struct pl_when now,
                      const struct pl_entry **ret)
{
    const struct pl_entry *chosen;
    int r = check_limits(relief, limits, now);

    if (r)
        return r;
    chosen = choose(relief, catalogue, trigger, now);
    if (!chosen)
        return PL_SUGGEST_NOTHING;
    note(relief, chosen->id, now);
    *ret = chosen;
    return 0;
}
