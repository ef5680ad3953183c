#include "alerts/fault.h"

#include <assert.h>

#define TOO_CLOSE_CLEAR 1.1 /* of the least distance */

/* The clear level of every fault lies as far below its threshold as that of the forward head. */
static double clear_share(const struct pl_thresholds *th)
{
    return th->forward_head_clear_cm / th->forward_head_cm;
}

static struct pl_fault_sign above(bool known, double value, double over, double under)
{
    return (struct pl_fault_sign){.known = known, .over = value >= over, .under = value < under};
}

static struct pl_fault_sign sight_forward(const struct pl_measurement *m,
                                          const struct pl_thresholds *th)
{
    return above(pl_is_trusted_cm(m->forward_head_delta_cm), m->forward_head_delta_cm.value,
                 th->forward_head_cm, th->forward_head_clear_cm);
}

static struct pl_fault_sign sight_forward_strong(const struct pl_measurement *m,
                                                 const struct pl_thresholds *th)
{
    double margin = th->forward_head_cm - th->forward_head_clear_cm;

    return above(pl_is_trusted_cm(m->forward_head_delta_cm), m->forward_head_delta_cm.value,
                 th->forward_head_strong_cm, th->forward_head_strong_cm - margin);
}

static struct pl_fault_sign sight_slouch(const struct pl_measurement *m,
                                         const struct pl_thresholds *th)
{
    struct pl_fault_sign sight = above(pl_is_trusted_cm(m->head_drop_cm), m->head_drop_cm.value,
                                       th->head_drop_cm, clear_share(th) * th->head_drop_cm);

    if (sight.over && pl_is_reclined(m))
        sight.over = false;
    return sight;
}

/* The larger of lean and tilt, in units of their thresholds. */
static double lean_share(const struct pl_measurement *m, const struct pl_thresholds *th)
{
    return fmax(fabs(m->torso_lean_deg.value) / th->torso_lean_deg,
                fabs(m->shoulder_tilt_deg.value) / th->shoulder_tilt_deg);
}

static struct pl_fault_sign sight_lean(const struct pl_measurement *m,
                                       const struct pl_thresholds *th)
{
    double share = lean_share(m, th); /* fmax() takes the known one */

    return above(!isnan(share), share, 1, clear_share(th));
}

static struct pl_fault_sign sight_too_close(const struct pl_measurement *m,
                                            const struct pl_thresholds *th)
{
    double distance = m->screen_distance_cm.value, least = th->screen_distance_min_cm;

    return (struct pl_fault_sign){
        .known = pl_is_known(m->screen_distance_cm),
        .over = distance<least, .under = distance> least * TOO_CLOSE_CLEAR,
    };
}

static const struct {
    struct pl_fault_sign (*sight)(const struct pl_measurement *m, const struct pl_thresholds *th);
    enum pl_event_kind kind;
} faults[PL_FAULT_COUNT] = {
    [PL_FAULT_FORWARD_STRONG] = {sight_forward_strong, PL_EVENT_POSTURE_ALERT},
    [PL_FAULT_FORWARD] = {sight_forward, PL_EVENT_POSTURE_ALERT},
    [PL_FAULT_SLOUCH] = {sight_slouch, PL_EVENT_POSTURE_ALERT},
    [PL_FAULT_LEAN] = {sight_lean, PL_EVENT_POSTURE_ALERT},
    [PL_FAULT_TOO_CLOSE] = {sight_too_close, PL_EVENT_TOO_CLOSE},
};

struct pl_fault_sign pl_fault_sight(enum pl_fault fault, const struct pl_measurement *m,
                                    const struct pl_thresholds *thresholds)
{
    assert(fault < PL_FAULT_COUNT);
    return faults[fault].sight(m, thresholds);
}

enum pl_event_kind pl_fault_kind(enum pl_fault fault)
{
    assert(fault < PL_FAULT_COUNT);
    return faults[fault].kind;
}

static enum pl_posture lean_side(const struct pl_measurement *m, const struct pl_thresholds *th)
{
    double lean = m->torso_lean_deg.value;

    if (!(fabs(lean) >= th->torso_lean_deg))
        lean = m->shoulder_tilt_deg.value;
    return lean > 0 ? PL_POSTURE_LEANING_RIGHT : PL_POSTURE_LEANING_LEFT;
}

static enum pl_posture posture_of(enum pl_fault fault, const struct pl_measurement *m,
                                  const struct pl_thresholds *th)
{
    if (fault == PL_FAULT_SLOUCH)
        return PL_POSTURE_SLOUCHED;
    return fault == PL_FAULT_LEAN ? lean_side(m, th) : PL_POSTURE_FORWARD_HEAD;
}

void pl_fault_describe(enum pl_fault fault, const struct pl_measurement *m,
                       const struct pl_thresholds *thresholds, pl_usec held, struct pl_event *event)
{
    event->kind = pl_fault_kind(fault);
    if (event->kind == PL_EVENT_TOO_CLOSE) {
        event->too_close.screen_distance_cm = m->screen_distance_cm.value;
        event->too_close.held = held;
        return;
    }
    event->posture_alert.level = fault == PL_FAULT_FORWARD_STRONG ? PL_LEVEL_STRONG : PL_LEVEL_SOFT;
    event->posture_alert.posture = posture_of(fault, m, thresholds);
    event->posture_alert.forward_head_delta_cm = m->forward_head_delta_cm.value;
    event->posture_alert.head_drop_cm = m->head_drop_cm.value;
    event->posture_alert.held = held;
}
