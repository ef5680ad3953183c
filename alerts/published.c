#include "alerts/published.h"

#include <assert.h>

static const char *const posture_words[PL_POSTURE_COUNT] = {
    [PL_POSTURE_UNKNOWN] = NULL,
    [PL_POSTURE_UPRIGHT] = "upright",
    [PL_POSTURE_FORWARD_HEAD] = "forward head",
    [PL_POSTURE_SLOUCHED] = "slouched",
    [PL_POSTURE_LEANING_LEFT] = "leaning left",
    [PL_POSTURE_LEANING_RIGHT] = "leaning right",
    [PL_POSTURE_TOO_CLOSE] = "too close",
    [PL_POSTURE_RECLINED] = "reclined",
};

static const char *const safety_words[PL_SAFETY_COUNT] = {"due", "green", "amber", "red"};

struct pl_published pl_published_nothing(void)
{
    return (struct pl_published){
        .live = {.posture = PL_POSTURE_UNKNOWN,
                 .score = NAN,
                 .head_offset_cm = NAN,
                 .head_offset_sd_cm = NAN,
                 .screen_distance_cm = NAN,
                 .neck_angle_deg = NAN,
                 .neck_effort_percent = NAN,
                 .shoulder_tilt_deg = NAN,
                 .torso_lean_deg = NAN,
                 .trunk_forward_cm = NAN},
        .session = {.sitting_min = NAN,
                    .longest_sit_min = NAN,
                    .good_today_min = NAN,
                    .poor_today_min = NAN},
        .settings = {.forward_head_cm = NAN,
                     .shoulder_tilt_deg = NAN,
                     .screen_distance_min_cm = NAN},
        .limits = {.forward_head_min_cm = NAN, .forward_head_max_cm = NAN, .soft_max_min = NAN},
        .diagnostics = {.frames_per_s = NAN, .inference_ms = NAN, .cpu_temperature_c = NAN},
        .exercise = {.hold_s = NAN},
        .safety = {.level = PL_SAFETY_DUE},
    };
}

const char *pl_posture_words(enum pl_posture posture)
{
    assert(posture >= 0 && posture < PL_POSTURE_COUNT);
    return posture_words[posture];
}

const char *pl_safety_word(enum pl_safety_level level)
{
    assert(level >= 0 && level < PL_SAFETY_COUNT);
    return safety_words[level];
}
