#include "tests/eval/sample.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRUTH_MAX_BYTES 65536

static cJSON *read_json(const char *path)
{
    static char text[TRUTH_MAX_BYTES];
    FILE *f = fopen(path, "rbe");
    size_t n;

    if (!f)
        return NULL;
    n = fread(text, 1, sizeof(text) - 1, f);
    fclose(f);
    text[n] = '\0';
    return cJSON_Parse(text);
}

static double number_at(const cJSON *json, const char *key)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(json, key);

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

/* One coordinate of a landmark in the camera, cm. */
static double landmark_cm(const cJSON *json, const char *name, int axis)
{
    const cJSON *all = cJSON_GetObjectItemCaseSensitive(json, "landmarks");
    const cJSON *mark = cJSON_GetObjectItemCaseSensitive(all, name);
    const cJSON *place = cJSON_GetObjectItemCaseSensitive(mark, "cam_m");
    const cJSON *v = cJSON_GetArrayItem(place, axis);

    return cJSON_IsNumber(v) ? 100 * v->valuedouble : NAN;
}

static double distance_cm(const cJSON *json, const char *a, const char *b)
{
    double sum = 0;

    for (int i = 0; i < 3; i++)
        sum += pl_square(landmark_cm(json, a, i) - landmark_cm(json, b, i));
    return sqrt(sum);
}

static double focal_px(const cJSON *json)
{
    const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(json, "K"), 0);
    const cJSON *v = cJSON_GetArrayItem(row, 0);

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

/* PERSON_yVIEW_fFORWARD[_TAG]; tags mA to mD number the materials of one figure. */
static bool parse_name(struct sample *s)
{
    char *view = strstr(s->name, "_y");
    char tag[32] = "";

    while (view && strstr(view + 1, "_y"))
        view = strstr(view + 1, "_y");
    if (!view || sscanf(view, "_y%d_f%d_%31s", &s->view_deg, &s->forward_cm, tag) < 2)
        return false;
    snprintf(s->person, sizeof(s->person), "%.*s", (int)(view - s->name), s->name);
    if (strlen(tag) != 2 || tag[0] != 'm')
        memcpy(s->tag, tag, sizeof(s->tag));
    return true;
}

static bool read_truth(const char *folder, const char *file, struct sample *s)
{
    char path[600];
    cJSON *json;

    snprintf(s->name, sizeof(s->name), "%.*s", (int)(strlen(file) - strlen(".json")), file);
    snprintf(s->image, sizeof(s->image), "%s/%s.jpg", folder, s->name);
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    json = read_json(path);
    if (!json || !parse_name(s)) {
        cJSON_Delete(json);
        return false;
    }
    s->focal_px = focal_px(json);
    s->truth_cm =
        100 * number_at(cJSON_GetObjectItemCaseSensitive(json, "truth"), "ear_ahead_of_acromion_m");
    s->tragus_depth_cm = (landmark_cm(json, "tragus_L", 2) + landmark_cm(json, "tragus_R", 2)) / 2;
    s->eye_distance_mm = 10 * distance_cm(json, "eye_L", "eye_R");
    cJSON_Delete(json);
    return isfinite(s->focal_px) && isfinite(s->truth_cm) && isfinite(s->tragus_depth_cm) &&
           isfinite(s->eye_distance_mm);
}

static int is_truth(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return n > 5 && n < 90 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

int samples_read(const char *folder, struct samples *ret, struct pl_message *reterr)
{
    struct dirent **list;
    int n = scandir(folder, &list, is_truth, alphasort), r = 0;

    if (n < 0) {
        r = -errno;
        pl_message_set(reterr, "cannot list %s: %s", folder, strerror(-r));
        return r;
    }
    *ret = (struct samples){0, calloc(SAMPLES_MAX, sizeof(struct sample))};
    for (int i = 0; i < n; i++) {
        struct sample *s = ret->at && ret->n < SAMPLES_MAX ? &ret->at[ret->n] : NULL;

        if (s && read_truth(folder, list[i]->d_name, s))
            ret->n++;
        else if (r == 0 && (r = s ? -EINVAL : -ENOMEM))
            pl_message_set(reterr, "%s/%s is no truth file", folder, list[i]->d_name);
        free(list[i]);
    }
    free(list);
    return r;
}

void samples_done(struct samples *s)
{
    free(s->at);
    s->at = NULL;
}

int samples_upright_of(const struct samples *s, int i)
{
    for (int k = 0; k < s->n; k++)
        if (s->at[k].forward_cm == 0 && !s->at[k].tag[0] &&
            s->at[k].view_deg == s->at[i].view_deg && strcmp(s->at[k].person, s->at[i].person) == 0)
            return k;
    return -1;
}
