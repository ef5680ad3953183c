/* What Home Assistant is told: the discovery payload against its golden file, states, events. */
#include "alerts/ha_discovery.h"
#include "alerts/ha_events.h"
#include "alerts/ha_states.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const struct pl_ha_identity identity = {
    .device_id = "3f9a1c",
    .device_name = "Plumbline",
    .base_topic = "plumbline",
    .version = "0.1.0",
    .hardware = "Raspberry Pi 5 Model B Rev 1.0",
};

static cJSON *read_golden(const char *name)
{
    char path[512], *text;
    FILE *file;
    long size;
    cJSON *json;

    snprintf(path, sizeof path, "%s/tests/golden/%s", PL_SOURCE_DIR, name);
    file = fopen(path, "r");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    text = calloc(1, (size_t)size + 1);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    fclose(file);
    json = cJSON_Parse(text);
    free(text);
    assert_non_null(json);
    return json;
}

/* The contract with dashboards and automations. After a wanted change:
 * build/dev/tests/unit/test_home_assistant --print > tests/golden/device_config.json, and read the difference. */
static void the_discovery_payload_is_the_golden_one(void **state)
{
    cJSON *golden = read_golden("device_config.json"), *rendered;
    char *text;

    (void)state;
    assert_int_equal(pl_ha_discovery_render(&identity, &text), 0);
    assert_true(strlen(text) < PL_HA_DISCOVERY_MAX);
    rendered = cJSON_Parse(text);
    assert_true(cJSON_Compare(golden, rendered, true));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(rendered, "components")), 48);
    cJSON_Delete(rendered);
    cJSON_Delete(golden);
    free(text);
}

static double end_of(const cJSON *device, const char *number, const char *end)
{
    const cJSON *components = cJSON_GetObjectItem(device, "components");

    return cJSON_GetObjectItem(cJSON_GetObjectItem(components, number), end)->valuedouble;
}

static void numbers_are_narrowed_and_widened_again(void **state)
{
    struct pl_published_limits limits = {2, 5, 60};
    char *whole, *narrow, *again;
    cJSON *device;

    (void)state;
    assert_int_equal(pl_ha_discovery_render(&identity, &whole), 0);
    assert_int_equal(pl_ha_discovery_limit(whole, &limits, &narrow), 0);
    device = cJSON_Parse(narrow);
    assert_int_equal(end_of(device, "forward_head_cm", "min"), 2);
    assert_int_equal(end_of(device, "forward_head_cm", "max"), 5);
    assert_int_equal(end_of(device, "soft_min", "min"), 10);
    assert_int_equal(end_of(device, "soft_min", "max"), 60);
    cJSON_Delete(device);
    limits = pl_published_nothing().limits;
    assert_int_equal(pl_ha_discovery_limit(narrow, &limits, &again), 0);
    assert_string_equal(again, whole);
    assert_int_equal(pl_ha_discovery_limit("{", &limits, &again), -EINVAL);
    free(whole);
    free(narrow);
    free(again);
}

static void an_identity_that_fits_no_topic_is_refused(void **state)
{
    struct pl_ha_identity long_one = identity;
    char base[2 * PL_HA_TOPIC_MAX] = {0}, *text;

    (void)state;
    memset(base, 'x', sizeof base - 1);
    long_one.base_topic = base;
    assert_true(pl_ha_discovery_render(&long_one, &text) < 0);
}

/* Every template of the payload must find its key in the state that we publish. */
static void every_component_finds_its_key_in_its_state(void **state)
{
    struct pl_published published = pl_published_nothing();
    cJSON *states[PL_HA_TOPIC_COUNT] = {0};

    (void)state;
    for (int t = PL_HA_TOPIC_LIVE; t <= PL_HA_TOPIC_SAFETY; t++) {
        char *text;
        assert_int_equal(pl_ha_state_render(&published, (enum pl_ha_topic)t, &text), 0);
        states[t] = cJSON_Parse(text);
        assert_non_null(states[t]);
        free(text);
    }
    for (const struct pl_ha_component *c = pl_ha_components; c->key; c++) {
        const char *key = c->topic == PL_HA_TOPIC_EXERCISE ? "title"
                          : c->topic == PL_HA_TOPIC_SAFETY ? "level"
                                                           : c->key;
        if (c->topic == PL_HA_TOPIC_NONE || c->topic == PL_HA_TOPIC_ALERT)
            continue;
        print_message("%s\n", c->key);
        assert_true(cJSON_HasObjectItem(states[c->topic], key));
    }
    for (int t = 0; t < PL_HA_TOPIC_COUNT; t++)
        cJSON_Delete(states[t]);
}

/* One "nan" would make every entity of the topic fail in Home Assistant. */
static void numbers_that_are_not_finite_are_null(void **state)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    struct pl_published published = pl_published_nothing();

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *text;
        published.live.score = bad[i];
        published.live.torso_lean_deg = bad[i];
        assert_int_equal(pl_ha_state_render(&published, PL_HA_TOPIC_LIVE, &text), 0);
        assert_non_null(strstr(text, "\"score\":null"));
        assert_non_null(strstr(text, "\"torso_lean\":null"));
        assert_null(strstr(text, "nan"));
        assert_null(strstr(text, "inf"));
        free(text);
    }
}

static void numbers_are_rounded_to_what_is_shown(void **state)
{
    struct pl_published published = pl_published_nothing();
    char *text;

    (void)state;
    published.live.head_offset_cm = 1.2345;
    published.live.torso_lean_deg = -0.3;
    published.live.at = INT64_C(1795422605999999);
    assert_int_equal(pl_ha_state_render(&published, PL_HA_TOPIC_LIVE, &text), 0);
    assert_non_null(strstr(text, "\"head_offset\":1.2,"));
    assert_non_null(strstr(text, "\"torso_lean\":0,"));
    assert_non_null(strstr(text, "\"ts\":\"2026-11-23T08:30:05+00:00\""));
    free(text);
}

static void events_have_plain_words_and_their_time(void **state)
{
    const struct pl_event alert = {.kind = PL_EVENT_POSTURE_ALERT,
                                   .posture_alert = {PL_LEVEL_SOFT, PL_POSTURE_FORWARD_HEAD, 3.14,
                                                     NAN, 124 * PL_USEC_PER_SEC}};
    const struct pl_event pause = {.kind = PL_EVENT_BREAK, .pause = {180 * PL_USEC_PER_SEC, true}};
    const struct pl_event away = {.kind = PL_EVENT_AWAY};
    const struct pl_event fine = {.kind = PL_EVENT_CAMERA, .camera = {"ok"}};
    const struct pl_event paused = {.kind = PL_EVENT_CAMERA, .camera = {"paused"}};
    struct pl_pending_item item;

    (void)state;
    assert_int_equal(pl_ha_event_render(&away, 0, &item), PL_HA_EVENT_UNTOLD);
    assert_int_equal(pl_ha_event_render(&paused, 0, &item), PL_HA_EVENT_UNTOLD);
    assert_int_equal(pl_ha_event_render(&fine, 0, &item), PL_HA_EVENT_UNTOLD);
    assert_int_equal(pl_ha_event_render(&alert, INT64_C(1795422605000000), &item), 0);
    assert_string_equal(item.topic, "event/alert");
    assert_string_equal(
        item.payload,
        "{\"event_type\":\"poor posture\",\"level\":\"soft\",\"posture\":\"forward head\","
        "\"head_offset\":3.1,\"held_s\":124,\"time\":\"2026-11-23T08:30:05+00:00\"}");
    assert_int_equal(pl_ha_event_render(&pause, INT64_C(1795422605000000), &item), 0);
    assert_string_equal(item.topic, "event/session");
}

static void every_event_type_is_announced(void **state)
{
    const struct pl_ha_component *component = pl_ha_component_find("last_alert");

    (void)state;
    for (int kind = 0; kind < PL_EVENT_KINDS; kind++) {
        struct pl_event event = {.kind = (enum pl_event_kind)kind};
        struct pl_pending_item item;
        bool found = false;
        cJSON *json;

        if (event.kind == PL_EVENT_CAMERA)
            event.camera.state = "no_device";
        if (pl_ha_event_render(&event, 0, &item) != 0 || strcmp(item.topic, "event/alert") != 0)
            continue;
        json = cJSON_Parse(item.payload);
        for (const char *const *type = component->options; *type; type++)
            found |= !strcmp(*type, cJSON_GetObjectItem(json, "event_type")->valuestring);
        cJSON_Delete(json);
        assert_true(found);
    }
}

static void a_late_event_says_so_and_a_damaged_one_is_refused(void **state)
{
    char *text;

    (void)state;
    assert_int_equal(pl_ha_event_mark_late("{\"event_type\":\"too close\"}", &text), 0);
    assert_string_equal(text, "{\"event_type\":\"too close\",\"late\":true}");
    free(text);
    assert_true(pl_ha_event_mark_late("[1]", &text) < 0);
    assert_true(pl_ha_event_mark_late("{\"event", &text) < 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_identity_that_fits_no_topic_is_refused),
        cmocka_unit_test(the_discovery_payload_is_the_golden_one),
        cmocka_unit_test(numbers_are_narrowed_and_widened_again),
        cmocka_unit_test(every_component_finds_its_key_in_its_state),
        cmocka_unit_test(numbers_that_are_not_finite_are_null),
        cmocka_unit_test(numbers_are_rounded_to_what_is_shown),
        cmocka_unit_test(events_have_plain_words_and_their_time),
        cmocka_unit_test(every_event_type_is_announced),
        cmocka_unit_test(a_late_event_says_so_and_a_damaged_one_is_refused),
    };

    setenv("TZ", "UTC", 1);
    tzset();
    if (argc > 1 && !strcmp(argv[1], "--print")) {
        char *text;
        if (pl_ha_discovery_render(&identity, &text) < 0)
            return 1;
        puts(text);
        free(text);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
