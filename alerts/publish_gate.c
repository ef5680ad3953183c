#include "alerts/publish_gate.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static pl_usec gap_after(const struct pl_publish_rule *rule, enum pl_change change)
{
    switch (change) {
    case PL_CHANGE_EDGE:
        return rule->edge_gap;
    case PL_CHANGE_DRIFT:
        return rule->drift_gap;
    case PL_CHANGE_NONE:
        break;
    }
    return rule->heartbeat ? rule->heartbeat : INT64_MAX;
}

pl_usec pl_publish_gate_due(const struct pl_publish_gate *gate, const struct pl_publish_rule *rule,
                            enum pl_change change)
{
    pl_usec gap = gap_after(rule, change);

    if (!gate->sent)
        return 0;
    return gap > INT64_MAX - gate->last ? INT64_MAX : gate->last + gap;
}

bool pl_publish_gate_open(const struct pl_publish_gate *gate, const struct pl_publish_rule *rule,
                          enum pl_change change, pl_usec now)
{
    pl_usec due = pl_publish_gate_due(gate, rule, change);

    return due != INT64_MAX && now >= due;
}

void pl_publish_gate_sent(struct pl_publish_gate *gate, pl_usec now)
{
    *gate = (struct pl_publish_gate){.sent = true, .last = now};
}

/* Dead bands: reference values of recorder-friendly devices, near the sd of each measurement. */
static const struct {
    size_t offset;
    double band;
} bands[] = {
    {offsetof(struct pl_published_live, score), 3},
    {offsetof(struct pl_published_live, head_offset_cm), 1},
    {offsetof(struct pl_published_live, head_offset_sd_cm), 1},
    {offsetof(struct pl_published_live, screen_distance_cm), 3},
    {offsetof(struct pl_published_live, neck_angle_deg), 2},
    {offsetof(struct pl_published_live, neck_effort_percent), 5},
    {offsetof(struct pl_published_live, shoulder_tilt_deg), 2},
    {offsetof(struct pl_published_live, torso_lean_deg), 2},
    {offsetof(struct pl_published_live, trunk_forward_cm), 3},
};

static double number_at(const struct pl_published_live *live, size_t offset)
{
    double value;

    memcpy(&value, (const char *)live + offset, sizeof value);
    return value;
}

static bool moved(double sent, double now, double band)
{
    if (isfinite(sent) != isfinite(now))
        return true;
    return isfinite(now) && fabs(now - sent) >= band;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

enum pl_change pl_live_change(const struct pl_published_live *sent,
                              const struct pl_published_live *now)
{
    if (sent->present != now->present || sent->warning != now->warning ||
        sent->posture != now->posture || !same_text(sent->why, now->why))
        return PL_CHANGE_EDGE;
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++)
        if (moved(number_at(sent, bands[i].offset), number_at(now, bands[i].offset), bands[i].band))
            return PL_CHANGE_DRIFT;
    return PL_CHANGE_NONE;
}
