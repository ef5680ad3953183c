#include "app/watch/posture_limits.h"

struct pl_posture_limits pl_posture_limits_from(const struct pl_settings *settings)
{
    return (struct pl_posture_limits){
        .forward_head_cm = settings->thresholds.forward_head_cm,
        .head_drop_cm = settings->thresholds.head_drop_cm,
        .torso_lean_deg = settings->thresholds.torso_lean_deg,
        .screen_distance_min_cm = settings->thresholds.screen_distance_min_cm,
    };
}
