/* Every setting of Plumbline as one plain value.
 *
 * A setting's name in the file is the path of its member here (`thresholds.forward_head_cm`), and its
 * unit is in its name. What each means, its range and its default are in table.c, which the parser, the
 * example file, the manual and the checks are made from. The struct owns everything in it, so it is
 * copied by assignment; strings are empty when not set. */
#pragma once

#include <stdbool.h>

#define PL_SETTING_PATH_MAX 256 /* bytes of a path with its end */
#define PL_SETTING_WORD_MAX 64  /* bytes of a name or a word with its end */
#define PL_SETTING_LIST_MAX 8   /* entries of a list */

enum pl_pose_choice {
    PL_POSE_CHOICE_LITE,
    PL_POSE_CHOICE_FULL,
    PL_POSE_CHOICE_HEAVY,
};

enum pl_alert_mode {
    PL_ALERT_TRAINING, /* interrupts */
    PL_ALERT_SILENT,   /* watches and records, says nothing */
};

enum pl_power_line {
    PL_POWER_LINE_AUTO, /* as the camera does by itself */
    PL_POWER_LINE_50,
    PL_POWER_LINE_60,
    PL_POWER_LINE_OFF,
};

enum pl_line_bias {
    PL_BIAS_AS_IS,
    PL_BIAS_NONE,
    PL_BIAS_PULL_UP,
    PL_BIAS_PULL_DOWN,
};

enum pl_relief_phase {
    PL_RELIEF_GENTLE,
    PL_RELIEF_BUILD,
    PL_RELIEF_MAINTAIN,
};

enum pl_log_choice {
    PL_LOG_CHOICE_ERROR,
    PL_LOG_CHOICE_WARNING,
    PL_LOG_CHOICE_INFO,
    PL_LOG_CHOICE_DEBUG,
};

struct pl_path_list {
    int count;
    char path[PL_SETTING_LIST_MAX][PL_SETTING_PATH_MAX];
};

struct pl_settings {
    struct {
        char source
            [PL_SETTING_PATH_MAX]; /* auto, a device, libcamera[:ID], file:PATH, rtsp://..., synthetic[:MODE] */
        double hfov_deg;
        int rotation; /* 0, 90, 180, 270: clockwise turn that makes the picture upright */
        bool mirror;
        bool loop;
        int width, height; /* px, wished */
        int fps;           /* wished frames analysed a second while somebody moves */
        enum pl_power_line power_line;
        int freeze_s;
        bool paused;
    } camera;
    struct {
        enum pl_pose_choice pose;
        int threads;
        bool half_precision;
        char directory[PL_SETTING_PATH_MAX];
    } model;
    struct {
        double forward_head_cm, forward_head_strong_cm, forward_head_clear_cm;
        double head_drop_cm;
        double shoulder_tilt_deg, torso_lean_deg;
        double screen_distance_min_cm;
    } thresholds;
    struct {
        bool enabled;
        int dwell_s, clear_s;
        int cooldown_min;
        int per_hour, per_day;
        int snooze_min;
        char quiet_hours[PL_SETTING_WORD_MAX]; /* "22:00-07:00, 12:30-13:00" */
        enum pl_alert_mode mode;
        char command[PL_SETTING_PATH_MAX];
        int command_timeout_s;
    } alerts;
    struct {
        int soft_min, firm_min;
        int break_s;
        int still_min; /* 0: stillness is not judged */
    } sitting;
    struct {
        int length_s;
    } calibration;
    struct {
        bool keep_patches;
    } baseline;
    struct {
        char name[PL_SETTING_WORD_MAX];
        int eye_distance_mm; /* 0: not known */
    } profile;
    struct {
        char buzzer[PL_SETTING_WORD_MAX], led[PL_SETTING_WORD_MAX], button[PL_SETTING_WORD_MAX];
        bool active_low;
        int buzzer_tone_hz;                   /* 0: an active buzzer, which needs only on and off */
        char buzzer_pwm[PL_SETTING_WORD_MAX]; /* pwmchip0:0, for a passive buzzer */
        bool button_active_low;
        enum pl_line_bias button_bias;
        int button_debounce_ms;
    } gpio;
    struct {
        char host[PL_SETTING_PATH_MAX]; /* empty: MQTT is off */
        int port;
        char username[PL_SETTING_WORD_MAX];
        char password_file[PL_SETTING_PATH_MAX];
        char ca_file[PL_SETTING_PATH_MAX], cert_file[PL_SETTING_PATH_MAX];
        char key_file[PL_SETTING_PATH_MAX];
        bool tls;
        bool allow_plain_password;
        char device_id[PL_SETTING_WORD_MAX]; /* empty: derived from the machine's id */
        char device_name[PL_SETTING_WORD_MAX];
        char base_topic[PL_SETTING_WORD_MAX], discovery_prefix[PL_SETTING_WORD_MAX];
        bool discovery;
        char suggested_area[PL_SETTING_WORD_MAX];
        int keepalive_s;
        int interval_s; /* shortest time between two messages of one live value */
    } mqtt;
    struct {
        bool enabled;
        struct pl_path_list catalogue;
        char language[PL_SETTING_WORD_MAX];
        enum pl_relief_phase phase;
    } relief;
    struct {
        bool enabled;
        int minutes_days, hours_days, retention_days;
    } history;
    struct {
        enum pl_log_choice level;
    } log;
};

/* Every setting at its default. */
struct pl_settings pl_settings_default(void);
