#include "alerts/ha_components.h"

#include <assert.h>
#include <string.h>

static const char *const postures[] = {"upright",       "forward head", "slouched", "leaning left",
                                       "leaning right", "too close",    "reclined", NULL};
static const char *const safety_levels[] = {"due", "green", "amber", "red", NULL};
static const char *const phases[] = {"gentle", "build", "maintain", NULL};
static const char *const modes[] = {"training", "silent", NULL};
static const char *const event_types[] = {"poor posture", "too close",      "break due", "exercise",
                                          "recovered",    "camera problem", NULL};

static const char exercise_attributes[] =
    "{{ {'id':value_json.id,'steps':value_json.steps,'reps':value_json.reps,"
    "'hold_s':value_json.hold_s,'because':value_json.because} | tojson }}";
static const char safety_attributes[] =
    "{{ {'questions':value_json.questions,'advice':value_json.advice} | tojson }}";

#define DEGREE "\u00b0"

/* What kinds of components have in common; everything not named is absent. */
/* clang-format off */
#define SENSOR_OF(key_, name_, topic_)                                                           \
    .key = key_, .platform = PL_HA_SENSOR, .name = name_, .topic = topic_
#define MEASURED(key_, name_)      SENSOR_OF(key_, name_, PL_HA_TOPIC_LIVE), .flags = PL_HA_MEASURED
#define MEASURED_MORE(key_, name_) SENSOR_OF(key_, name_, PL_HA_TOPIC_LIVE),                     \
    .flags = PL_HA_MEASURED | PL_HA_DIAGNOSTIC | PL_HA_DISABLED, .state_class = "measurement"
#define TODAY(key_, name_)         SENSOR_OF(key_, name_, PL_HA_TOPIC_SESSION)
#define DIAGNOSTIC(key_, name_)    SENSOR_OF(key_, name_, PL_HA_TOPIC_DIAGNOSTICS)
#define SWITCH(key_, name_, setting_)                                                              \
    .key = key_, .platform = PL_HA_SWITCH, .name = name_, .topic = PL_HA_TOPIC_SETTINGS,         \
    .order = PL_ORDER_SET, .setting = setting_
#define BUTTON(key_, name_, order_)                                                              \
    .key = key_, .platform = PL_HA_BUTTON, .name = name_, .order = order_
#define NUMBER(key_, name_, setting_, min_, max_, step_, unit_)                                  \
    .key = key_, .platform = PL_HA_NUMBER, .name = name_, .topic = PL_HA_TOPIC_SETTINGS,         \
    .flags = PL_HA_CONFIG, .min = min_, .max = max_, .step = step_,              \
    .unit = unit_, .order = PL_ORDER_SET, .setting = setting_
#define SELECT(key_, name_, options_, setting_)                                                    \
    .key = key_, .platform = PL_HA_SELECT, .name = name_, .topic = PL_HA_TOPIC_SETTINGS,         \
    .flags = PL_HA_CONFIG, .options = options_, .order = PL_ORDER_SET, .setting = setting_
#define TRIGGER(key_, payload_)                                                                  \
    .key = key_, .platform = PL_HA_TRIGGER, .topic = PL_HA_TOPIC_ALERT,          \
    .payload = payload_

const struct pl_ha_component pl_ha_components[] = {
    {.key = "presence", .platform = PL_HA_BINARY_SENSOR, .name = "Presence",
     .topic = PL_HA_TOPIC_LIVE, .flags = PL_HA_MEASURED, .device_class = "occupancy",
     .icon = "mdi:seat"},
    {.key = "posture_warning", .platform = PL_HA_BINARY_SENSOR, .name = "Posture warning",
     .topic = PL_HA_TOPIC_LIVE, .flags = PL_HA_MEASURED, .device_class = "problem"},
    {MEASURED("posture", "Posture"), .device_class = "enum", .options = postures,
     .icon = "mdi:human-male"},
    {MEASURED("score", "Posture score"), .unit = "%", .rounding = PL_HA_WHOLE, .icon = "mdi:gauge",
     .state_class = "measurement"},
    {MEASURED("head_offset", "Head offset"), .device_class = "distance", .unit = "cm",
     .rounding = PL_HA_TENTHS, .icon = "mdi:head-outline", .state_class = "measurement"},
    {MEASURED("screen_distance", "Screen distance"), .device_class = "distance", .unit = "cm",
     .rounding = PL_HA_WHOLE, .state_class = "measurement"},
    {MEASURED_MORE("head_offset_sd", "Head offset error"), .device_class = "distance",
     .unit = "cm", .rounding = PL_HA_TENTHS},
    {MEASURED_MORE("neck_angle", "Neck angle"), .unit = DEGREE, .rounding = PL_HA_WHOLE,
     .icon = "mdi:angle-acute"},
    {MEASURED_MORE("neck_effort", "Neck effort"), .unit = "%", .rounding = PL_HA_WHOLE,
     .icon = "mdi:weight-lifter"},
    {MEASURED_MORE("shoulder_tilt", "Shoulder tilt"), .unit = DEGREE, .rounding = PL_HA_WHOLE,
     .icon = "mdi:angle-obtuse"},
    {MEASURED_MORE("torso_lean", "Torso lean"), .unit = DEGREE, .rounding = PL_HA_WHOLE,
     .icon = "mdi:angle-right"},
    {MEASURED_MORE("trunk_forward", "Trunk forward"), .device_class = "distance", .unit = "cm",
     .rounding = PL_HA_WHOLE},
    {MEASURED("why", "Why no alerts"), .icon = "mdi:help-circle-outline"},

    {TODAY("sitting_since", "Sitting since"), .device_class = "timestamp"},
    {TODAY("last_break", "Last break"), .device_class = "timestamp"},
    {TODAY("sitting_time", "Sitting time"), .device_class = "duration", .unit = "min",
     .rounding = PL_HA_WHOLE, .state_class = "measurement"},
    {TODAY("longest_sit", "Longest sit"), .device_class = "duration", .unit = "min",
     .rounding = PL_HA_WHOLE, .state_class = "measurement"},
    {TODAY("breaks_today", "Breaks today"), .icon = "mdi:coffee", .state_class = "total_increasing"},
    {TODAY("alerts_today", "Alerts today"), .icon = "mdi:bell-badge",
     .state_class = "total_increasing"},
    {TODAY("good_today", "Good today"), .device_class = "duration", .unit = "min", .rounding = PL_HA_WHOLE,
     .state_class = "total_increasing"},
    {TODAY("poor_today", "Poor today"), .device_class = "duration", .unit = "min", .rounding = PL_HA_WHOLE,
     .state_class = "total_increasing"},

    {SENSOR_OF("exercise", "Exercise", PL_HA_TOPIC_EXERCISE), .icon = "mdi:yoga",
     .attributes = exercise_attributes, .order = PL_ORDER_EXERCISE},
    {SENSOR_OF("safety", "Safety check", PL_HA_TOPIC_SAFETY), .device_class = "enum",
     .options = safety_levels, .icon = "mdi:shield-check", .attributes = safety_attributes,
     .order = PL_ORDER_SAFETY_ANSWERS},
    {.key = "last_alert", .platform = PL_HA_EVENT, .name = "Last alert",
     .topic = PL_HA_TOPIC_ALERT, .options = event_types, .icon = "mdi:bell-alert"},

    {SWITCH("alerts_enabled", "Alerts enabled", "alerts.enabled"), .icon = "mdi:bell"},
    {SWITCH("camera_pause", "Camera pause", "camera.paused"), .icon = "mdi:camera-off"},
    {BUTTON("snooze", "Snooze", PL_ORDER_SNOOZE), .icon = "mdi:bell-sleep"},
    {BUTTON("exercise_done", "Exercise done", PL_ORDER_EXERCISE_DONE), .icon = "mdi:check-circle"},
    {BUTTON("break_taken", "Break taken", PL_ORDER_BREAK_TAKEN), .icon = "mdi:walk"},
    {BUTTON("no_warning_signs", "No warning signs", PL_ORDER_NO_WARNING_SIGNS),
     .flags = PL_HA_CONFIG, .icon = "mdi:shield-check"},
    {BUTTON("calibrate", "Calibrate", PL_ORDER_CALIBRATE), .flags = PL_HA_CONFIG,
     .icon = "mdi:crosshairs-gps"},
    {BUTTON("restart", "Restart", PL_ORDER_RESTART), .flags = PL_HA_CONFIG | PL_HA_DISABLED,
     .device_class = "restart"},

    {NUMBER("forward_head_cm", "Head limit", "thresholds.forward_head_cm", 1, 15, 0.5, "cm"),
     .device_class = "distance"},
    {NUMBER("shoulder_tilt_deg", "Tilt limit", "thresholds.shoulder_tilt_deg", 2, 20, 1, DEGREE),
     .icon = "mdi:angle-obtuse"},
    {NUMBER("screen_distance_min_cm", "Distance limit", "thresholds.screen_distance_min_cm", 30,
            90, 1, "cm"),
     .device_class = "distance"},
    {NUMBER("dwell_s", "Alert delay", "alerts.dwell_s", 5, 600, 5, "s"),
     .device_class = "duration"},
    {NUMBER("cooldown_min", "Alert pause", "alerts.cooldown_min", 5, 120, 5, "min"),
     .device_class = "duration"},
    {NUMBER("soft_min", "Break interval", "sitting.soft_min", 10, 120, 5, "min"),
     .device_class = "duration"},
    {SELECT("phase", "Recovery phase", phases, "relief.phase"), .icon = "mdi:stairs-up"},
    {SELECT("mode", "Mode", modes, "alerts.mode"), .icon = "mdi:bell-cog"},

    {DIAGNOSTIC("fps", "Frame rate"), .flags = PL_HA_DIAGNOSTIC | PL_HA_DISABLED, .unit = "fps",
     .rounding = PL_HA_TENTHS, .state_class = "measurement"},
    {DIAGNOSTIC("inference", "Inference time"), .flags = PL_HA_DIAGNOSTIC | PL_HA_DISABLED,
     .device_class = "duration", .unit = "ms", .rounding = PL_HA_WHOLE, .state_class = "measurement"},
    {DIAGNOSTIC("cpu_temp", "CPU temperature"), .flags = PL_HA_DIAGNOSTIC,
     .device_class = "temperature", .unit = DEGREE "C", .rounding = PL_HA_WHOLE,
     .state_class = "measurement"},
    {DIAGNOSTIC("started", "Last started"), .flags = PL_HA_DIAGNOSTIC,
     .device_class = "timestamp"},
    {.key = "camera_problem", .platform = PL_HA_BINARY_SENSOR, .name = "Camera problem",
     .topic = PL_HA_TOPIC_DIAGNOSTICS, .flags = PL_HA_DIAGNOSTIC, .device_class = "problem"},

    {TRIGGER("trig_poor_posture", "poor posture")},
    {TRIGGER("trig_too_close", "too close")},
    {TRIGGER("trig_break_due", "break due")},
    {.key = NULL},
};
/* clang-format on */

static const char *const suffixes[PL_HA_TOPIC_COUNT] = {
    [PL_HA_TOPIC_LIVE] = "state/live",           [PL_HA_TOPIC_SESSION] = "state/session",
    [PL_HA_TOPIC_SETTINGS] = "state/config",     [PL_HA_TOPIC_DIAGNOSTICS] = "state/diag",
    [PL_HA_TOPIC_EXERCISE] = "state/exercise",   [PL_HA_TOPIC_SAFETY] = "state/safety",
    [PL_HA_TOPIC_ALERT] = "event/alert",         [PL_HA_TOPIC_SESSION_END] = "event/session",
    [PL_HA_TOPIC_AVAILABILITY] = "availability", [PL_HA_TOPIC_CAMERA] = "camera/availability",
};

static const char *const platform_words[PL_HA_PLATFORM_COUNT] = {
    [PL_HA_SENSOR] = "sensor", [PL_HA_BINARY_SENSOR] = "binary_sensor",
    [PL_HA_EVENT] = "event",   [PL_HA_SWITCH] = "switch",
    [PL_HA_BUTTON] = "button", [PL_HA_NUMBER] = "number",
    [PL_HA_SELECT] = "select", [PL_HA_TRIGGER] = "device_automation",
};

const struct pl_ha_component *pl_ha_component_find(const char *key)
{
    for (const struct pl_ha_component *c = pl_ha_components; c->key; c++)
        if (!strcmp(c->key, key))
            return c;
    return NULL;
}

const char *pl_ha_topic_suffix(enum pl_ha_topic topic)
{
    assert(topic > PL_HA_TOPIC_NONE && topic < PL_HA_TOPIC_COUNT);
    return suffixes[topic];
}

const char *pl_ha_platform_word(enum pl_ha_platform platform)
{
    assert(platform >= 0 && platform < PL_HA_PLATFORM_COUNT);
    return platform_words[platform];
}
