/* From moments to minutes. */
#include "history/span.h"

#include "history/median.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define US_PER_MINUTE ((int64_t)PL_USEC_PER_MIN)
#define SECONDS_PER_MINUTE 60

/* Division that rounds down, also before 1970. */
static int64_t minute_of(int64_t wall_us)
{
    int64_t minute = wall_us / US_PER_MINUTE;

    return wall_us % US_PER_MINUTE < 0 ? minute - 1 : minute;
}

static void copy_word(char *to, const char *from)
{
    size_t n = from ? strnlen(from, PL_WORD_MAX - 1) : 0;

    memset(to, 0, PL_WORD_MAX);
    memcpy(to, from ? from : "", n);
}

static void begin(struct pl_minute_builder *builder, const struct pl_moment *moment)
{
    memset(builder, 0, sizeof *builder);
    builder->span.at = minute_of(moment->from_us) * SECONDS_PER_MINUTE;
    builder->span.length_s = SECONDS_PER_MINUTE;
    builder->span.tick = moment->tick - (moment->from_us - builder->span.at * PL_USEC_PER_SEC);
    for (int i = 0; i < PL_MINUTE_SLOTS; i++)
        builder->forward_head_cm[i] = builder->head_drop_cm[i] = builder->screen_distance_cm[i] =
            NAN;
}

static void add_posture(struct pl_minute_builder *builder, const char *name, double lasted_s)
{
    const int slots = (int)(sizeof builder->posture / sizeof builder->posture[0]);

    if (!name)
        return;
    for (int i = 0; i < slots; i++) {
        if (builder->posture[i].name[0] &&
            strncmp(builder->posture[i].name, name, PL_WORD_MAX - 1) != 0)
            continue;
        copy_word(builder->posture[i].name, name);
        builder->posture[i].lasted_s += lasted_s;
        return;
    }
}

static void add_seated(struct pl_minute_builder *builder, const struct pl_moment *moment,
                       double lasted_s)
{
    struct pl_span *span = &builder->span;

    span->seated_s += lasted_s;
    if (moment->judgement == PL_JUDGED_GOOD)
        span->good_s += lasted_s;
    else if (moment->judgement == PL_JUDGED_POOR)
        span->poor_s += lasted_s;
    else
        span->unknown_s += lasted_s;
    add_posture(builder, moment->posture, lasted_s);
}

static void add_presence(struct pl_minute_builder *builder, const struct pl_moment *moment,
                         double lasted_s)
{
    switch (moment->presence) {
    case PL_PRESENCE_MISSING:
        builder->span.missing_s += lasted_s;
        copy_word(builder->span.missing_because, moment->missing_because);
        return;
    case PL_PRESENCE_SEATED:
        add_seated(builder, moment, lasted_s);
        return;
    case PL_PRESENCE_STANDING:
        builder->span.standing_s += lasted_s;
        return;
    case PL_PRESENCE_AWAY:
        builder->span.away_s += lasted_s;
        return;
    }
    assert(0 && "a presence");
}

/* Each half second has a slot, so the median is over time, however many measurements came. */
static void add_sample(struct pl_minute_builder *builder, const struct pl_moment *moment,
                       int64_t until_us)
{
    const int64_t slot_us = US_PER_MINUTE / PL_MINUTE_SLOTS;
    int64_t start_us = builder->span.at * PL_USEC_PER_SEC;
    int first = (int)((moment->from_us - start_us) / slot_us);
    int last = (int)((until_us - 1 - start_us) / slot_us);

    for (int i = first; i <= last; i++) {
        builder->forward_head_cm[i] = (float)moment->forward_head_cm;
        builder->head_drop_cm[i] = (float)moment->head_drop_cm;
        builder->screen_distance_cm[i] = (float)moment->screen_distance_cm;
    }
}

static const char *longest_posture(const struct pl_minute_builder *builder)
{
    const int slots = (int)(sizeof builder->posture / sizeof builder->posture[0]);
    int best = 0;

    for (int i = 1; i < slots; i++)
        if (builder->posture[i].lasted_s > builder->posture[best].lasted_s)
            best = i;
    return builder->posture[best].name;
}

int pl_minute_finish(struct pl_minute_builder *builder, struct pl_span *ret)
{
    struct pl_span span = builder->span;

    if (!span.length_s)
        return 0;
    span.forward_head_cm = pl_median(builder->forward_head_cm, PL_MINUTE_SLOTS);
    span.head_drop_cm = pl_median(builder->head_drop_cm, PL_MINUTE_SLOTS);
    span.screen_distance_cm = pl_median(builder->screen_distance_cm, PL_MINUTE_SLOTS);
    copy_word(span.posture, longest_posture(builder));
    memset(builder, 0, sizeof *builder);
    *ret = span;
    return 1;
}

static void take(struct pl_minute_builder *builder, struct pl_moment *moment, int64_t until_us)
{
    add_presence(builder, moment, pl_seconds(until_us - moment->from_us));
    if (moment->presence == PL_PRESENCE_SEATED)
        add_sample(builder, moment, until_us);
    if (moment->sit_s > builder->span.sit_s)
        builder->span.sit_s = moment->sit_s;
    moment->tick += until_us - moment->from_us;
    moment->from_us = until_us;
}

int pl_minute_add(struct pl_minute_builder *builder, struct pl_moment *moment, struct pl_span *ret)
{
    int64_t end_us;

    if (moment->from_us >= moment->to_us)
        return 0;
    if (!builder->span.length_s)
        begin(builder, moment);
    if (builder->span.at != minute_of(moment->from_us) * SECONDS_PER_MINUTE)
        return pl_minute_finish(builder, ret);
    end_us = (builder->span.at + SECONDS_PER_MINUTE) * PL_USEC_PER_SEC;
    if (moment->to_us < end_us) {
        take(builder, moment, moment->to_us);
        return 0;
    }
    take(builder, moment, end_us);
    return pl_minute_finish(builder, ret);
}
