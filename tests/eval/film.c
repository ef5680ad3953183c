#include "tests/eval/film.h"

#include "app/watch/measurer.h"
#include "app/watch/pace.h"
#include "capture/source.h"
#include "posture/filter.h"
#include "vision/change_gate.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRUTHS_MAX 1024
#define FILM_HFOV_DEG 62.2
#define ALBUM_HFOV_DEG 60
#define STILL_UNTIL_S 6.0
#define CALIBRATE_S 2.0
#define PACE_HZ 5 /* the setting camera.fps as it is shipped, and the film's */

struct truth {
    double t, ahead_cm;
    bool present;
};

static int read_truth(const char *path, struct truth *truth)
{
    FILE *f = fopen(path, "re");
    char *line = NULL;
    size_t size = 0;
    int n = 0;

    while (f && n < TRUTHS_MAX && getline(&line, &size, f) > 0) {
        cJSON *json = cJSON_Parse(line);
        const cJSON *t = cJSON_GetObjectItem(json, "t");
        const cJSON *ahead =
            cJSON_GetObjectItem(cJSON_GetObjectItem(json, "truth"), "ear_ahead_of_acromion_m");

        if (t)
            truth[n++] = (struct truth){t->valuedouble, ahead ? 100 * ahead->valuedouble : NAN,
                                        cJSON_IsTrue(cJSON_GetObjectItem(json, "present"))};
        cJSON_Delete(json);
    }
    free(line);
    if (f)
        fclose(f);
    return n;
}

static const struct truth *truth_at(const struct truth *truth, int n, double t)
{
    const struct truth *best = truth;

    for (int i = 1; i < n; i++)
        if (fabs(truth[i].t - t) < fabs(best->t - t))
            best = &truth[i];
    return best;
}

struct product {
    struct pl_sight *sight;
    struct pl_measurer *measurer;
    bool paced; /* looks as often and as closely as the daemon's worker */
    struct pl_pace pace;
    struct pl_change_gate gate;
};

static void product_close(struct product *p)
{
    pl_measurer_destroy(p->measurer);
    pl_sight_destroy(p->sight);
}

static int product_open(const struct pl_model_places *models, double hfov_deg, struct product *ret,
                        struct pl_message *reterr)
{
    struct pl_sight_settings sight = {.models = *models, .threads = 1};
    struct pl_measurer_settings settings = {
        .hfov_deg = hfov_deg, .limits = pl_posture_limits_default, .models = *models};
    struct product p = {.sight = NULL};
    int r = pl_sight_create(&sight, &p.sight, reterr);

    settings.sight = p.sight;
    if (r == 0)
        r = pl_measurer_create(&settings, &p.measurer, reterr);
    if (r < 0)
        product_close(&p);
    else
        *ret = p;
    return r;
}

static enum pl_pace_look pace_of(struct product *p, const struct pl_frame *frame)
{
    bool calibrating = pl_measurer_state(p->measurer) == PL_MEASURER_CALIBRATING;

    if (!p->paced)
        return PL_PACE_THOROUGH;
    pl_pace_exercise(&p->pace, calibrating);
    return pl_pace_frame(&p->pace, frame->t, pl_change_gate_look(&p->gate, frame));
}

static int look(struct product *p, const struct pl_frame *frame, bool independent, unsigned parts,
                struct pl_measurement *ret)
{
    struct pl_mounting upright = {0, 0};
    static struct pl_landmarks marks;
    int r;

    if (independent)
        pl_sight_forget(p->sight);
    r = pl_sight_look(p->sight, frame, upright, parts, &marks);
    if (r < 0)
        return r;
    *ret = pl_measurer_measure(p->measurer, frame, &marks, independent, NULL);
    pl_change_gate_keep(&p->gate);
    pl_pace_saw(&p->pace, frame->t, marks.present);
    return 0;
}

/* One frame of a source through sight and measurer; one that is passed over leaves *ret, but for its time. 0, or what
 * the source or sight said. */
static int product_step(struct product *p, struct pl_source *source, bool independent,
                        struct pl_measurement *ret)
{
    struct pl_frame frame;
    int r = pl_source_next(source, PL_USEC_PER_SEC, &frame);
    enum pl_pace_look how;

    if (r != 0)
        return r;
    how = pace_of(p, &frame);
    if (how != PL_PACE_SKIP)
        r = look(p, &frame, independent,
                 how == PL_PACE_GLANCE ? PL_LOOK_FACE : PL_LOOK_POSE | PL_LOOK_FACE, ret);
    ret->t = frame.t;
    pl_source_release(source, &frame);
    return r;
}

static void add_to_phase(struct film_result *r, double t, double error)
{
    for (int i = 0; i < FILM_PHASES; i++) {
        struct film_phase *p = &r->phase[i];

        if (t < p->from_s || t >= p->to_s)
            continue;
        p->n++;
        p->bias += error;
        p->rmse += error * error;
        p->worst = fmax(p->worst, fabs(error));
    }
}

struct sums {
    double squares, still, still_squares;
    int stills;
    double upright_cm; /* truth of the baseline */
    int uprights;
};

static void add_frame(struct film_result *r, struct sums *s, const struct truth *truth, double raw,
                      struct pl_number smooth)
{
    double change = truth->ahead_cm - s->upright_cm / s->uprights, error = smooth.value - change;

    r->n++;
    s->squares += error * error;
    r->worst = fmax(r->worst, fabs(error));
    r->within_1_sd += fabs(error) <= smooth.sd;
    r->within_2_sd += fabs(error) <= 2 * smooth.sd;
    add_to_phase(r, truth->t, error);
    if (truth->t < STILL_UNTIL_S) {
        s->stills++;
        s->still += raw - change;
        s->still_squares += pl_square(raw - change);
    }
}

static void finish(struct film_result *r, const struct sums *s)
{
    double mean = s->still / s->stills;

    r->rmse = sqrt(s->squares / r->n);
    r->within_1_sd /= r->n;
    r->within_2_sd /= r->n;
    r->still_sd = sqrt(s->still_squares / s->stills - mean * mean);
    for (int i = 0; i < FILM_PHASES; i++) {
        struct film_phase *p = &r->phase[i];

        p->bias /= p->n ? p->n : 1;
        p->rmse = sqrt(p->rmse / (p->n ? p->n : 1));
    }
}

static void watch(struct product *p, struct pl_source *source, const struct truth *truth, int n,
                  struct film_result *r)
{
    struct pl_smoother smoother = {0};
    struct pl_measurement m = {0}, smooth;
    struct sums s = {0};

    while (product_step(p, source, false, &m) == 0) {
        const struct truth *now = truth_at(truth, n, pl_seconds(m.t));

        smooth = pl_smoother_step(&smoother, &m);
        if (now->present && pl_seconds(m.t) < CALIBRATE_S) {
            s.upright_cm += now->ahead_cm;
            s.uprights++;
        } else if (now->present && pl_is_known(smooth.forward_head_delta_cm)) {
            add_frame(r, &s, now, m.forward_head_delta_cm.value, smooth.forward_head_delta_cm);
        }
    }
    finish(r, &s);
}

int film_run(const char *video, const char *truth_path, bool paced,
             const struct pl_model_places *models, struct film_result *ret,
             struct pl_message *reterr)
{
    static struct truth truth[TRUTHS_MAX];
    struct film_result result = {.phase = {{.name = "upright", .from_s = 0, .to_s = 6},
                                           {.name = "head forward", .from_s = 6, .to_s = 16},
                                           {.name = "head turned", .from_s = 16, .to_s = 19},
                                           {.name = "slouch", .from_s = 19, .to_s = 23},
                                           {.name = "looking down", .from_s = 23, .to_s = 24},
                                           {.name = "back again", .from_s = 27, .to_s = 30}}};
    struct pl_calibration_plan plan = {.length = pl_usec_from_seconds(CALIBRATE_S),
                                       .deadline = pl_usec_from_seconds(CALIBRATE_S)};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source;
    struct product p;
    int n = read_truth(truth_path, truth), r = product_open(models, FILM_HFOV_DEG, &p, reterr);

    if (r < 0)
        return r;
    r = n > 0 ? pl_source_open(video, &(struct pl_source_wish){0}, &source, detail)
              : PL_SOURCE_UNREADABLE;
    if (r == 0) {
        p.paced = paced;
        pl_pace_init(&p.pace, PACE_HZ);
        pl_change_gate_init(&p.gate);
        pl_measurer_calibrate(p.measurer, plan, false);
        watch(&p, source, truth, n, &result);
        pl_source_close(source);
        *ret = result;
    } else {
        pl_message_set(reterr, "cannot watch %s with %s: %s", video, truth_path, detail);
        r = -EIO;
    }
    product_close(&p);
    return r;
}

/* ---- photographs ---- */

static void judge_photograph(struct album_result *r, const char *name, enum pl_posture posture)
{
    bool slouch = strstr(name, "_slouch_") != NULL;
    bool said_slouch = posture == PL_POSTURE_SLOUCHED || posture == PL_POSTURE_FORWARD_HEAD;

    r->upright += !slouch;
    r->slouched += slouch;
    r->unknown += posture == PL_POSTURE_UNKNOWN;
    if (posture != PL_POSTURE_UNKNOWN && slouch == said_slouch) {
        r->upright_right += !slouch;
        r->slouched_right += slouch;
        return;
    }
    if (r->wrongs < 64)
        snprintf(r->wrong[r->wrongs++], sizeof(r->wrong[0]), "%.40s: %s", name,
                 pl_posture_name(posture));
}

static int show_photograph(struct product *p, const char *folder, const char *name,
                           struct pl_measurement *ret)
{
    char path[600], detail[PL_DETAIL_SIZE];
    struct pl_source *source;
    int r;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    r = pl_source_open(path, &(struct pl_source_wish){0}, &source, detail);
    if (r != 0)
        return r;
    r = product_step(p, source, true, ret);
    pl_source_close(source);
    return r;
}

/* The first upright photograph makes the baseline, the others are judged. */
static void leaf_through(struct product *p, const char *folder, const char *prefix,
                         struct dirent **list, int n, struct album_result *r)
{
    struct pl_calibration_plan plan = {.pictures = 1};
    struct pl_measurement m = {0};
    const char *baseline = NULL;

    for (int i = 0; i < n && !baseline; i++)
        if (strncmp(list[i]->d_name, prefix, strlen(prefix)) == 0 &&
            strstr(list[i]->d_name, "_upright_"))
            baseline = list[i]->d_name;
    if (!baseline)
        return;
    pl_measurer_calibrate(p->measurer, plan, false);
    show_photograph(p, folder, baseline, &m);
    for (int i = 0; i < n; i++)
        if (strncmp(list[i]->d_name, prefix, strlen(prefix)) == 0 && list[i]->d_name != baseline &&
            show_photograph(p, folder, list[i]->d_name, &m) == 0)
            judge_photograph(r, list[i]->d_name, m.posture);
}

int album_run(const char *folder, const char *who, const struct pl_model_places *models,
              struct album_result *ret, struct pl_message *reterr)
{
    struct album_result result = {0};
    struct dirent **list;
    struct product p;
    char prefix[64];
    int r = product_open(models, ALBUM_HFOV_DEG, &p, reterr);
    int n = r < 0 ? 0 : scandir(folder, &list, NULL, alphasort);

    if (r < 0)
        return r;
    snprintf(prefix, sizeof(prefix), "front_vp_%s_", who);
    if (n > 0)
        leaf_through(&p, folder, prefix, list, n, &result);
    for (int i = 0; i < n; i++)
        free(list[i]);
    if (n >= 0)
        free(list);
    product_close(&p);
    *ret = result;
    return 0;
}
