#include "posture/filter.h"

#include <stddef.h>

/* The sd of a measurement that fits well is about 0.8 cm, of one that does not 1.6; frame-to-frame noise
 * is half of that. Angles and distance move in proportion to what a head does: 2 cm at a neck of 15 cm
 * are 8 degrees, and a chair rolls twice as far as a head leans. */
static const struct pl_filter_tuning centimetres = {2.0, 0.4, 0.8};
static const struct pl_filter_tuning distance = {4.0, 0.8, 2.0};
static const struct pl_filter_tuning degrees = {8.0, 1.5, 4.0};

#define NOISE_PER_SD 0.5

static const struct {
    size_t offset;
    const struct pl_filter_tuning *tuning;
} smoothed[] = {
    {offsetof(struct pl_measurement, forward_head_cm), &centimetres},
    {offsetof(struct pl_measurement, forward_head_delta_cm), &centimetres},
    {offsetof(struct pl_measurement, trunk_forward_cm), &centimetres},
    {offsetof(struct pl_measurement, head_drop_cm), &centimetres},
    {offsetof(struct pl_measurement, trunk_drop_cm), &centimetres},
    {offsetof(struct pl_measurement, neck_angle_deg), &degrees},
    {offsetof(struct pl_measurement, head_pitch_deg), &degrees},
    {offsetof(struct pl_measurement, head_yaw_deg), &degrees},
    {offsetof(struct pl_measurement, shoulder_tilt_deg), &degrees},
    {offsetof(struct pl_measurement, torso_lean_deg), &degrees},
    {offsetof(struct pl_measurement, screen_distance_cm), &distance},
};

_Static_assert(sizeof smoothed / sizeof smoothed[0] == PL_SMOOTHER_NUMBERS,
               "one filter for each smoothed number");

/* The sd is mostly a constant of person and view; only its growth says that this frame is a bad one. */
static double noise_of(const struct pl_filter_tuning *tuning, double sd)
{
    if (!isfinite(sd))
        return tuning->noise;
    return fmin(fmax(NOISE_PER_SD * sd, tuning->noise), tuning->noise_worst);
}

static struct pl_number restart(struct pl_filter *filter, pl_usec t, struct pl_number measured,
                                double noise)
{
    *filter = (struct pl_filter){
        .running = true,
        .t = t,
        .value = measured.value,
        .variance = noise * noise,
    };
    return measured;
}

/* Whether an innovation this far off has been so for long enough to be the truth. */
static bool has_lasted(struct pl_filter *filter, pl_usec t, double innovation)
{
    int side = innovation > 0 ? 1 : -1;

    if (filter->doubted_side != side) {
        filter->doubted_side = side;
        filter->doubted_since = t;
    }
    return pl_seconds(t - filter->doubted_since) >= PL_FILTER_OUTLIER_LASTS_S;
}

struct pl_number pl_filter_step(struct pl_filter *filter, const struct pl_filter_tuning *tuning,
                                pl_usec t, struct pl_number measured)
{
    double noise, elapsed, innovation, total, gain;

    if (!pl_is_known(measured))
        return PL_UNKNOWN;
    noise = noise_of(tuning, measured.sd);
    elapsed = pl_seconds(t - filter->t);
    if (!filter->running || elapsed <= 0 || elapsed > PL_FILTER_RESTART_S)
        return restart(filter, t, measured, noise);

    filter->t = t;
    filter->variance += tuning->walk * tuning->walk * elapsed;
    innovation = measured.value - filter->value;
    total = filter->variance + noise * noise;
    if (fabs(innovation) > PL_FILTER_OUTLIER_SD * sqrt(total)) {
        if (has_lasted(filter, t, innovation))
            return restart(filter, t, measured, noise);
        return (struct pl_number){filter->value, measured.sd};
    }
    filter->doubted_side = 0;
    gain = filter->variance / total;
    filter->value += gain * innovation;
    filter->variance *= 1 - gain;
    return (struct pl_number){filter->value, measured.sd};
}

struct pl_measurement pl_smoother_step(struct pl_smoother *smoother, const struct pl_measurement *m)
{
    struct pl_measurement out = *m;

    for (int i = 0; i < PL_SMOOTHER_NUMBERS; i++) {
        struct pl_number *number = (struct pl_number *)((char *)&out + smoothed[i].offset);

        *number = pl_filter_step(&smoother->filter[i], smoothed[i].tuning, m->t, *number);
    }
    return out;
}
