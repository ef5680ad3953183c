#include "posture/neck_effort.h"

#define HEAD_ABOVE_C7_CM 16.0
#define MUSCLE_LEVER_CM 4.0

double pl_neck_effort_percent(const struct pl_measurement *m)
{
    double forward = m->forward_head_delta_cm.value, sine;

    if (!isfinite(forward))
        return NAN;
    sine = fmin(fmax(forward, 0) / HEAD_ABOVE_C7_CM, 1);
    return 100 * (sqrt(1 - sine * sine) + sine * HEAD_ABOVE_C7_CM / MUSCLE_LEVER_CM);
}
