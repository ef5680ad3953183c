/* Measurement lines: what other programs and `replay` rely on. */
#include "record/reader.h"
#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_bad_line_is_answered_with_what_would_have_been_right(void **state)
{
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"", "not a JSON object"},
        {"[1,2]", "not a JSON object"},
        {"{\"t\":1,\"present\":true", "not a JSON object"},
        {"{\"t\":1,\"present\":true} x", "not a JSON object"},
        {"{\"present\":true}", "\"t\" is missing"},
        {"{\"t\":null,\"present\":true}", "\"t\" is missing"},
        {"{\"t\":\"1\",\"present\":true}", "\"t\" must be a number"},
        {"{\"t\":-1,\"present\":true}", "\"t\" is -1; it must be from 0"},
        {"{\"t\":1e300,\"present\":true}", "\"t\" is 1e+300"},
        {"{\"t\":1}", "\"present\" must be true or false"},
        {"{\"t\":1,\"present\":1}", "\"present\" must be true or false"},
        {"{\"t\":1,\"present\":true,\"head_drop_cm\":\"3\"}", "\"head_drop_cm\" must be a number"},
        {"{\"t\":1,\"present\":true,\"confidence\":3}",
         "\"confidence\" is 3; it must be from 0 to 1"},
        {"{\"t\":1,\"present\":true,\"posture\":\"lazy\"}", "\"lazy\", which is none of its words"},
        {"{\"t\":1,\"present\":true,\"reason\":7}", "\"reason\" must be a word"},
        {"{\"t\":1,\"present\":true,\"input\":7}", "\"input\" must be a name"},
        {"{\"t\":1,\"present\":true,\"sight\":7}", "\"sight\" must be an object"},
        {"{\"t\":1,\"present\":true,\"sight\":{}}", "must say \"width\""},
        {"{\"t\":1,\"present\":true,\"sight\":{\"width\":9,\"height\":9,\"hfov_deg\":60}}",
         "\"pose\" must hold 39 points"},
        {"{\"t\":1,\"present\":true,\"sd\":{\"view_deg\":-1}}", "\"view_deg\" is -1"},
        {"{\"t\":1,\"present\":true,\"observation\":7}", "\"observation\" must be an object with"},
        {"{\"t\":1,\"present\":true,\"observation\":{\"reference_id\":1}}", "with a \"version\""},
        {"{\"t\":1,\"present\":true,\"observation\":{\"version\":1}}",
         "\"observation\": \"reference_id\" must be a whole number"},
        {"{\"t\":1,\"present\":true,\"observation\":{\"version\":1,\"reference_id\":0.5}}",
         "\"reference_id\" must be a whole number"},
        {"{\"t\":1,\"present\":true,\"observation\":{\"version\":1,\"reference_id\":4294967296}}",
         "\"reference_id\" must be a whole number"},
        {"{\"t\":1,\"present\":true,\"reference\":{\"version\":1,\"id\":1,\"focal_px\":\"530\"}}",
         "\"reference\": \"focal_px\" must be a number or null"},
    };
    struct pl_record record;
    char why[400];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memset(&record, 0x5a, sizeof record);
        assert_int_equal(pl_record_parse(cases[i].line, why, sizeof why, &record), PL_RECORD_BAD);
        if (!strstr(why, cases[i].says))
            fail_msg("for %s: \"%s\" does not say \"%s\"", cases[i].line, why, cases[i].says);
        assert_int_equal(((unsigned char *)&record)[17], 0x5a); /* untouched */
    }
}

static void a_line_with_only_time_and_presence_leaves_the_rest_unknown(void **state)
{
    struct pl_measurement m;
    char why[400];

    (void)state;
    assert_int_equal(pl_record_read_line("{\"t\": 12.5, \"present\": true}", why, sizeof why, &m),
                     0);
    assert_int_equal(m.t, 12500000);
    assert_true(m.present);
    assert_int_equal(m.people, 1);
    assert_int_equal(m.reason, PL_REASON_NONE);
    assert_int_equal(m.posture, PL_POSTURE_UNKNOWN);
    assert_false(pl_is_known(m.forward_head_delta_cm));
    assert_int_equal(pl_record_read_line("{\"t\":0,\"present\":false}", why, sizeof why, &m), 0);
    assert_int_equal(m.people, 0);
    assert_int_equal(m.reason, PL_REASON_NO_PERSON);
}

static void a_few_keys_are_enough(void **state)
{
    struct pl_measurement m;
    char why[400];

    (void)state;
    assert_int_equal(pl_record_read_line("{\"t\":3,\"present\":true,\"forward_head_delta_cm\":4.2,"
                                         "\"forward_head_sd_cm\":0.6,\"posture\":\"forward_head\","
                                         "\"screen_distance_cm\":null,\"a_new_key\":[1]}",
                                         why, sizeof why, &m),
                     0);
    assert_true(m.forward_head_delta_cm.value == 4.2);
    assert_true(m.forward_head_delta_cm.sd == 0.6);
    assert_int_equal(m.posture, PL_POSTURE_FORWARD_HEAD);
    assert_false(pl_is_known(m.screen_distance_cm));
}

/* Numbers that the format's rounding keeps, so that equality is exact. */
static void fill(struct pl_record *r)
{
    memset(r, 0, sizeof *r);
    snprintf(r->input, sizeof r->input, "%s", "desk \"1\".mp4");
    r->frame = 41;
    r->measurement = pl_measurement_unknown(8200001, PL_REASON_FACE_HIDDEN);
    r->measurement.present = true;
    r->measurement.people = 2;
    r->measurement.confidence = 0.75;
    r->measurement.posture = PL_POSTURE_SLOUCHED;
    r->measurement.view_deg = (struct pl_number){-41.5, 4.125};
    r->measurement.forward_head_cm = (struct pl_number){9.5, 1.25};
    r->measurement.forward_head_delta_cm = (struct pl_number){4.25, 0.5};
    r->measurement.head_drop_cm = (struct pl_number){-1.5, 0.25};
    r->has_sight = true;
    r->hfov_deg = 62.2;
    r->landmarks.t = r->measurement.t;
    r->landmarks.present = true;
    r->landmarks.people = 2;
    r->landmarks.width = 640;
    r->landmarks.height = 480;
    r->landmarks.brightness = 101.5f;
    for (int i = 0; i < PL_POSE_POINTS; i++) {
        r->landmarks.pose.point[i] = (struct pl_point){(float)i + 0.25f, 480.5f - (float)i};
        r->landmarks.pose.visibility[i] = (float)(i % 8) / 8.0f;
        r->landmarks.pose.presence_of[i] = 0.5f;
    }
    for (int i = 0; i < PL_POSE_NAMED_POINTS; i++)
        r->landmarks.pose.world_m[i][1] = (float)i / 32.0f - 0.5f;
    for (int i = 0; i < PL_FACE_POINTS; i++)
        r->landmarks.face.mesh[i] = (struct pl_point){300.125f + (float)i, (float)i / 8.0f};
    r->landmarks.face.presence = 0.875f;
    r->landmarks.face.box_width = 88.5f;
    r->landmarks.pose.presence = 0.96875f;
}

static void a_full_line_comes_back_as_it_was(void **state)
{
    static struct pl_record wrote, read;
    char why[400] = "", *line, *again;

    (void)state;
    fill(&wrote);
    line = pl_record_format(&wrote, PL_RECORD_LANDMARKS | PL_RECORD_FULL);
    assert_int_equal(pl_record_parse(line, why, sizeof why, &read), 0);
    again = pl_record_format(&read, PL_RECORD_LANDMARKS | PL_RECORD_FULL);
    assert_string_equal(line, again);
    assert_string_equal(read.input, wrote.input);
    assert_int_equal(read.measurement.t, wrote.measurement.t);
    assert_int_equal(read.landmarks.t, wrote.measurement.t);
    assert_true(read.measurement.view_deg.sd == 4.125);
    assert_true(read.measurement.forward_head_cm.sd == 1.25);
    assert_true(read.measurement.forward_head_delta_cm.sd == 0.5);
    assert_true(read.landmarks.face.mesh[467].x == wrote.landmarks.face.mesh[467].x);
    assert_true(fabsf(read.landmarks.pose.world_m[32][1] - 0.5f) < 1e-5f);
    assert_true(read.landmarks.pose.visibility[7] == wrote.landmarks.pose.visibility[7]);
    assert_true(strlen(line) < PL_RECORD_MAX_LINE / 4);
    free(line);
    free(again);
}

/* Numbers that a rounded decimal does not keep, and those that JSON has no word for. */
static void fill_basis(struct pl_basis *b)
{
    double *numbers[] = {&b->seen.head.motion.v[0], &b->seen.trunk.rotation_covariance.m[0][0],
                         &b->reference.face_rotation.m[0][0], &b->seen.face.rotation.m[0][0],
                         &b->seen.trunk.shift_covariance.m[0][0]};
    static const int counts[] = {6, 9, 9, 9, 9};
    double next = 1.0 / 3;

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (int j = 0; j < counts[i]; j++)
            numbers[i][j] = next *= -1.1;
    b->seen.reference_id = 4294967295U;
    b->seen.width = 640;
    b->seen.height = 480;
    b->seen.camera = (struct pl_camera){530.1 / 3, 0.1 + 0.2, 5e-324};
    b->seen.brightness = 1e300 / 7;
    b->seen.pose_presence = NAN;
    b->seen.shoulder_line_px[1] = -0.0;
    b->seen.ears_px = (struct pl_point){0.1f, 1.0f / 3};
    b->seen.shoulders_px = (struct pl_point){-16777217.0f, NAN};
    b->seen.has_face = true;
    b->seen.face.place_cm = pl_vec3(1.0 / 7, 2.0 / 7, 63.3 / 7);
    b->seen.reading = (struct pl_reading){-41.1, 8.3, 0.97, true, true, true};
    b->seen.background = (struct pl_background_match){true, 0.91 / 3, 0.92 / 3, 0.1 / 3};
    b->seen.head.tried = true;
    b->seen.head.energy = INFINITY;
    b->seen.trunk.energy = -INFINITY;
    b->has_reference = true;
    b->reference.id = 7;
    b->reference.head = pl_vec3(-1.0 / 9, 8.0 / 9, 70.0 / 9);
    b->reference.ears_px = (struct pl_point){320.1f, 180.7f};
    b->reference.tie_sd_cm = 0.3 / 7;
}

#define ASSERT_SAME(member) \
    assert_memory_equal(&wrote.basis.member, &read.basis.member, sizeof wrote.basis.member)

static void what_a_measurement_came_from_comes_back_to_the_last_bit(void **state)
{
    static struct pl_record wrote, read;
    char why[400] = "", *line, *again;

    (void)state;
    fill(&wrote);
    wrote.has_basis = true;
    fill_basis(&wrote.basis);
    line = pl_record_format(&wrote, PL_RECORD_FULL | PL_RECORD_REFERENCE);
    if (pl_record_parse(line, why, sizeof why, &read))
        fail_msg("%s", why);
    again = pl_record_format(&read, PL_RECORD_FULL | PL_RECORD_REFERENCE);
    assert_string_equal(line, again);
    assert_true(read.has_basis && read.basis.has_reference);
    assert_true(pl_record_same_reference(&wrote.basis.reference, &read.basis.reference));
    assert_int_equal(read.basis.seen.t, wrote.measurement.t);
    assert_true(read.basis.seen.present);
    assert_int_equal(read.basis.seen.people, wrote.measurement.people);
    assert_int_equal(read.basis.seen.reference_id, wrote.basis.seen.reference_id);
    ASSERT_SAME(seen.camera);
    ASSERT_SAME(seen.brightness);
    assert_true(isnan(read.basis.seen.pose_presence));
    ASSERT_SAME(seen.shoulder_line_px);
    ASSERT_SAME(seen.ears_px);
    ASSERT_SAME(seen.shoulders_px.x);
    assert_true(isnan(read.basis.seen.shoulders_px.y));
    ASSERT_SAME(seen.face);
    ASSERT_SAME(seen.head.motion);
    ASSERT_SAME(seen.head.energy);
    ASSERT_SAME(seen.trunk.rotation_covariance);
    ASSERT_SAME(seen.trunk.shift_covariance);
    ASSERT_SAME(seen.trunk.energy);
    ASSERT_SAME(seen.background.best);
    ASSERT_SAME(seen.background.tilt_deg);
    assert_true(read.basis.seen.background.judged && read.basis.seen.head.tried);
    assert_false(read.basis.seen.trunk.tried);
    assert_true(read.basis.seen.has_face && read.basis.seen.reading.face);
    ASSERT_SAME(seen.reading.azimuth_deg);
    ASSERT_SAME(seen.reading.head_scale);
    free(line);
    free(again);
}

static void a_reference_is_only_the_same_when_every_member_is(void **state)
{
    static struct pl_basis a, b;

    (void)state;
    fill_basis(&a);
    fill_basis(&b);
    assert_true(pl_record_same_reference(&a.reference, &b.reference));
    b.reference.rest_trunk_drop_cm = 1e-12;
    assert_false(pl_record_same_reference(&a.reference, &b.reference));
    b = a;
    b.reference.reading.face = true;
    assert_false(pl_record_same_reference(&a.reference, &b.reference));
    b = a;
    b.reference.reading.looked = !a.reference.reading.looked;
    assert_false(pl_record_same_reference(&a.reference, &b.reference));
}

static void an_observation_of_another_version_is_passed_over(void **state)
{
    static struct pl_record record;
    char why[400] = "";

    (void)state;
    assert_int_equal(pl_record_parse("{\"t\":1,\"present\":true,\"observation\":{\"version\":2,"
                                     "\"new\":[]},\"reference\":{\"version\":9}}",
                                     why, sizeof why, &record),
                     0);
    assert_false(record.has_basis || record.basis.has_reference);
}

static void every_key_of_the_contract_is_there_even_when_nothing_is_known(void **state)
{
    static const char *const keys[] = {
        "input",
        "frame",
        "t",
        "present",
        "people",
        "confidence",
        "reason",
        "view_deg",
        "forward_head_cm",
        "forward_head_sd_cm",
        "forward_head_delta_cm",
        "neck_angle_deg",
        "head_pitch_deg",
        "head_yaw_deg",
        "head_roll_deg",
        "shoulder_tilt_deg",
        "torso_lean_deg",
        "trunk_forward_cm",
        "head_drop_cm",
        "trunk_drop_cm",
        "screen_distance_cm",
        "posture",
        "landmarks",
    };
    static struct pl_record record;
    char *line, quoted[64];

    (void)state;
    record.measurement = pl_measurement_unknown(0, PL_REASON_NO_PERSON);
    line = pl_record_format(&record, PL_RECORD_LANDMARKS);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        snprintf(quoted, sizeof quoted, "\"%s\":", keys[i]);
        if (!strstr(line, quoted))
            fail_msg("%s is not in %s", quoted, line);
    }
    assert_non_null(strstr(line, "\"forward_head_cm\":null"));
    assert_non_null(strstr(line, "\"reason\":\"no_person\""));
    assert_non_null(strstr(line, "\"landmarks\":null"));
    assert_null(strstr(line, "nan"));
    free(line);
}

static void a_name_that_is_no_text_still_gives_a_line(void **state)
{
    static struct pl_record record;
    struct pl_record back;
    char why[400], *line;

    (void)state;
    record.measurement = pl_measurement_unknown(0, PL_REASON_NO_PERSON);
    memcpy(record.input, "a\xff\xc3(\xc3\xa9\n.png", 11);
    line = pl_record_format(&record, PL_RECORD_PLAIN);
    assert_null(strchr(line, '\n'));
    assert_int_equal(pl_record_parse(line, why, sizeof why, &back), 0);
    assert_string_equal(back.input, "a?"
                                    "?(\xc3\xa9\n.png");
    free(line);
}

static void the_reader_names_the_line_and_goes_on(void **state)
{
    char text[] = "{\"t\":1,\"present\":true}\n"
                  "\n"
                  "not json\n"
                  "{\"t\":2,\"present\":true}\r\n"
                  "{\"t\":3,\"present\":true}";
    FILE *from = fmemopen(text, strlen(text), "r");
    struct pl_record_reader reader;
    struct pl_record record;

    (void)state;
    assert_int_equal(pl_record_reader_init(&reader, from, "day.jsonl"), 0);
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_OK);
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_BAD);
    assert_string_equal(reader.why, "day.jsonl:3: not a JSON object");
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_OK);
    assert_int_equal(record.measurement.t, 2000000);
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_OK);
    assert_int_equal(record.measurement.t, 3000000);
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_END);
    pl_record_reader_done(&reader);
    fclose(from);
}

static void an_endless_line_is_refused_and_the_next_one_is_read(void **state)
{
    size_t size = 3 * PL_RECORD_MAX_LINE;
    char *text = malloc(size);
    FILE *from;
    struct pl_record_reader reader;
    struct pl_record record;

    (void)state;
    memset(text, '[', size);
    memcpy(text + size - 25, "\n{\"t\":1,\"present\":true}\n\n", 25);
    from = fmemopen(text, size, "r");
    assert_int_equal(pl_record_reader_init(&reader, from, "day.jsonl"), 0);
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_BAD);
    assert_non_null(strstr(reader.why, "day.jsonl:1: the line is too long"));
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_OK);
    pl_record_reader_done(&reader);
    fclose(from);
    free(text);
}

static void a_zero_byte_is_no_end_of_text(void **state)
{
    char text[] = "{\"t\":1,\"present\":true}\0junk\n";
    FILE *from = fmemopen(text, sizeof text - 1, "r");
    struct pl_record_reader reader;
    struct pl_record record;

    (void)state;
    assert_int_equal(pl_record_reader_init(&reader, from, "x"), 0);
    assert_int_equal(pl_record_reader_next(&reader, &record), PL_RECORD_BAD);
    assert_non_null(strstr(reader.why, "zero byte"));
    pl_record_reader_done(&reader);
    fclose(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_line_is_answered_with_what_would_have_been_right),
        cmocka_unit_test(an_endless_line_is_refused_and_the_next_one_is_read),
        cmocka_unit_test(a_zero_byte_is_no_end_of_text),
        cmocka_unit_test(a_name_that_is_no_text_still_gives_a_line),
        cmocka_unit_test(the_reader_names_the_line_and_goes_on),
        cmocka_unit_test(a_line_with_only_time_and_presence_leaves_the_rest_unknown),
        cmocka_unit_test(a_few_keys_are_enough),
        cmocka_unit_test(an_observation_of_another_version_is_passed_over),
        cmocka_unit_test(a_reference_is_only_the_same_when_every_member_is),
        cmocka_unit_test(a_full_line_comes_back_as_it_was),
        cmocka_unit_test(what_a_measurement_came_from_comes_back_to_the_last_bit),
        cmocka_unit_test(every_key_of_the_contract_is_there_even_when_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
