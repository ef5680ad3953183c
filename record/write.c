/* From values to a line of JSON. */
#include "base/json.h"
#include "record/basis.h"
#include "record/fields.h"

#include <stdlib.h>
#include <string.h>

/* Rounded, so that lines stay short and equal on every machine; null when not known. */
static cJSON *number(double value, double decimals)
{
    if (!isfinite(value))
        return cJSON_CreateNull();
    return cJSON_CreateNumber(round(value * decimals) / decimals + 0.0);
}

static void add_number(cJSON *object, const char *key, double value, double decimals)
{
    cJSON_AddItemToObject(object, key, number(value, decimals));
}

/* Length of the UTF-8 sequence at `s`, 0 when it is none. */
static size_t sequence_length(const unsigned char *s)
{
    size_t length = s[0] < 0x80                   ? 1
                    : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
                    : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
                    : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                                  : 0;

    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* File names may hold any bytes, JSON may not: what is no UTF-8 becomes '?'. */
static void add_name(cJSON *object, const char *key, const char *name)
{
    char text[PL_RECORD_INPUT_SIZE];
    size_t at = 0;

    while (*name && at < sizeof text - 4) {
        size_t length = sequence_length((const unsigned char *)name);
        if (length == 0)
            text[at++] = '?';
        else
            memcpy(text + at, name, length);
        at += length;
        name += length ? length : 1;
    }
    text[at] = '\0';
    cJSON_AddStringToObject(object, key, text);
}

static void add_head(cJSON *line, const struct pl_record *record)
{
    const struct pl_measurement *m = &record->measurement;

    add_name(line, "input", record->input);
    cJSON_AddNumberToObject(line, "frame", (double)record->frame);
    add_number(line, "t", pl_seconds(m->t), 1e6);
    cJSON_AddBoolToObject(line, "present", m->present);
    if (m->head_above)
        cJSON_AddTrueToObject(line, "head_above");
    cJSON_AddNumberToObject(line, "people", m->people);
    add_number(line, "confidence", m->confidence, 1000);
    pl_json_add_text(line, "reason",
                     m->reason == PL_REASON_NONE ? NULL : pl_reason_name(m->reason));
}

/* One sd stands for the forward head: of the change where it is known, as that is what decides. */
static double forward_head_sd(const struct pl_measurement *m)
{
    return pl_is_known(m->forward_head_delta_cm) ? m->forward_head_delta_cm.sd
                                                 : m->forward_head_cm.sd;
}

static void add_numbers(cJSON *line, const struct pl_measurement *measurement)
{
    struct pl_measurement m = *measurement;

    for (size_t i = 0; i < PL_RECORD_FIELDS; i++) {
        const struct pl_record_field *f = &pl_record_fields[i];
        add_number(line, f->key, pl_record_number(&m, i)->value, f->decimals);
        if (f->offset == offsetof(struct pl_measurement, forward_head_cm))
            add_number(line, "forward_head_sd_cm", forward_head_sd(&m), f->decimals);
    }
    pl_json_add_text(line, "posture", pl_posture_name(m.posture));
}

static void add_sds(cJSON *line, const struct pl_measurement *measurement)
{
    struct pl_measurement m = *measurement;
    cJSON *sds = cJSON_AddObjectToObject(line, "sd");

    for (size_t i = 0; i < PL_RECORD_FIELDS; i++)
        add_number(sds, pl_record_fields[i].key, pl_record_number(&m, i)->sd, 1000);
}

static void append_row(cJSON *table, const double *values, int count, double decimals)
{
    cJSON *row = cJSON_CreateArray();

    for (int i = 0; i < count; i++)
        cJSON_AddItemToArray(row, number(values[i], decimals));
    cJSON_AddItemToArray(table, row);
}

static void add_landmarks(cJSON *line, const struct pl_record *record)
{
    const struct pl_pose *pose = &record->landmarks.pose;
    cJSON *points;

    if (!record->has_sight || !record->landmarks.present) {
        cJSON_AddNullToObject(line, "landmarks");
        return;
    }
    points = cJSON_AddObjectToObject(line, "landmarks");
    for (int i = 0; i < PL_POSE_NAMED_POINTS; i++) {
        cJSON *row = cJSON_AddArrayToObject(points, pl_pose_point_name((enum pl_pose_point)i));
        cJSON_AddItemToArray(row, number((double)pose->point[i].x, 100));
        cJSON_AddItemToArray(row, number((double)pose->point[i].y, 100));
        cJSON_AddItemToArray(row, number((double)pose->visibility[i], 1000));
    }
}

static void add_pose(cJSON *sight, const struct pl_pose *pose)
{
    cJSON *points = cJSON_AddArrayToObject(sight, "pose"), *world;

    for (int i = 0; i < PL_POSE_POINTS; i++)
        append_row(points,
                   (double[]){(double)pose->point[i].x, (double)pose->point[i].y,
                              (double)pose->visibility[i], (double)pose->presence_of[i]},
                   4, 1000);
    world = cJSON_AddArrayToObject(sight, "world");
    for (int i = 0; i < PL_POSE_NAMED_POINTS; i++)
        append_row(world,
                   (double[]){(double)pose->world_m[i][0], (double)pose->world_m[i][1],
                              (double)pose->world_m[i][2]},
                   3, 1e5);
    add_number(sight, "pose_presence", (double)pose->presence, 1e5);
}

static void add_face(cJSON *sight, const struct pl_face *face)
{
    cJSON *mesh = cJSON_AddArrayToObject(sight, "mesh"), *box;

    for (int i = 0; i < PL_FACE_POINTS; i++)
        append_row(mesh, (double[]){(double)face->mesh[i].x, (double)face->mesh[i].y}, 2, 1000);
    box = cJSON_AddArrayToObject(sight, "box");
    append_row(
        box,
        (double[]){(double)face->box_centre.x, (double)face->box_centre.y, (double)face->box_width},
        3, 1000);
    add_number(sight, "face_presence", (double)face->presence, 1e5);
}

static void add_sight(cJSON *line, const struct pl_record *record)
{
    const struct pl_landmarks *l = &record->landmarks;
    cJSON *sight;

    if (!record->has_sight) {
        cJSON_AddNullToObject(line, "sight");
        return;
    }
    sight = cJSON_AddObjectToObject(line, "sight");
    cJSON_AddNumberToObject(sight, "width", l->width);
    cJSON_AddNumberToObject(sight, "height", l->height);
    add_number(sight, "hfov_deg", record->hfov_deg, 1000);
    add_number(sight, "brightness", (double)l->brightness, 10);
    if (l->present) {
        add_pose(sight, &l->pose);
        add_face(sight, &l->face);
    }
}

char *pl_record_format(const struct pl_record *record, unsigned details)
{
    cJSON *line = cJSON_CreateObject();
    char *text;

    add_head(line, record);
    add_numbers(line, &record->measurement);
    if (details & PL_RECORD_LANDMARKS)
        add_landmarks(line, record);
    if (details & PL_RECORD_FULL) {
        add_sds(line, &record->measurement);
        add_sight(line, record);
    }
    if ((details & PL_RECORD_REFERENCE) && record->basis.has_reference)
        pl_record_add_reference(line, &record->basis.reference);
    if ((details & PL_RECORD_FULL) && record->has_basis)
        pl_record_add_observation(line, &record->basis.seen);
    text = cJSON_PrintUnformatted(line);
    cJSON_Delete(line);
    return text;
}
