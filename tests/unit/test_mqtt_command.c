/* Foreign text on the command topics: what is refused and why, and what is obeyed. */
#include "alerts/mqtt_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum pl_mqtt_refusal parse(const char *key, const char *payload, struct pl_order *order)
{
    const struct pl_mqtt_command command = {key, payload, strlen(payload), false, false};

    return pl_mqtt_command_parse(&command, order);
}

static void refused_commands_say_why_and_leave_the_order_alone(void **state)
{
    static const struct {
        const char *key, *payload;
        enum pl_mqtt_refusal refusal;
    } rows[] = {
        {"nothing", "ON", PL_MQTT_UNKNOWN_KEY},
        {"", "ON", PL_MQTT_UNKNOWN_KEY},
        {"score", "90", PL_MQTT_UNKNOWN_KEY}, /* a sensor */
        {"last_alert", "x", PL_MQTT_UNKNOWN_KEY},
        {"trig_too_close", "too close", PL_MQTT_UNKNOWN_KEY},
        {"alerts_enabled", "on", PL_MQTT_BAD_VALUE},
        {"alerts_enabled", "ON ", PL_MQTT_BAD_VALUE},
        {"alerts_enabled", "", PL_MQTT_BAD_VALUE},
        {"snooze", "PRESSED", PL_MQTT_BAD_VALUE},
        {"dismiss", "ON", PL_MQTT_BAD_VALUE},
        {"inhibit", "PRESS", PL_MQTT_BAD_VALUE},
        {"inhibit", "on", PL_MQTT_BAD_VALUE},
        {"phase", "Gentle", PL_MQTT_BAD_VALUE},
        {"mode", "loud", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "nan", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "inf", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "0x3", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "1e0", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "3,5", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "3.5.1", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", " 3", PL_MQTT_BAD_VALUE},
        {"forward_head_cm", "0.5", PL_MQTT_OUT_OF_RANGE},
        {"forward_head_cm", "-3", PL_MQTT_OUT_OF_RANGE},
        {"forward_head_cm", "15.1", PL_MQTT_OUT_OF_RANGE},
        {"dwell_s", "120.5", PL_MQTT_BAD_VALUE},
        {"dwell_s", "99999999999999999999999999", PL_MQTT_OUT_OF_RANGE},
        {"safety", "yes", PL_MQTT_BAD_VALUE},
        {"snooze", "PRESS\nPRESS", PL_MQTT_NOT_TEXT},
    };
    struct pl_order order = {.kind = PL_ORDER_RESTART};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s '%s'\n", rows[i].key, rows[i].payload);
        assert_int_equal(parse(rows[i].key, rows[i].payload, &order), rows[i].refusal);
        assert_int_equal(order.kind, PL_ORDER_RESTART);
        assert_non_null(pl_mqtt_refusal_text(rows[i].refusal));
    }
}

static void yesterdays_wishes_are_refused(void **state)
{
    struct pl_mqtt_command command = {"snooze", "PRESS", 5, true, false};
    struct pl_order order;

    (void)state;
    assert_int_equal(pl_mqtt_command_parse(&command, &order), PL_MQTT_RETAINED);
    command.retained = false;
    command.repeated = true;
    assert_int_equal(pl_mqtt_command_parse(&command, &order), PL_MQTT_REPEATED);
}

static void an_oversized_payload_is_refused_unread(void **state)
{
    static const char kept[8] = "PRESS";
    struct pl_mqtt_command command = {"snooze", kept, 1000000, false, false};
    struct pl_order order;

    (void)state;
    assert_int_equal(pl_mqtt_command_parse(&command, &order), PL_MQTT_TOO_LONG);
    command.key = "safety";
    assert_int_equal(pl_mqtt_command_parse(&command, &order), PL_MQTT_TOO_LONG);
}

static void accepted_commands_become_orders(void **state)
{
    static const struct {
        const char *key, *payload;
        enum pl_order_kind kind;
        const char *setting, *text;
    } rows[] = {
        {"alerts_enabled", "OFF", PL_ORDER_SET, "alerts.enabled", "false"},
        {"camera_pause", "ON", PL_ORDER_SET, "camera.paused", "true"},
        {"forward_head_cm", "3.5", PL_ORDER_SET, "thresholds.forward_head_cm", "3.5"},
        {"forward_head_cm", "15", PL_ORDER_SET, "thresholds.forward_head_cm", "15"},
        {"shoulder_tilt_deg", "2", PL_ORDER_SET, "thresholds.shoulder_tilt_deg", "2"},
        {"screen_distance_min_cm", "45", PL_ORDER_SET, "thresholds.screen_distance_min_cm", "45"},
        {"dwell_s", "90.0", PL_ORDER_SET, "alerts.dwell_s", "90"},
        {"cooldown_min", "20", PL_ORDER_SET, "alerts.cooldown_min", "20"},
        {"soft_min", "25", PL_ORDER_SET, "sitting.soft_min", "25"},
        {"phase", "build", PL_ORDER_SET, "relief.phase", "build"},
        {"mode", "silent", PL_ORDER_SET, "alerts.mode", "silent"},
        {"snooze", "PRESS", PL_ORDER_SNOOZE, NULL, ""},
        {"dismiss", "PRESS", PL_ORDER_DISMISS, NULL, ""},
        {"inhibit", "ON", PL_ORDER_INHIBIT, NULL, "true"},
        {"inhibit", "OFF", PL_ORDER_INHIBIT, NULL, "false"},
        {"exercise_done", "PRESS", PL_ORDER_EXERCISE_DONE, NULL, ""},
        {"break_taken", "PRESS", PL_ORDER_BREAK_TAKEN, NULL, ""},
        {"no_warning_signs", "PRESS", PL_ORDER_NO_WARNING_SIGNS, NULL, ""},
        {"calibrate", "PRESS", PL_ORDER_CALIBRATE, NULL, ""},
        {"restart", "PRESS", PL_ORDER_RESTART, NULL, ""},
        {"safety", "{\"RF-01\":\"no\"}", PL_ORDER_SAFETY_ANSWERS, NULL, "{\"RF-01\":\"no\"}"},
    };
    struct pl_order order;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s '%s'\n", rows[i].key, rows[i].payload);
        assert_int_equal(parse(rows[i].key, rows[i].payload, &order), PL_MQTT_ACCEPTED);
        assert_int_equal(order.kind, rows[i].kind);
        assert_string_equal(order.text, rows[i].text);
        if (rows[i].setting)
            assert_string_equal(order.setting, rows[i].setting);
        else
            assert_null(order.setting);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_commands_say_why_and_leave_the_order_alone),
        cmocka_unit_test(yesterdays_wishes_are_refused),
        cmocka_unit_test(an_oversized_payload_is_refused_unread),
        cmocka_unit_test(accepted_commands_become_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
