#include "relief_story.h"

#include <string.h>

struct pl_when at(int day, int minute)
{
    return (struct pl_when){(FIRST_DAY + day) * PL_USEC_PER_DAY + minute * PL_USEC_PER_MIN,
                            FIRST_DAY + day};
}

const struct pl_entry *entry(const char *id)
{
    const struct pl_entry *found = pl_catalogue_find(catalogue, id);

    if (!found)
        fail_msg("there is no entry '%s'", id);
    return found;
}

void check(struct pl_relief *relief, struct pl_when now, const char *yes)
{
    struct pl_check answers = {{0}};

    if (yes)
        pl_check_answer(&answers, catalogue, entry(yes), true);
    pl_check_none_apply(&answers, catalogue);
    assert_int_equal(pl_relief_check(relief, catalogue, &answers, now), PL_APPLIED_WHOLE);
}

enum pl_gate_level level(const struct pl_relief *relief, struct pl_when now)
{
    return pl_relief_verdict(relief, catalogue, now).level;
}

enum pl_lock lock(const struct pl_relief *relief, const char *id, struct pl_when now)
{
    return pl_relief_lock(relief, catalogue, entry(id), now);
}

bool any_exercise_is_open(const struct pl_relief *relief, struct pl_when now)
{
    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_EXERCISE &&
            pl_relief_lock(relief, catalogue, &catalogue->entry[i], now) == PL_LOCK_OPEN)
            return true;
    return false;
}

void assert_breaks_go_on(const struct pl_relief *relief, struct pl_when now)
{
    assert_int_equal(lock(relief, "stand_break", now), PL_LOCK_OPEN);
    assert_int_equal(lock(relief, "long_walk", now), PL_LOCK_OPEN);
    assert_int_equal(lock(relief, "look_away", now), PL_LOCK_OPEN);
    assert_int_equal(lock(relief, "screen_distance", now), PL_LOCK_OPEN);
}

struct pl_practice done(const char *id, struct pl_when when)
{
    struct pl_practice practice = {.when = when, .outcome = PL_OUTCOME_DONE, .pain_after = -1};

    memcpy(practice.id, id, strlen(id) + 1);
    return practice;
}

void light_all(struct pl_relief *relief, int from, int to)
{
    static const char *const gates[] = {"easy_breath", "easy_evening", "equal_sides",
                                        "painless_squeeze"};

    for (int day = from; day <= to; day++)
        for (int i = 0; i < 4; i++)
            pl_relief_answer(relief, catalogue, entry(gates[i]), true, at(day, 1200));
}
