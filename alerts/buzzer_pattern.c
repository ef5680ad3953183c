#include "alerts/buzzer_pattern.h"

#include <assert.h>

#define MS PL_USEC_PER_MSEC

/* `count` beeps of `on`, with `off` between them. */
static const struct {
    int count;
    pl_usec on, off;
} tunes[PL_TUNE_COUNT] = {
    [PL_TUNE_POSTURE_SOFT] = {1, 80 * MS, 0},
    [PL_TUNE_POSTURE_STRONG] = {3, 150 * MS, 150 * MS},
    [PL_TUNE_BREAK_SOFT] = {2, 80 * MS, 200 * MS},
    [PL_TUNE_BREAK_FIRM] = {2, 400 * MS, 200 * MS},
    [PL_TUNE_EXERCISE] = {4, 40 * MS, 100 * MS},
    [PL_TUNE_GO] = {1, 200 * MS, 0},
    [PL_TUNE_RELEASE] = {1, 60 * MS, 0},
    [PL_TUNE_END] = {2, 200 * MS, 100 * MS},
    [PL_TUNE_NOTED] = {1, 20 * MS, 0},
};

enum rank { RANK_NONE, RANK_TICK, RANK_SUGGESTION, RANK_SESSION, RANK_ALERT, RANK_STRONG };

static const struct {
    const char *name;
    enum rank rank;
} kinds[PL_TUNE_COUNT] = {
    [PL_TUNE_NONE] = {"silence", RANK_NONE},
    [PL_TUNE_POSTURE_SOFT] = {"posture alert", RANK_ALERT},
    [PL_TUNE_POSTURE_STRONG] = {"strong posture alert", RANK_STRONG},
    [PL_TUNE_BREAK_SOFT] = {"break", RANK_ALERT},
    [PL_TUNE_BREAK_FIRM] = {"firm break", RANK_STRONG},
    [PL_TUNE_EXERCISE] = {"exercise", RANK_SUGGESTION},
    [PL_TUNE_GO] = {"begin", RANK_SESSION},
    [PL_TUNE_RELEASE] = {"release", RANK_SESSION},
    [PL_TUNE_END] = {"end", RANK_SESSION},
    [PL_TUNE_NOTED] = {"button", RANK_TICK},
};

/* On for the first `on` of every `period`; period 0: always as `on` says. */
static const struct {
    pl_usec on, period;
} lights[PL_LIGHT_COUNT] = {
    [PL_LIGHT_OFF] = {0, 0},
    [PL_LIGHT_WATCHING] = {1, 0},
    [PL_LIGHT_PAUSED] = {100 * MS, 3000 * MS},
    [PL_LIGHT_WARNING] = {500 * MS, 1000 * MS},
    [PL_LIGHT_TROUBLE] = {125 * MS, 250 * MS},
};

static enum pl_tune tune_of_break(enum pl_level level)
{
    return level == PL_LEVEL_FIRM ? PL_TUNE_BREAK_FIRM : PL_TUNE_BREAK_SOFT;
}

static enum pl_tune tune_of_posture(enum pl_level level)
{
    return level == PL_LEVEL_STRONG ? PL_TUNE_POSTURE_STRONG : PL_TUNE_POSTURE_SOFT;
}

enum pl_tune pl_tune_of(const struct pl_event *event)
{
    if (event->kind == PL_EVENT_POSTURE_ALERT)
        return tune_of_posture(event->posture_alert.level);
    if (event->kind == PL_EVENT_BREAK_DUE)
        return tune_of_break(event->break_due.level);
    if (event->kind == PL_EVENT_EXERCISE)
        return PL_TUNE_EXERCISE;
    return event->kind == PL_EVENT_TOO_CLOSE ? PL_TUNE_POSTURE_SOFT : PL_TUNE_NONE;
}

enum pl_tune_meeting pl_tune_meet(enum pl_tune playing, enum pl_tune coming)
{
    if (kinds[coming].rank >= kinds[playing].rank)
        return PL_TUNE_TAKES_OVER;
    return coming == PL_TUNE_EXERCISE ? PL_TUNE_WAITS : PL_TUNE_GIVES_WAY;
}

const char *pl_tune_name(enum pl_tune tune)
{
    assert(tune >= 0 && tune < PL_TUNE_COUNT);
    return kinds[tune].name;
}

pl_usec pl_tune_length(enum pl_tune tune)
{
    assert(tune >= 0 && tune < PL_TUNE_COUNT);
    if (tunes[tune].count == 0)
        return 0;
    return tunes[tune].count * (tunes[tune].on + tunes[tune].off) - tunes[tune].off;
}

bool pl_tune_level(enum pl_tune tune, pl_usec since)
{
    if (since < 0 || since >= pl_tune_length(tune))
        return false;
    return since % (tunes[tune].on + tunes[tune].off) < tunes[tune].on;
}

pl_usec pl_tune_next_change(enum pl_tune tune, pl_usec since)
{
    pl_usec period, beep;

    if (since >= pl_tune_length(tune))
        return -1;
    if (since < 0)
        return 0;
    period = tunes[tune].on + tunes[tune].off;
    beep = since / period * period;
    return since - beep < tunes[tune].on ? beep + tunes[tune].on : beep + period;
}

bool pl_light_level(enum pl_light light, pl_usec t)
{
    assert(light >= 0 && light < PL_LIGHT_COUNT);
    return lights[light].period ? t % lights[light].period < lights[light].on
                                : lights[light].on > 0;
}

pl_usec pl_light_next_change(enum pl_light light, pl_usec t)
{
    pl_usec period = lights[light].period, begin;

    if (!period)
        return INT64_MAX;
    begin = t / period * period;
    return pl_light_level(light, t) ? begin + lights[light].on : begin + period;
}
