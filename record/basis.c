#include "record/basis.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Of both objects: raised when a member changes its sense or a new one is needed. */
#define VERSION 1
/* Of what is a float, which has it exactly, so that rounding leads nowhere beyond it. */
#define FLOAT_BOUND 0x1p100

enum kind {
    DOUBLES, /* any double: null is NaN, 1e999 is infinite */
    FLOATS,
    INTEGER, /* an int from 0 on */
    UNSIGNED,
    FLAG,
    LATER_FLAG, /* came after this version began: false where it is not written */
};

/* A member, or `count` of one type in a row, which are written as a list. */
struct member {
    const char *key;
    enum kind kind;
    size_t offset;
    int count;
};

#define SEEN(key, kind, member, count)                            \
    {                                                             \
        key, kind, offsetof(struct pl_observation, member), count \
    }
#define PATCH(name)                                                                               \
    SEEN(#name "_tried", FLAG, name.tried, 1), SEEN(#name "_motion", DOUBLES, name.motion, 6),    \
        SEEN(#name "_rotation_covariance", DOUBLES, name.rotation_covariance, 9),                 \
        SEEN(#name "_shift_covariance", DOUBLES, name.shift_covariance, 9),                       \
        SEEN(#name "_score", DOUBLES, name.score, 1), SEEN(#name "_seen", DOUBLES, name.seen, 1), \
        SEEN(#name "_energy", DOUBLES, name.energy, 1)

static const struct member observation_members[] = {
    SEEN("reference_id", UNSIGNED, reference_id, 1),
    SEEN("width", INTEGER, width, 1),
    SEEN("height", INTEGER, height, 1),
    SEEN("focal_px", DOUBLES, camera.focal_px, 1),
    SEEN("camera_cx", DOUBLES, camera.cx, 1),
    SEEN("camera_cy", DOUBLES, camera.cy, 1),
    SEEN("brightness", DOUBLES, brightness, 1),
    SEEN("pose_presence", DOUBLES, pose_presence, 1),
    SEEN("face_presence", DOUBLES, face_presence, 1),
    SEEN("shoulders_inside", DOUBLES, shoulders_inside, 1),
    SEEN("pose_angle_deg", DOUBLES, pose_angle_deg, 1),
    SEEN("shoulder_angle_deg", DOUBLES, shoulder_angle_deg, 1),
    SEEN("shoulder_line_px", DOUBLES, shoulder_line_px, 2),
    SEEN("ears_px", FLOATS, ears_px, 2),
    SEEN("shoulders_px", FLOATS, shoulders_px, 2),
    SEEN("has_face", FLAG, has_face, 1),
    SEEN("face_rotation", DOUBLES, face.rotation, 9),
    SEEN("face_place_cm", DOUBLES, face.place_cm, 3),
    SEEN("face_error_px", DOUBLES, face.error_px, 1),
    SEEN("face_eye_ratio", DOUBLES, face.eye_ratio, 1),
    SEEN("azimuth_deg", DOUBLES, reading.azimuth_deg, 1),
    SEEN("pitch_deg", DOUBLES, reading.pitch_deg, 1),
    SEEN("head_scale", DOUBLES, reading.head_scale, 1),
    SEEN("head_by_face", FLAG, reading.face, 1),
    SEEN("background_judged", FLAG, background.judged, 1),
    SEEN("background_at_rest", DOUBLES, background.at_rest, 1),
    SEEN("background_best", DOUBLES, background.best, 1),
    SEEN("background_tilt_deg", DOUBLES, background.tilt_deg, 1),
    PATCH(head),
    PATCH(trunk),
};

#define REFERENCE(key, kind, member, count)                     \
    {                                                           \
        key, kind, offsetof(struct pl_reference, member), count \
    }

static const struct member reference_members[] = {
    REFERENCE("id", UNSIGNED, id, 1),
    REFERENCE("focal_px", DOUBLES, camera.focal_px, 1),
    REFERENCE("camera_cx", DOUBLES, camera.cx, 1),
    REFERENCE("camera_cy", DOUBLES, camera.cy, 1),
    REFERENCE("azimuth_deg", DOUBLES, reading.azimuth_deg, 1),
    REFERENCE("pitch_deg", DOUBLES, reading.pitch_deg, 1),
    REFERENCE("head_scale", DOUBLES, reading.head_scale, 1),
    REFERENCE("head_by_face", FLAG, reading.face, 1),
    REFERENCE("head_size_by_look", LATER_FLAG, reading.looked, 1),
    REFERENCE("head_size_typed", LATER_FLAG, reading.typed, 1),
    REFERENCE("head_cm", DOUBLES, head, 3),
    REFERENCE("shoulders_cm", DOUBLES, shoulders, 3),
    REFERENCE("face_rotation", DOUBLES, face_rotation, 9),
    REFERENCE("ears_px", FLOATS, ears_px, 2),
    REFERENCE("shoulders_px", FLOATS, shoulders_px, 2),
    REFERENCE("pose_angle_deg", DOUBLES, pose_angle_deg, 1),
    REFERENCE("shoulder_tilt_deg", DOUBLES, shoulder_tilt_deg, 1),
    REFERENCE("shoulder_width_px", DOUBLES, shoulder_width_px, 1),
    REFERENCE("rest_forward_cm", DOUBLES, rest_forward_cm, 1),
    REFERENCE("rest_head_drop_cm", DOUBLES, rest_head_drop_cm, 1),
    REFERENCE("rest_trunk_forward_cm", DOUBLES, rest_trunk_forward_cm, 1),
    REFERENCE("rest_trunk_drop_cm", DOUBLES, rest_trunk_drop_cm, 1),
    REFERENCE("tie_sd_cm", DOUBLES, tie_sd_cm, 1),
};

/* One of the two objects of a line. */
struct object {
    const char *key;
    const struct member *members;
    size_t count;
};

static const struct object observation_object = {
    "observation", observation_members, sizeof observation_members / sizeof *observation_members};
static const struct object reference_object = {
    "reference", reference_members, sizeof reference_members / sizeof *reference_members};

/* ---- writing ---- */

/* As many digits as bring back every bit. */
static cJSON *exact(double value, int digits)
{
    char text[32];

    if (isnan(value))
        return cJSON_CreateNull();
    if (isinf(value))
        return cJSON_CreateRaw(value > 0 ? "1e999" : "-1e999");
    snprintf(text, sizeof text, "%.*g", digits, value);
    return cJSON_CreateRaw(text);
}

static cJSON *write_one(const struct member *m, const char *at, int i)
{
    switch (m->kind) {
    case DOUBLES:
        return exact(((const double *)(const void *)at)[i], 17);
    case FLOATS:
        return exact((double)((const float *)(const void *)at)[i], 9);
    case INTEGER:
        return exact(((const int *)(const void *)at)[i], 10);
    case UNSIGNED:
        return exact(((const unsigned *)(const void *)at)[i], 10);
    case FLAG:
    case LATER_FLAG:
        break;
    }
    return cJSON_CreateBool(((const bool *)(const void *)at)[i]);
}

static cJSON *write_member(const struct member *m, const char *at)
{
    cJSON *list;

    if (m->count == 1)
        return write_one(m, at, 0);
    list = cJSON_CreateArray();
    for (int i = 0; i < m->count; i++)
        cJSON_AddItemToArray(list, write_one(m, at, i));
    return list;
}

static void write_object(cJSON *line, const struct object *o, const void *value)
{
    cJSON *object = cJSON_AddObjectToObject(line, o->key);

    cJSON_AddNumberToObject(object, "version", VERSION);
    for (size_t i = 0; i < o->count; i++)
        cJSON_AddItemToObject(
            object, o->members[i].key,
            write_member(&o->members[i], (const char *)value + o->members[i].offset));
}

void pl_record_add_observation(cJSON *line, const struct pl_observation *seen)
{
    write_object(line, &observation_object, seen);
}

void pl_record_add_reference(cJSON *line, const struct pl_reference *reference)
{
    write_object(line, &reference_object, reference);
}

/* Member by member, because what lies between them is anything. */
bool pl_record_same_reference(const struct pl_reference *a, const struct pl_reference *b)
{
    static const size_t size[] = {
        [DOUBLES] = sizeof(double),    [FLOATS] = sizeof(float), [INTEGER] = sizeof(int),
        [UNSIGNED] = sizeof(unsigned), [FLAG] = sizeof(bool),    [LATER_FLAG] = sizeof(bool)};

    for (size_t i = 0; i < reference_object.count; i++) {
        const struct member *m = &reference_members[i];
        if (memcmp((const char *)a + m->offset, (const char *)b + m->offset,
                   size[m->kind] * (size_t)m->count))
            return false;
    }
    return true;
}

/* ---- reading ---- */

static bool read_number(const cJSON *item, double low, double high, double *ret)
{
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= low && item->valuedouble <= high))
        return false;
    *ret = item->valuedouble;
    return true;
}

static bool read_whole(const cJSON *item, double high, double *ret)
{
    return read_number(item, 0, high, ret) && *ret == floor(*ret);
}

static bool read_real(const cJSON *item, double bound, double *ret)
{
    if (!cJSON_IsNull(item))
        return read_number(item, -bound, bound, ret);
    *ret = NAN;
    return true;
}

static bool read_one(const struct member *m, const cJSON *item, char *at, int i)
{
    double value = 0;

    switch (m->kind) {
    case DOUBLES:
        return read_real(item, INFINITY, &((double *)(void *)at)[i]);
    case FLOATS:
        if (!read_real(item, FLOAT_BOUND, &value))
            return false;
        ((float *)(void *)at)[i] = (float)value;
        return true;
    case INTEGER:
        if (!read_whole(item, INT_MAX, &value))
            return false;
        ((int *)(void *)at)[i] = (int)value;
        return true;
    case UNSIGNED:
        if (!read_whole(item, UINT_MAX, &value))
            return false;
        ((unsigned *)(void *)at)[i] = (unsigned)value;
        return true;
    case FLAG:
    case LATER_FLAG:
        ((bool *)(void *)at)[i] = cJSON_IsTrue(item);
        return cJSON_IsBool(item) || (!item && m->kind == LATER_FLAG);
    }
    return false;
}

static bool read_member(const struct member *m, const cJSON *item, char *at)
{
    const cJSON *one;
    int i = 0;

    if (m->count == 1)
        return read_one(m, item, at, 0);
    if (!cJSON_IsArray(item) || cJSON_GetArraySize(item) != m->count)
        return false;
    cJSON_ArrayForEach(one, item)
    {
        if (!read_one(m, one, at, i++))
            return false;
    }
    return true;
}

/* Where a line's mistakes are told. */
struct why {
    char *text;
    size_t size;
};

static const char *right_for(const struct member *m)
{
    static const char *const words[] = {
        [DOUBLES] = "number or null", [FLOATS] = "number or null", [INTEGER] = "whole number",
        [UNSIGNED] = "whole number",  [FLAG] = "true or false",    [LATER_FLAG] = "true or false",
    };

    return words[m->kind];
}

static void say_what_is_right(const struct object *o, const struct member *m, struct why why)
{
    if (m->count > 1)
        snprintf(why.text, why.size, "\"%s\": \"%s\" must be a list of %d, each a %s", o->key,
                 m->key, m->count, right_for(m));
    else
        snprintf(why.text, why.size, "\"%s\": \"%s\" must be %s%s", o->key, m->key,
                 m->kind >= FLAG ? "" : "a ", right_for(m));
}

/* *ret_found: the object is there and of our version. */
static int read_object(const cJSON *line, const struct object *o, struct why why, void *value,
                       bool *ret_found)
{
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(line, o->key), *version;

    *ret_found = false;
    if (!object || cJSON_IsNull(object))
        return PL_RECORD_OK;
    version = cJSON_GetObjectItemCaseSensitive(object, "version");
    if (!cJSON_IsObject(object) || !cJSON_IsNumber(version)) {
        snprintf(why.text, why.size, "\"%s\" must be an object with a \"version\"", o->key);
        return PL_RECORD_BAD;
    }
    if (version->valuedouble != VERSION)
        return PL_RECORD_OK;
    for (size_t i = 0; i < o->count; i++) {
        const struct member *m = &o->members[i];
        if (read_member(m, cJSON_GetObjectItemCaseSensitive(object, m->key),
                        (char *)value + m->offset))
            continue;
        say_what_is_right(o, m, why);
        return PL_RECORD_BAD;
    }
    *ret_found = true;
    return PL_RECORD_OK;
}

int pl_record_read_basis(const cJSON *line, char *why, size_t why_size, struct pl_record *record)
{
    const struct why told = {why, why_size};
    struct pl_basis *basis = &record->basis;

    if (read_object(line, &reference_object, told, &basis->reference, &basis->has_reference) ||
        read_object(line, &observation_object, told, &basis->seen, &record->has_basis))
        return PL_RECORD_BAD;
    basis->seen.t = record->measurement.t;
    basis->seen.present = record->measurement.present;
    basis->seen.people = record->measurement.people;
    return PL_RECORD_OK;
}
