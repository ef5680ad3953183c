/* The table of settings: every row can be read, written and refused. */
#include "config/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int reads(const char *key, const char *text, char *written, size_t size)
{
    struct pl_settings settings = pl_settings_default();
    const struct pl_setting *setting = pl_setting_find(key);
    char why[256];

    assert_non_null(setting);
    if (pl_setting_parse(setting, text, &settings, why, sizeof why))
        return 0;
    pl_setting_format(setting, &settings, written, size);
    return 1;
}

static void assert_reads(const char *key, const char *text, const char *expected)
{
    char written[PL_SETTING_VALUE_MAX];

    assert_true(reads(key, text, written, sizeof written));
    assert_string_equal(written, expected);
}

static void assert_refuses(const char *key, const char *text)
{
    char written[PL_SETTING_VALUE_MAX];

    if (reads(key, text, written, sizeof written))
        fail_msg("%s took '%s' as '%s'", key, text, written);
}

static void refused_text_leaves_the_value_and_says_what_would_be_right(void **state)
{
    struct pl_settings settings = pl_settings_default(), before = settings;
    char why[256];

    (void)state;
    assert_int_equal(pl_setting_parse(pl_setting_find("thresholds.forward_head_cm"), "40",
                                      &settings, why, sizeof why),
                     1);
    assert_string_equal(why, "a number of cm from 1 to 15");
    assert_memory_equal(&settings, &before, sizeof settings);
    pl_setting_parse(pl_setting_find("camera.rotation"), "45", &settings, why, sizeof why);
    assert_string_equal(why, "0, 90, 180 or 270");
}

static void numbers_that_are_not_numbers_are_refused(void **state)
{
    static const char *const wrong[] = {"",    " ",      "nan",    "inf", "-inf", "0x10", "1e99",
                                        "2,5", "2.5 mm", "2.5cmx", "two", "--2",  "2.5.1"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refuses("thresholds.forward_head_cm", wrong[i]);
    assert_refuses("mqtt.port", "1883.0");
    assert_refuses("mqtt.port", "99999999999999999999");
    assert_refuses("camera.mirror", "yes");
    assert_refuses("model.pose", "Lite");
}

static void text_that_could_break_a_topic_a_path_or_a_line_is_refused(void **state)
{
    (void)state;
    assert_refuses("mqtt.base_topic", "");
    assert_refuses("mqtt.base_topic", "a/#");
    assert_refuses("mqtt.host", "mqtt://broker");
    assert_refuses("mqtt.device_name", "two\nlines");
    assert_refuses("mqtt.device_name", "\xff\xfe");
    assert_refuses("profile.name", "../etc");
    assert_refuses("gpio.buzzer", "gpiochip0:");
    assert_refuses("gpio.buzzer", "GPIO 18");
    assert_refuses("alerts.quiet_hours", "22:00");
    assert_refuses("alerts.quiet_hours", "22:00-25:00");
    assert_refuses("alerts.quiet_hours", "22:00-22:00");
    assert_refuses("alerts.quiet_hours", "22:00-07:00,");
    assert_refuses("alerts.command", "beep");
    assert_refuses("relief.catalogue", "/a,,/b");
    assert_refuses("relief.catalogue", "/a,");
}

static void good_text_is_read_and_written_the_same(void **state)
{
    (void)state;
    assert_reads("thresholds.forward_head_cm", "2.5 cm", "2.5");
    assert_reads("alerts.dwell_s", "90s", "90");
    assert_reads("alerts.quiet_hours", "22:00-07:00, 12:30-13:00", "22:00-07:00, 12:30-13:00");
    assert_reads("gpio.buzzer", "/dev/gpiochip0:18", "/dev/gpiochip0:18");
    assert_reads("gpio.led", "GPIO17", "GPIO17");
    assert_reads("relief.catalogue", "/a.yaml, /b.yaml", "/a.yaml,/b.yaml");
    assert_reads("relief.catalogue", "", "");
    assert_reads("mqtt.device_name", "Schreibtisch \xc3\xbc", "Schreibtisch \xc3\xbc");
    assert_reads("relief.language", "pt_BR", "pt_BR");
}

static void a_camera_source_is_one_that_capture_can_open(void **state)
{
    static const char *const wrong[] = {
        "",           "camera",        "rtsp://",    "rtsps://", "rtsp:",          "http://a/b",
        "synthetic:", "synthetic:cat", "libcamera:", "file:",    "synthetic:stil", "/"};
    static const char *const right[] = {"auto",
                                        "/dev/video0",
                                        "libcamera",
                                        "libcamera:imx219",
                                        "synthetic",
                                        "synthetic:still",
                                        "synthetic:empty",
                                        "synthetic:noise",
                                        "file:desk.mp4",
                                        "synthetic:figure",
                                        "rtsp://user:word@10.0.0.7:554/live",
                                        "rtsps://cam/1"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refuses("camera.source", wrong[i]);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_reads("camera.source", right[i], right[i]);
}

static void every_row_is_complete_and_no_member_has_two(void **state)
{
    struct pl_settings standard = pl_settings_default();
    char written[PL_SETTING_VALUE_MAX];

    (void)state;
    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];

        pl_setting_format(setting, &standard, written, sizeof written);
        assert_string_equal(written, setting->fallback);
        assert_non_null(setting->help);
        assert_non_null(strchr(setting->key, '.'));
        if (setting->type == PL_SETTING_INTEGER || setting->type == PL_SETTING_NUMBER) {
            assert_true(setting->low < setting->high);
            assert_true(setting->step > 0);
        }
        for (int j = 0; j < i; j++)
            assert_int_not_equal(setting->offset, pl_setting_table[j].offset);
    }
}

static void a_misspelt_key_finds_the_right_one(void **state)
{
    static const char *const pairs[][2] = {
        {"thresholds.forward_head", "thresholds.forward_head_cm"},
        {"alerts.dwel_s", "alerts.dwell_s"},
        {"treshold.shoulder_tilt_deg", "thresholds.shoulder_tilt_deg"},
        {"soft_min", "sitting.soft_min"},
        {"mqtt.soft_min", "sitting.soft_min"},
        {"mqtt.hots", "mqtt.host"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_non_null(pl_setting_nearest(pairs[i][0]));
        assert_string_equal(pl_setting_nearest(pairs[i][0])->key, pairs[i][1]);
    }
    assert_null(pl_setting_nearest("colour.of.the.sky"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_text_leaves_the_value_and_says_what_would_be_right),
        cmocka_unit_test(numbers_that_are_not_numbers_are_refused),
        cmocka_unit_test(text_that_could_break_a_topic_a_path_or_a_line_is_refused),
        cmocka_unit_test(good_text_is_read_and_written_the_same),
        cmocka_unit_test(a_camera_source_is_one_that_capture_can_open),
        cmocka_unit_test(every_row_is_complete_and_no_member_has_two),
        cmocka_unit_test(a_misspelt_key_finds_the_right_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
