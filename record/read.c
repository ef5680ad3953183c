/* From a line of JSON to values, with a sentence for each mistake. */
#include "record/basis.h"
#include "record/fields.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A line being read: the object and where the first complaint goes. */
struct parse {
    const cJSON *object;
    char *why;
    size_t why_size;
};

static int complain(const struct parse *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int complain(const struct parse *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(p->why, p->why_size, format, args);
    va_end(args);
    return PL_RECORD_BAD;
}

/* NULL also when the key says null: both mean "not known". */
static const cJSON *value_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    return item && !cJSON_IsNull(item) ? item : NULL;
}

static bool is_finite_number(const cJSON *item)
{
    return cJSON_IsNumber(item) && isfinite(item->valuedouble);
}

/* A number within [low, high], or `otherwise` when the key is missing or null. */
static int read_number(const struct parse *p, const char *key, double low, double high,
                       double otherwise, double *ret)
{
    const cJSON *item = value_of(p->object, key);

    if (!item) {
        *ret = otherwise;
        return PL_RECORD_OK;
    }
    if (!is_finite_number(item))
        return complain(p, "\"%s\" must be a number or null", key);
    if (item->valuedouble < low || item->valuedouble > high)
        return complain(p, "\"%s\" is %g; it must be from %g to %g", key, item->valuedouble, low,
                        high);
    *ret = item->valuedouble;
    return PL_RECORD_OK;
}

/* Pictures do not come from before 1970 or from a million years ahead; the bound keeps microseconds exact. */
static int read_time(const struct parse *p, pl_usec *ret)
{
    double t = NAN;

    if (!value_of(p->object, "t"))
        return complain(p, "\"t\" is missing; a line needs \"t\" (seconds) and \"present\"");
    if (read_number(p, "t", 0, 4e9, 0, &t))
        return PL_RECORD_BAD;
    *ret = pl_usec_from_seconds(t);
    return PL_RECORD_OK;
}

static int read_present(const struct parse *p, bool *ret)
{
    const cJSON *item = value_of(p->object, "present");

    if (!cJSON_IsBool(item))
        return complain(p, "\"present\" must be true or false");
    *ret = cJSON_IsTrue(item);
    return PL_RECORD_OK;
}

/* Only written when it is so. */
static int read_head_above(const struct parse *p, bool *ret)
{
    const cJSON *item = value_of(p->object, "head_above");

    if (item && !cJSON_IsBool(item))
        return complain(p, "\"head_above\" must be true or false");
    *ret = cJSON_IsTrue(item);
    return PL_RECORD_OK;
}

static const char *reason_word(int i)
{
    return i == PL_REASON_NONE ? NULL : pl_reason_name((enum pl_reason)i);
}

static const char *posture_word(int i)
{
    return pl_posture_name((enum pl_posture)i);
}

/* The index of the key's word among `count`; *ret stays when the key is missing or null. */
static int read_word(const struct parse *p, const char *key, const char *(*word)(int), int count,
                     int *ret)
{
    const cJSON *item = value_of(p->object, key);

    if (!item)
        return PL_RECORD_OK;
    if (!cJSON_IsString(item))
        return complain(p, "\"%s\" must be a word or null", key);
    for (int i = 0; i < count; i++)
        if (word(i) && !strcmp(word(i), item->valuestring)) {
            *ret = i;
            return PL_RECORD_OK;
        }
    return complain(p, "\"%s\" is \"%.40s\", which is none of its words (\"%s\" is one)", key,
                    item->valuestring, word(count - 1));
}

/* A reason is given, or it follows from what the line says. */
static int read_words(const struct parse *p, struct pl_measurement *m)
{
    int reason = m->present ? PL_REASON_NONE : PL_REASON_NO_PERSON, posture = PL_POSTURE_UNKNOWN;

    if (read_word(p, "reason", reason_word, PL_REASON_COUNT, &reason) ||
        read_word(p, "posture", posture_word, PL_POSTURE_COUNT, &posture))
        return PL_RECORD_BAD;
    m->reason = (enum pl_reason)reason;
    m->posture = (enum pl_posture)posture;
    return PL_RECORD_OK;
}

/* `sd` is there in full lines; a plain one has only the forward head's. */
static int read_sds(const struct parse *p, struct pl_measurement *m)
{
    struct parse sds = {value_of(p->object, "sd"), p->why, p->why_size};
    double forward = NAN;

    if (read_number(p, "forward_head_sd_cm", 0, 1e6, NAN, &forward))
        return PL_RECORD_BAD;
    if (pl_is_known(m->forward_head_delta_cm))
        m->forward_head_delta_cm.sd = forward;
    else if (pl_is_known(m->forward_head_cm))
        m->forward_head_cm.sd = forward;
    if (!cJSON_IsObject(sds.object))
        return PL_RECORD_OK;
    for (size_t i = 0; i < PL_RECORD_FIELDS; i++) {
        struct pl_number *n = pl_record_number(m, i);
        if (read_number(&sds, pl_record_fields[i].key, 0, 1e6, n->sd, &n->sd))
            return PL_RECORD_BAD;
    }
    return PL_RECORD_OK;
}

static int read_measurement(const struct parse *p, struct pl_measurement *m)
{
    double people = NAN;

    if (read_time(p, &m->t) || read_present(p, &m->present) || read_head_above(p, &m->head_above) ||
        read_words(p, m) || read_number(p, "people", 0, 1000, m->present, &people) ||
        read_number(p, "confidence", 0, 1, m->present, &m->confidence))
        return PL_RECORD_BAD;
    m->people = (int)people;
    for (size_t i = 0; i < PL_RECORD_FIELDS; i++)
        if (read_number(p, pl_record_fields[i].key, -1e6, 1e6, NAN, &pl_record_number(m, i)->value))
            return PL_RECORD_BAD;
    return read_sds(p, m);
}

static int read_origin(const struct parse *p, struct pl_record *record)
{
    const cJSON *input = value_of(p->object, "input");
    double frame = NAN;

    if (input && !cJSON_IsString(input))
        return complain(p, "\"input\" must be a name or null");
    if (read_number(p, "frame", -1, 2e9, -1, &frame))
        return PL_RECORD_BAD;
    snprintf(record->input, sizeof record->input, "%s", input ? input->valuestring : "");
    record->frame = (long)frame;
    return PL_RECORD_OK;
}

/* A list of exactly `rows` lists of exactly `columns` numbers, into ret[row * columns + column]. */
static int read_table(const struct parse *p, const char *key, int rows, int columns, float *ret)
{
    const cJSON *table = cJSON_GetObjectItemCaseSensitive(p->object, key), *row, *cell;
    int at = 0;

    if (!cJSON_IsArray(table) || cJSON_GetArraySize(table) != rows)
        return complain(p, "\"sight\": \"%s\" must hold %d points", key, rows);
    cJSON_ArrayForEach(row, table)
    {
        if (!cJSON_IsArray(row) || cJSON_GetArraySize(row) != columns)
            return complain(p, "\"sight\": every point of \"%s\" must have %d numbers", key,
                            columns);
        cJSON_ArrayForEach(cell, row)
        {
            if (!is_finite_number(cell) || fabs(cell->valuedouble) > 1e6)
                return complain(p, "\"sight\": \"%s\" must hold numbers within a million", key);
            ret[at++] = (float)cell->valuedouble;
        }
    }
    return PL_RECORD_OK;
}

static int read_pose(const struct parse *p, struct pl_pose *pose)
{
    float points[PL_POSE_POINTS][4] = {{0}};
    double presence = NAN;

    if (read_table(p, "pose", PL_POSE_POINTS, 4, points[0]) ||
        read_table(p, "world", PL_POSE_NAMED_POINTS, 3, pose->world_m[0]) ||
        read_number(p, "pose_presence", 0, 1, 0, &presence))
        return PL_RECORD_BAD;
    for (int i = 0; i < PL_POSE_POINTS; i++) {
        pose->point[i] = (struct pl_point){points[i][0], points[i][1]};
        pose->visibility[i] = points[i][2];
        pose->presence_of[i] = points[i][3];
    }
    pose->presence = (float)presence;
    return PL_RECORD_OK;
}

static int read_face(const struct parse *p, struct pl_face *face)
{
    float mesh[PL_FACE_POINTS][2], box[1][3];
    double presence = NAN;

    if (read_table(p, "mesh", PL_FACE_POINTS, 2, mesh[0]) || read_table(p, "box", 1, 3, box[0]) ||
        read_number(p, "face_presence", 0, 1, 0, &presence))
        return PL_RECORD_BAD;
    for (int i = 0; i < PL_FACE_POINTS; i++)
        face->mesh[i] = (struct pl_point){mesh[i][0], mesh[i][1]};
    face->presence = (float)presence;
    face->box_centre = (struct pl_point){box[0][0], box[0][1]};
    face->box_width = box[0][2];
    return PL_RECORD_OK;
}

static int read_sight(const struct parse *line, struct pl_record *record)
{
    struct parse p = {value_of(line->object, "sight"), line->why, line->why_size};
    struct pl_landmarks *l = &record->landmarks;
    double width = NAN, height = NAN, brightness = NAN;

    if (!p.object)
        return PL_RECORD_OK;
    if (!cJSON_IsObject(p.object))
        return complain(&p, "\"sight\" must be an object or null");
    if (read_number(&p, "width", 1, 65535, NAN, &width) ||
        read_number(&p, "height", 1, 65535, NAN, &height) ||
        read_number(&p, "hfov_deg", 1, 179, NAN, &record->hfov_deg) ||
        read_number(&p, "brightness", 0, 255, 0, &brightness))
        return PL_RECORD_BAD;
    if (isnan(width) || isnan(height) || isnan(record->hfov_deg))
        return complain(&p, "\"sight\" must say \"width\", \"height\" and \"hfov_deg\"");
    l->t = record->measurement.t;
    l->present = record->measurement.present;
    l->people = record->measurement.people;
    l->width = (int)width;
    l->height = (int)height;
    l->brightness = (float)brightness;
    record->has_sight = true;
    return l->present && (read_pose(&p, &l->pose) || read_face(&p, &l->face)) ? PL_RECORD_BAD
                                                                              : PL_RECORD_OK;
}

int pl_record_parse(const char *line, char *why, size_t why_size, struct pl_record *ret)
{
    struct pl_record record;
    cJSON *object = cJSON_ParseWithOpts(line, NULL, true); /* nothing may follow the object */
    struct parse p = {object, why, why_size};
    int r;

    memset(&record, 0, sizeof record);
    record.measurement = pl_measurement_unknown(0, PL_REASON_NONE);
    if (!cJSON_IsObject(object))
        r = complain(&p, "not a JSON object");
    else
        r = read_origin(&p, &record) || read_measurement(&p, &record.measurement) ||
                    read_sight(&p, &record) || pl_record_read_basis(object, why, why_size, &record)
                ? PL_RECORD_BAD
                : PL_RECORD_OK;
    cJSON_Delete(object);
    if (r == PL_RECORD_OK)
        *ret = record;
    return r;
}

int pl_record_read_line(const char *line, char *why, size_t why_size, struct pl_measurement *ret)
{
    struct pl_record record;
    int r = pl_record_parse(line, why, why_size, &record);

    if (r == PL_RECORD_OK)
        *ret = record.measurement;
    return r;
}
