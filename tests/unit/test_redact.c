/* Passwords in addresses: what is hidden, what is left, and every sentence that could show one. */
#include "base/message.h"
#include "base/redact.h"
#include "capture/detail.h"
#include "config/changes.h"
#include "config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void passwords_are_hidden_and_the_rest_is_left(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"rtsp://anna:secret@cam/1", "rtsp://anna:***@cam/1"},
        {"rtsp://anna:s@cam/1 does not answer: timeout",
         "rtsp://anna:***@cam/1 does not answer: timeout"},
        {"'rtsps://anna:se/c@r:et@cam:554/1' is gone", "'rtsps://anna:***@cam:554/1' is gone"},
        {"RTSP://anna:secret@cam", "RTSP://anna:***@cam"},
        {"rtsp://anna:it's@cam/1", "rtsp://anna:***@cam/1"},
        {"rtsp:/anna:secret@cam/1", "rtsp:/anna:***@cam/1"},
        {"rtsp:anna:secret@cam/1", "rtsp:anna:***@cam/1"},
        {"rstp://anna:secret@cam/1", "rstp://anna:***@cam/1"},
        {"rtsp://:secret@cam/1", "rtsp://:***@cam/1"},
        {"rtsp://anna:@cam/1", "rtsp://anna:***@cam/1"},
        {"rtsp://a:b@one rtsp://c:d@two", "rtsp://a:***@one rtsp://c:***@two"},
        {"rtsp://a:b@one,rtsp://c:d@two", "rtsp://a:***@two"},
        {"'rtsp://anna:secr' is cut off", "'rtsp://anna:***' is cut off"},
        {"rtsp://cam/user=admin&password=secret&channel=1",
         "rtsp://cam/user=admin&password=***&channel=1"},
        {"rtsp://cam:554/user=admin_password=secret_channel=1.sdp",
         "rtsp://cam:554/user=admin_password=***"},
        {"rtsp://cam/?Passwd=secret", "rtsp://cam/?Passwd=***"},
        {"rtsp://cam/?access_token=secret;x=1", "rtsp://cam/?access_token=***;x=1"},
        {"rtsp://anna@cam/1", "rtsp://anna@cam/1"},
        {"rtsp://cam:554/1 and rtsp://cam:554", "rtsp://cam:554/1 and rtsp://cam:554"},
        {"rtsp://[fe80::1]:554/1", "rtsp://[fe80::1]:554/1"},
        {"rtsp://cam/1?width=640", "rtsp://cam/1?width=640"},
        {"libcamera:/base/axi/pcie@120000/imx708@1a", "libcamera:/base/axi/pcie@120000/imx708@1a"},
        {"mqtt: anna@cam:1883 is not there", "mqtt: anna@cam:1883 is not there"},
        {"://", "://"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];

        snprintf(text, sizeof text, "%s", rows[i].text);
        pl_redact(text, sizeof text);
        assert_string_equal(text, rows[i].shown);
    }
}

/* The stars may be longer than the password; nothing is written behind the buffer and nothing is shown. */
static void a_full_buffer_is_cut_off(void **state)
{
    static const char address[] = "rtsp://a:b@c";

    (void)state;
    for (size_t size = 1; size <= sizeof address + 4; size++) {
        char *text = malloc(size);

        assert_non_null(text);
        snprintf(text, size, "%s", address);
        pl_redact(text, size);
        assert_true(strlen(text) < size);
        if (size > sizeof address)
            assert_null(strchr(text, 'b'));
        free(text);
    }
}

static void assert_hidden(const char *text)
{
    if (strstr(text, "secret") || !strstr(text, "***"))
        fail_msg("shows a password, or no stars: %s", text);
}

static void sentences_about_cameras_hide_them(void **state)
{
    char detail[PL_DETAIL_SIZE], host[PL_DETAIL_SIZE];
    struct pl_message message;

    (void)state;
    pl_detail(detail, PL_SOURCE_LOST, "%s has stopped sending", "rtsp://anna:secret@cam/1");
    assert_hidden(detail);
    /* Longer than the sentence may be. */
    memset(host, 'a', sizeof host - 1);
    host[sizeof host - 1] = '\0';
    pl_detail(detail, PL_SOURCE_LOST, "rtsp://%.230s:secret12345secret@cam/1", host);
    assert_null(strstr(detail, "secret"));
    pl_detail_errno(detail, "rtsp://anna:secret@cam/1", 2);
    assert_hidden(detail);
    pl_message_set(&message, "%s: no", "rtsp://anna:secret@cam/1");
    assert_hidden(message.text);
}

static const char *load(const char *set, struct pl_config *ret)
{
    const struct pl_config_request request = {.file = "/dev/null", .set = &set, .set_count = 1};

    pl_config_load(&request, ret);
    return ret->errors.count ? ret->errors.text[0] : NULL;
}

static void settings_keep_them_and_show_stars(void **state)
{
    static struct pl_config config;
    const struct pl_setting *source = pl_setting_find("camera.source");
    char text[PL_SETTING_VALUE_MAX];

    (void)state;
    assert_null(load("camera.source=rtsp://anna:secret@cam/1", &config));
    assert_string_equal(config.settings.camera.source, "rtsp://anna:secret@cam/1");
    pl_setting_show(source, &config.settings, text, sizeof text);
    assert_hidden(text);
}

static void complaints_about_settings_hide_them(void **state)
{
    static struct pl_config config;
    char long_one[400], why[PL_COMPLAINT_MAX];

    (void)state;
    assert_hidden(load("camera.source=rstp://anna:secret@cam/1", &config));
    assert_null(strstr(load("camera.sorce=rtsp://anna:secret@cam/1", &config), "secret"));
    assert_hidden(load("rtsp://anna:secret@cam/1", &config));
    /* A password that the quote's end would cut in two. */
    snprintf(long_one, sizeof long_one, "mqtt.host=rtsp://%070d:1234567890secret@cam", 7);
    load(long_one, &config);
    assert_null(strstr(config.errors.text[0], "123"));
    assert_null(load("camera.loop=true", &config));
    assert_int_equal(pl_config_change(&config, "/nowhere", "alerts.quiet_hours",
                                      "rtsp://anna:secret@cam/1", why, sizeof why),
                     PL_CHANGE_REFUSED);
    assert_hidden(why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_hidden_and_the_rest_is_left),
        cmocka_unit_test(a_full_buffer_is_cut_off),
        cmocka_unit_test(sentences_about_cameras_hide_them),
        cmocka_unit_test(settings_keep_them_and_show_stars),
        cmocka_unit_test(complaints_about_settings_hide_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
