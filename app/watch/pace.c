#include "app/watch/pace.h"

#include <assert.h>

#define STILL_AFTER (10 * PL_USEC_PER_SEC)
#define STILL_HZ 2.0
#define ABSENT_HZ 1.0
#define EXERCISE_HZ 10.0

/* The gate is blind to what is smaller than its cells; so even when it sees nothing, look now and then. */
#define LOOK_ANYWAY (15 * PL_USEC_PER_SEC)
/* A posture lasts for minutes, and a camera's frames come a little early or late. The trunk moves more slowly than the
 * head, its network costs three times as much, and between two poses its picture is followed all the same. */
#define EARLY (PL_USEC_PER_SEC / 20)
#define LOOK_INTERVAL (PL_USEC_PER_SEC / 2 - EARLY)
#define POSE_INTERVAL (2 * PL_USEC_PER_SEC - EARLY)

void pl_pace_init(struct pl_pace *pace, double active_hz)
{
    *pace = (struct pl_pace){.mode = PL_PACE_ACTIVE, .active_hz = active_hz};
}

void pl_pace_set_rate(struct pl_pace *pace, double active_hz)
{
    pace->active_hz = active_hz;
}

void pl_pace_exercise(struct pl_pace *pace, bool on)
{
    pace->exercising = on;
}

static enum pl_pace_mode choose_mode(const struct pl_pace *pace, pl_usec t)
{
    if (pace->exercising)
        return PL_PACE_EXERCISE;
    if (t - pace->moved < STILL_AFTER)
        return PL_PACE_ACTIVE;
    return pace->present ? PL_PACE_STILL : PL_PACE_ABSENT;
}

enum pl_pace_look pl_pace_frame(struct pl_pace *pace, pl_usec t, bool moved)
{
    pl_usec wait = moved ? LOOK_INTERVAL : LOOK_ANYWAY;

    if (!pace->started || moved)
        pace->moved = t;
    pace->mode = choose_mode(pace, t);
    if (pace->started && t - pace->looked < wait && !pace->exercising)
        return PL_PACE_SKIP;
    pace->looked = t;
    if (pace->started && moved && pace->present && !pace->exercising &&
        t - pace->pose < POSE_INTERVAL)
        return PL_PACE_GLANCE;
    pace->started = true;
    pace->pose = t;
    return PL_PACE_THOROUGH;
}

void pl_pace_saw(struct pl_pace *pace, pl_usec t, bool present)
{
    pace->present = present;
    pace->mode = choose_mode(pace, t);
}

pl_usec pl_pace_interval(const struct pl_pace *pace)
{
    double hz = pace->active_hz;

    switch (pace->mode) {
    case PL_PACE_ACTIVE:
    case PL_PACE_MODES:
        break;
    case PL_PACE_STILL:
        hz = hz < STILL_HZ ? hz : STILL_HZ;
        break;
    case PL_PACE_ABSENT:
        hz = hz < ABSENT_HZ ? hz : ABSENT_HZ;
        break;
    case PL_PACE_EXERCISE:
        hz = hz > EXERCISE_HZ ? hz : EXERCISE_HZ;
        break;
    }
    return pl_usec_from_seconds(1 / hz);
}

const char *pl_pace_mode_name(enum pl_pace_mode mode)
{
    static const char *const names[PL_PACE_MODES] = {"active", "still", "absent", "exercise"};

    assert(mode < PL_PACE_MODES);
    return names[mode];
}
