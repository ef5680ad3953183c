/* Events as JSON, and that docs/events.md says of each event and field exactly what the code writes. */
#include "alerts/event_json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WALL (INT64_C(1772438400) * 1000000) /* 2026-03-02 08:00 UTC */

static char *page; /* docs/events.md */

static struct pl_event example(enum pl_event_kind kind)
{
    struct pl_event event = {.t = 90 * PL_USEC_PER_SEC, .kind = kind};

    if (kind == PL_EVENT_EXERCISE)
        event.exercise.id = event.exercise.title = event.exercise.because = "x";
    if (kind == PL_EVENT_CAMERA)
        event.camera.state = "ok";
    if (kind == PL_EVENT_SUPPRESSED)
        event.suppressed.reason = PL_HOLD_COOLDOWN;
    return event;
}

static cJSON *json_of(const struct pl_event *event)
{
    char line[PL_EVENT_JSON_SIZE];
    cJSON *object;

    pl_event_to_json(event, WALL, line);
    assert_null(strchr(line, '\n'));
    object = cJSON_Parse(line);
    if (!object)
        fail_msg("not JSON: %s", line);
    return object;
}

/* The part of the page under a heading, to the next one of its kind. */
static char *section(const char *title)
{
    char heading[64], *from, *to;

    snprintf(heading, sizeof heading, "\n## %s\n", title);
    from = strstr(page, heading);
    if (!from)
        fail_msg("docs/events.md has no section '%s'", title);
    from += strlen(heading);
    to = strstr(from, "\n## ");
    return to ? strndup(from, (size_t)(to - from)) : strdup(from);
}

static bool row_is_there(const char *text, const char *name)
{
    char row[64];

    snprintf(row, sizeof row, "\n| `%s` |", name);
    return strstr(text, row) != NULL;
}

static int rows_in(const char *text)
{
    int rows = 0;

    for (const char *row = strstr(text, "\n| `"); row; row = strstr(row + 1, "\n| `"))
        rows++;
    return rows;
}

static void every_field_is_in_the_dictionary_and_no_other(void **state)
{
    char *common = section("Every event");

    (void)state;
    assert_int_equal(rows_in(common), 3);
    for (int i = 0; i < PL_EVENT_KINDS; i++) {
        struct pl_event event = example((enum pl_event_kind)i);
        cJSON *object = json_of(&event), *field;
        char *text = section(pl_event_name(event.kind));
        int fields = 0;

        cJSON_ArrayForEach(field, object)
        {
            if (row_is_there(common, field->string))
                continue;
            if (!row_is_there(text, field->string))
                fail_msg("docs/events.md does not explain %s.%s", pl_event_name(event.kind),
                         field->string);
            fields++;
        }
        if (event.kind == PL_EVENT_SUPPRESSED)
            fields += PL_HOLD_COUNT - 1; /* its section lists the reasons as well */
        assert_int_equal(rows_in(text), fields);
        free(text);
        cJSON_Delete(object);
    }
    free(common);
}

static void every_reason_is_in_the_dictionary(void **state)
{
    char *text = section("suppressed");

    (void)state;
    for (int i = 1; i < PL_HOLD_COUNT; i++)
        if (!row_is_there(text, pl_hold_name((enum pl_hold)i)))
            fail_msg("docs/events.md does not explain the reason %s",
                     pl_hold_name((enum pl_hold)i));
    free(text);
}

static void every_hold_has_words_for_people(void **state)
{
    (void)state;
    for (int i = 0; i < PL_HOLD_COUNT; i++)
        assert_null(strchr(pl_hold_words((enum pl_hold)i), '_'));
}

static void a_number_that_is_not_known_is_null(void **state)
{
    struct pl_event event = example(PL_EVENT_POSTURE_ALERT);
    cJSON *object;

    (void)state;
    event.posture_alert.forward_head_delta_cm = NAN;
    event.posture_alert.head_drop_cm = -0.04;
    object = json_of(&event);
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(object, "forward_head_delta_cm")));
    assert_float_equal(cJSON_GetObjectItem(object, "head_drop_cm")->valuedouble, 0, 1e-9);
    cJSON_Delete(object);
}

static void a_text_of_the_catalogue_cannot_break_the_line(void **state)
{
    char title[2000];
    struct pl_event event = example(PL_EVENT_EXERCISE);
    cJSON *object;

    (void)state;
    memset(title, '"', sizeof title);
    memcpy(title, "a\"b\\c\nd\xc3\xa4", 9);
    title[sizeof title - 1] = '\0';
    event.exercise.title = event.exercise.because = title;
    event.exercise.id = NULL;
    object = json_of(&event);
    assert_memory_equal(cJSON_GetObjectItem(object, "title")->valuestring, "a\"b\\c d\xc3\xa4", 9);
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(object, "id")));
    cJSON_Delete(object);
}

static void a_long_text_is_cut_between_characters(void **state)
{
    char title[1001];
    struct pl_event event = example(PL_EVENT_EXERCISE);

    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        cJSON *object;
        const char *cut;
        size_t length;

        memset(title, 'a', sizeof title);
        for (int i = shift; i + 2 < 1000; i += 3)
            memcpy(title + i, "\xe2\x82\xac", 3); /* a euro sign */
        title[1000] = '\0';
        event.exercise.title = title;
        object = json_of(&event);
        cut = cJSON_GetObjectItem(object, "title")->valuestring;
        length = strlen(cut);
        assert_true(length >= 90 && length < 120);
        assert_int_equal((length - (size_t)shift) % 3, 0);
        cJSON_Delete(object);
    }
}

static void since_is_dated_back_on_the_wall_clock(void **state)
{
    struct pl_event event = {.t = 90 * PL_USEC_PER_SEC, .kind = PL_EVENT_SITTING};
    cJSON *object;

    (void)state;
    event.presence.since = 80 * PL_USEC_PER_SEC;
    object = json_of(&event);
    assert_string_equal(cJSON_GetObjectItem(object, "time")->valuestring,
                        "2026-03-02T08:00:00+00:00");
    assert_string_equal(cJSON_GetObjectItem(object, "since")->valuestring,
                        "2026-03-02T07:59:50+00:00");
    cJSON_Delete(object);
}

static void days_have_the_dates_of_the_calendar(void **state)
{
    static const struct {
        int32_t day;
        int year, month, of_month;
    } cases[] = {{0, 1970, 1, 1},      {-1, 1969, 12, 31},  {59, 1970, 3, 1},
                 {11016, 2000, 2, 29}, {20514, 2026, 3, 2}, {47540, 2100, 2, 28},
                 {47541, 2100, 3, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int year, month, of_month;

        pl_day_to_date(cases[i].day, &year, &month, &of_month);
        assert_int_equal(year, cases[i].year);
        assert_int_equal(month, cases[i].month);
        assert_int_equal(of_month, cases[i].of_month);
    }
}

static int read_page(void **state)
{
    FILE *file = fopen(PL_SOURCE_DIR "/docs/events.md", "r");
    size_t size = 0;

    (void)state;
    assert_non_null(file);
    page = NULL;
    assert_true(getdelim(&page, &size, '\0', file) > 0);
    fclose(file);
    return 0;
}

static int drop_page(void **state)
{
    (void)state;
    free(page);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_in_the_dictionary_and_no_other),
        cmocka_unit_test(every_reason_is_in_the_dictionary),
        cmocka_unit_test(every_hold_has_words_for_people),
        cmocka_unit_test(a_number_that_is_not_known_is_null),
        cmocka_unit_test(a_text_of_the_catalogue_cannot_break_the_line),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(since_is_dated_back_on_the_wall_clock),
        cmocka_unit_test(days_have_the_dates_of_the_calendar),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, read_page, drop_page);
}
