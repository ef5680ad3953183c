/* The settings, in the order in which people meet them. */
#include "config/table.h"

#include "config/checks.h"

/* clang-format off */
#define MEMBER(field) .key = #field, .offset = offsetof(struct pl_settings, field), \
                      .size = sizeof(((struct pl_settings *)0)->field)
#define BOOL(field, when, standard) \
    MEMBER(field), .type = PL_SETTING_BOOL, .effect = PL_SETTING_##when, .words = "true|false", .fallback = standard
#define INTEGER(field, when, what, from, to, by, standard) \
    MEMBER(field), .type = PL_SETTING_INTEGER, .effect = PL_SETTING_##when, .unit = what, \
    .low = from, .high = to, .step = by, .fallback = standard
#define NUMBER(field, when, what, from, to, by, standard) \
    MEMBER(field), .type = PL_SETTING_NUMBER, .effect = PL_SETTING_##when, .unit = what, \
    .low = from, .high = to, .step = by, .fallback = standard
#define CHOICE(field, when, all, standard) \
    MEMBER(field), .type = PL_SETTING_CHOICE, .effect = PL_SETTING_##when, .words = all, .fallback = standard
#define TEXT(field, when, test, standard) \
    MEMBER(field), .type = PL_SETTING_TEXT, .effect = PL_SETTING_##when, .check = test, .fallback = standard
#define LIST(field, when) \
    MEMBER(field), .type = PL_SETTING_LIST, .effect = PL_SETTING_##when, .fallback = ""

const struct pl_setting pl_setting_table[] = {
    {TEXT(camera.source, RESTART, pl_check_camera_source, "auto"),
     .help = "Where pictures come from: auto (the first camera found), /dev/video0 or another device path, "
             "libcamera or libcamera:ID for a Pi camera, file:PATH, rtsp://HOST/PATH for a network camera (with a "
             "login, of which nothing shows the password: rtsp://USER:PASSWORD@HOST/PATH), or synthetic (also synthetic:MODE: figure, still, empty or noise)."},
    {NUMBER(camera.hfov_deg, RESTART, "deg", 20, 150, 0.1, "62.2"),
     .help = "How wide the camera sees, from the left to the right edge of its picture. 62.2 is the Pi Camera "
             "Module 2; Module 3 is 66, its wide version 102, most webcams 55 to 78."},
    {INTEGER(camera.rotation, RESTART, "deg", 0, 270, 90, "0"), .words = "0|90|180|270",
     .help = "How far the picture must be turned clockwise to be upright."},
    {BOOL(camera.mirror, RESTART, "false"),
     .help = "The camera gives a mirrored picture, and it is to be mirrored back."},
    {BOOL(camera.loop, RESTART, "false"),
     .help = "Start a file: source again when it is over, as a camera would go on."},
    {INTEGER(camera.width, RESTART, "px", 160, 1920, 1, "640"),
     .help = "Wished width of the picture. More than 640 costs time and gains little."},
    {INTEGER(camera.height, RESTART, "px", 120, 1080, 1, "480"), .help = "Wished height of the picture."},
    {INTEGER(camera.fps, RELOAD, "frames/s", 1, 15, 1, "5"),
     .help = "Frames taken in a second while somebody moves, of which the networks look at two. Fewer when nothing "
             "moves, by itself."},
    {CHOICE(camera.power_line, RESTART, "auto|50|60|off", "auto"),
     .help = "Frequency of the mains in Hz, so that lamps do not flicker in the picture of a USB camera."},
    {INTEGER(camera.freeze_s, RELOAD, "s", 2, 120, 1, "10"),
     .help = "A camera that has sent no new frame for this long is opened again."},
    {BOOL(camera.paused, LIVE, "false"),
     .help = "The camera is closed and nothing is watched until this is false again."},

    {CHOICE(model.pose, RESTART, "lite|full|heavy", "lite"),
     .help = "Which pose network runs. full costs twice the time of lite, heavy ten times, and measures no better."},
    {INTEGER(model.threads, RESTART, NULL, 1, 4, 1, "1"),
     .help = "Threads of the networks. One is enough on a Pi 4; two halve the delay, not the work."},
    {BOOL(model.half_precision, RESTART, "false"),
     .help = "Compute in 16-bit numbers where the processor can (a Pi 5; not a Pi 4): faster, less exact."},
    {TEXT(model.directory, RESTART, NULL, ""),
     .help = "Where the model files are. Empty: the directory they are installed to."},

    {NUMBER(thresholds.forward_head_cm, LIVE, "cm", 1, 15, 0.5, "2.5"),
     .help = "Head this far ahead of your own upright is forward. Below 1.7 the measurement itself may alert."},
    {NUMBER(thresholds.forward_head_strong_cm, LIVE, "cm", 2, 20, 0.5, "5"),
     .help = "From here on the alert is the strong one."},
    {NUMBER(thresholds.forward_head_clear_cm, LIVE, "cm", 0.5, 10, 0.5, "1.5"),
     .help = "Below this the head counts as back again."},
    {NUMBER(thresholds.head_drop_cm, LIVE, "cm", 1, 20, 0.5, "4"),
     .help = "Head this far lower than upright, as in a slouch."},
    {NUMBER(thresholds.shoulder_tilt_deg, LIVE, "deg", 2, 20, 1, "8"),
     .help = "One shoulder higher than the other by this angle more than upright."},
    {NUMBER(thresholds.torso_lean_deg, LIVE, "deg", 3, 45, 1, "10"),
     .help = "Trunk leaning to a side by this angle more than upright."},
    {NUMBER(thresholds.screen_distance_min_cm, LIVE, "cm", 30, 90, 1, "50"),
     .help = "Eyes nearer to the camera, which stands beside the screen, are too close."},

    {BOOL(alerts.enabled, LIVE, "true"), .help = "Whether anything interrupts at all."},
    {INTEGER(alerts.dwell_s, LIVE, "s", 5, 600, 5, "120"),
     .help = "How long a posture must last before it is said. Two minutes is what people put up with."},
    {INTEGER(alerts.clear_s, LIVE, "s", 1, 120, 1, "10"),
     .help = "How long the posture must be good again before it counts as over."},
    {INTEGER(alerts.cooldown_min, LIVE, "min", 5, 120, 5, "15"),
     .help = "Silence after an alert. Alerts that are ignored lengthen it."},
    {INTEGER(alerts.per_hour, LIVE, NULL, 0, 12, 1, "2"), .help = "Most posture alerts in an hour."},
    {INTEGER(alerts.per_day, LIVE, NULL, 0, 100, 1, "8"), .help = "Most posture alerts in a day."},
    {INTEGER(alerts.snooze_min, LIVE, "min", 1, 240, 1, "10"),
     .help = "How long the button and the command 'snooze' keep it quiet."},
    {TEXT(alerts.quiet_hours, LIVE, pl_check_quiet_hours, ""),
     .help = "Hours without any alert, in local time: \"22:00-07:00\", or several with commas between them."},
    {CHOICE(alerts.mode, LIVE, "training|silent", "training"),
     .help = "training interrupts; silent watches and records, and says nothing."},
    {TEXT(alerts.command, RELOAD, pl_check_absolute_path, ""),
     .help = "A program run at every event, without a shell, with the event as JSON on its standard input."},
    {INTEGER(alerts.command_timeout_s, RELOAD, "s", 1, 60, 1, "5"),
     .help = "A command still running after this time is ended."},

    {INTEGER(sitting.soft_min, LIVE, "min", 10, 120, 5, "30"),
     .help = "Sitting time after which a break is suggested."},
    {INTEGER(sitting.firm_min, LIVE, "min", 15, 240, 5, "60"),
     .help = "Sitting time after which the suggestion becomes firm."},
    {INTEGER(sitting.break_s, LIVE, "s", 60, 600, 10, "120"),
     .help = "Away or standing for this long is a break; shorter absences hold the timer."},
    {INTEGER(sitting.still_min, LIVE, "min", 0, 60, 5, "20"),
     .help = "Sitting without a real change of posture for this long suggests a small movement; 0 never does."},

    {INTEGER(calibration.length_s, RELOAD, "s", 5, 60, 1, "20"),
     .help = "How long to sit upright while calibrating."},
    {BOOL(baseline.keep_patches, RELOAD, "true"),
     .help = "Keep contrast patches of head, trunk and background with the baseline. false: only numbers are kept, new "
             "patches are taken after each start, and a refresh is asked for when that is too uncertain."},

    {TEXT(profile.name, RESTART, pl_check_plain_name, "default"),
     .help = "Whose baseline and history this is. One name for each person who shares the desk."},
    {INTEGER(profile.eye_distance_mm, RELOAD, "mm", 0, 80, 1, "0"),
     .help = "Distance between the pupils, as on a prescription for glasses; 0 when not known. Makes distances exact."},

    {TEXT(gpio.buzzer, RESTART, pl_check_gpio_line, ""),
     .help = "Line of the buzzer: GPIO18, or gpiochip0:18. Empty: none."},
    {TEXT(gpio.led, RESTART, pl_check_gpio_line, ""), .help = "Line of the status LED. Empty: none."},
    {TEXT(gpio.button, RESTART, pl_check_gpio_line, ""), .help = "Line of the push button. Empty: none."},
    {BOOL(gpio.active_low, RESTART, "false"), .help = "Buzzer and LED are on when their line is low."},
    {INTEGER(gpio.buzzer_tone_hz, RESTART, "Hz", 0, 8000, 1, "0"),
     .help = "Tone of a passive buzzer, made by the kernel's PWM; 0 for an active one."},
    {TEXT(gpio.buzzer_pwm, RESTART, pl_check_pwm_channel, ""),
     .help = "PWM channel of a passive buzzer, such as pwmchip0:0."},
    {BOOL(gpio.button_active_low, RESTART, "true"),
     .help = "A pressed button pulls its line low, as one wired to ground does."},
    {CHOICE(gpio.button_bias, RESTART, "as_is|none|pull_up|pull_down", "pull_up"),
     .help = "Resistor inside the Pi on the button's line."},
    {INTEGER(gpio.button_debounce_ms, RESTART, "ms", 0, 200, 1, "20"),
     .help = "Changes shorter than this are contacts bouncing."},

    {TEXT(mqtt.host, RESTART, pl_check_host, ""), .help = "Name or address of the MQTT broker. Empty: MQTT is off."},
    {INTEGER(mqtt.port, RESTART, NULL, 1, 65535, 1, "1883"), .help = "Port of the broker; with TLS usually 8883."},
    {TEXT(mqtt.username, RESTART, NULL, ""), .help = "User at the broker."},
    {TEXT(mqtt.password_file, RESTART, NULL, ""),
     .help = "File that holds the password and that only its owner may read. A bare name is a systemd credential."},
    {TEXT(mqtt.ca_file, RESTART, NULL, ""), .help = "Certificates that may vouch for the broker. Empty: the system's."},
    {TEXT(mqtt.cert_file, RESTART, NULL, ""), .help = "Our own certificate, where the broker asks for one."},
    {TEXT(mqtt.key_file, RESTART, NULL, ""), .help = "The key of our certificate; only its owner may read it."},
    {BOOL(mqtt.tls, RESTART, "false"), .help = "Encrypt, and check that the broker is the one named in host."},
    {BOOL(mqtt.allow_plain_password, RESTART, "false"),
     .help = "Send the password without TLS to another machine. Anybody in the network can read it then."},
    {TEXT(mqtt.device_id, RESTART, pl_check_device_id, ""),
     .help = "Name of this device in topics. Empty: made from the machine's id."},
    {TEXT(mqtt.device_name, RESTART, NULL, "Plumbline"), .help = "Name of the device in Home Assistant."},
    {TEXT(mqtt.base_topic, RESTART, pl_check_topic, "plumbline"), .help = "First part of every topic."},
    {BOOL(mqtt.discovery, RESTART, "true"), .help = "Announce the device to Home Assistant."},
    {TEXT(mqtt.discovery_prefix, RESTART, pl_check_topic, "homeassistant"),
     .help = "Where Home Assistant listens for devices."},
    {TEXT(mqtt.suggested_area, RESTART, NULL, ""), .help = "Area that Home Assistant is to put the device in."},
    {INTEGER(mqtt.keepalive_s, RESTART, "s", 5, 300, 1, "20"),
     .help = "How often the connection is tried when nothing is said."},
    {INTEGER(mqtt.interval_s, RELOAD, "s", 1, 300, 1, "5"),
     .help = "Shortest time between two messages of the same live values."},

    {BOOL(relief.enabled, LIVE, "true"), .help = "Suggest exercises, after the safety check."},
    {LIST(relief.catalogue, RELOAD), .help = "Further files of exercises, read after the built-in one."},
    {TEXT(relief.language, RELOAD, pl_check_language, "en"),
     .help = "Language of the exercises: en, de, or that of a catalogue of yours."},
    {CHOICE(relief.phase, LIVE, "gentle|build|maintain", "maintain"),
     .help = "The furthest phase wanted. Each opens by symptoms, never by this or the calendar alone."},

    {BOOL(history.enabled, RESTART, "true"), .help = "Keep a history for stats, breaks and relief."},
    {INTEGER(history.minutes_days, RELOAD, "days", 7, 4000, 1, "90"),
     .help = "How long every minute is kept, within retention_days. Older minutes become hours."},
    {INTEGER(history.hours_days, RELOAD, "days", 7, 4000, 1, "200"),
     .help = "How long hours are kept, within retention_days. Older hours become days."},
    {INTEGER(history.retention_days, RELOAD, "days", 7, 4000, 1, "400"),
     .help = "How long anything is kept. Older days are deleted."},

    {CHOICE(log.level, RELOAD, "error|warning|info|debug", "info"), .help = "How much is written to the log."},
};
/* clang-format on */
#undef MEMBER
#undef BOOL
#undef INTEGER
#undef NUMBER
#undef CHOICE
#undef TEXT
#undef LIST

const int pl_setting_count = sizeof pl_setting_table / sizeof pl_setting_table[0];
