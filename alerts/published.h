/* Everything that the sinks show to the outside, as one value.
 *
 * The loop fills it and hands it to pl_sinks_show(); the sinks decide what is worth sending and when.
 * Numbers that are not known are NaN, moments that are not known are 0: both are published as null.
 * Strings are borrowed for the call, UTF-8, and may be NULL where that is said. */
#pragma once

#include "base/wall_time.h"
#include "posture/measurement.h"

#include <stdbool.h>
#include <stddef.h>

/* What the camera sees now. While the camera is paused or sees nobody, the numbers are NaN. */
struct pl_published_live {
    bool present;
    bool warning;            /* poor posture for longer than the dwell, told or not */
    enum pl_posture posture; /* PL_POSTURE_UNKNOWN is published as null */
    double score;            /* 0..100 */
    double head_offset_cm;   /* change of forward head against the baseline */
    double head_offset_sd_cm;
    double screen_distance_cm;
    double neck_angle_deg;
    double neck_effort_percent; /* 100 is one's own upright */
    double shoulder_tilt_deg;
    double torso_lean_deg;
    double trunk_forward_cm;
    const char *why; /* a few words: why nothing is alerted now; NULL: nothing to say */
    pl_wall_usec at;
};

/* The day so far. */
struct pl_published_session {
    pl_wall_usec sitting_since, last_break;
    double sitting_min, longest_sit_min;
    int breaks_today, alerts_today;
    double good_today_min, poor_today_min;
};

/* The settings that Home Assistant can change, as they are in force now. */
struct pl_published_settings {
    bool alerts_enabled, camera_paused;
    const char *phase, *mode; /* the words of relief.phase and alerts.mode; NULL: not known */
    double forward_head_cm, shoulder_tilt_deg, screen_distance_min_cm;
    int dwell_s, cooldown_min, soft_min;
};

/* What the configuration accepts at present for numbers that have to fit other settings. NaN: the number's whole
 * range. */
struct pl_published_limits {
    double forward_head_min_cm, forward_head_max_cm, soft_max_min;
};

struct pl_published_diagnostics {
    double frames_per_s, inference_ms, cpu_temperature_c;
    pl_wall_usec started;
    bool camera_problem;
};

#define PL_PUBLISHED_STEPS_MAX 12
#define PL_PUBLISHED_QUESTIONS_MAX 24

/* The exercise that is suggested now; title NULL: none. */
struct pl_published_exercise {
    const char *id, *title, *because;
    const char *steps[PL_PUBLISHED_STEPS_MAX];
    size_t step_count;
    int reps;          /* 0: not counted */
    double hold_s;     /* NaN: not held */
    const char *stage; /* of a guided session: ready, work, release ...; NULL: none runs */
    const char *seen;  /* what the camera made of it: not_seen, partly_seen, seen; NULL as above */
    int rep, reps_seen;
    double left_s, progress_percent;
};

enum pl_safety_level {
    PL_SAFETY_DUE,
    PL_SAFETY_GREEN,
    PL_SAFETY_AMBER,
    PL_SAFETY_RED,
    PL_SAFETY_COUNT
};

struct pl_published_safety {
    enum pl_safety_level level;
    const char *questions[PL_PUBLISHED_QUESTIONS_MAX];
    size_t question_count;
    const char *advice; /* may be NULL */
};

struct pl_published {
    bool camera_available; /* false: measurements are unavailable, not merely unknown */
    struct pl_published_live live;
    struct pl_published_session session;
    struct pl_published_settings settings;
    struct pl_published_limits limits;
    struct pl_published_diagnostics diagnostics;
    struct pl_published_exercise exercise;
    struct pl_published_safety safety;
};

/* A value in which nothing is known yet: numbers NaN, moments 0, safety check due. Pure. */
struct pl_published pl_published_nothing(void);

/* The words that people read in Home Assistant. Never fail; assert on a value outside the enum.
 * pl_posture_words() is NULL for PL_POSTURE_UNKNOWN. */
const char *pl_posture_words(enum pl_posture posture);
const char *pl_safety_word(enum pl_safety_level level);
