#include "app/relief/break.h"

#include <stdio.h>

static bool is_break(const struct pl_entry *entry)
{
    return entry->kind == PL_KIND_MICRO_BREAK && entry->camera == PL_CAMERA_BREAK;
}

static bool fits(const struct pl_entry *entry, pl_usec length)
{
    return entry->dose.hold_s * PL_USEC_PER_SEC <= length;
}

static bool is_better(const struct pl_entry *entry, const struct pl_entry *best, pl_usec length)
{
    if (!best || fits(entry, length) != fits(best, length))
        return !best || fits(entry, length);
    return fits(entry, length) ? entry->dose.hold_s > best->dose.hold_s
                               : entry->dose.hold_s < best->dose.hold_s;
}

const struct pl_entry *pl_relief_break(const struct pl_relief *relief,
                                       const struct pl_catalogue *catalogue, pl_usec length,
                                       struct pl_when now)
{
    const struct pl_entry *best = NULL;

    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];
        const struct pl_practice *last = pl_practice_last(&relief->practices, entry->id);

        if (!is_break(entry))
            continue;
        if (last && last->when.t <= now.t && last->when.t > now.t - length)
            return NULL;
        if (is_better(entry, best, length))
            best = entry;
    }
    return best;
}

struct pl_practice pl_relief_break_practice(const struct pl_entry *entry,
                                            const struct pl_event *event, struct pl_when now)
{
    const bool whole = fits(entry, event->pause.length);
    struct pl_practice practice = {
        .when = now,
        .outcome = whole || event->pause.declared ? PL_OUTCOME_DONE : PL_OUTCOME_PARTLY,
        .seen = event->pause.declared ? PL_SEEN_NOT
                : whole               ? PL_SEEN_ALL
                                      : PL_SEEN_PARTLY,
        .length_s = (int)(event->pause.length / PL_USEC_PER_SEC),
        .pain_after = -1,
    };

    snprintf(practice.id, sizeof(practice.id), "%s", entry->id);
    return practice;
}
