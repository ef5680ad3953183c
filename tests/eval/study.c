#include "tests/eval/study.h"

#include "capture/source.h"
#include "posture/measure.h"
#include "posture/reason.h"
#include "posture/size_look.h"
#include "tests/eval/spread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* CPU time: others may use the machine. */
static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool is_person(const struct sample *s, const char *person)
{
    return strcmp(s->person, person) == 0;
}

static struct pl_camera camera_of(const struct sample *s)
{
    return (struct pl_camera){s->focal_px, s->marks.width / 2.0, s->marks.height / 2.0};
}

/* ---- the size of heads: a parabola of the azimuth, by least squares ---- */

struct parabola {
    double a[3][3], b[3];
};

static void parabola_add(struct parabola *p, double x, double y)
{
    double power[3] = {1, x, x * x};

    for (int i = 0; i < 3; i++) {
        p->b[i] += power[i] * y;
        for (int j = 0; j < 3; j++)
            p->a[i][j] += power[i] * power[j];
    }
}

static void parabola_solve(const struct parabola *p, double ret[3])
{
    struct pl_mat3 a, inverse;
    struct pl_vec3 x;

    memcpy(a.m, p->a, sizeof(a.m));
    inverse = pl_mat3_inverse(a);
    x = pl_mat3_apply(inverse, pl_vec3(p->b[0], p->b[1], p->b[2]));
    for (int i = 0; i < 3; i++)
        ret[i] = x.v[i];
}

/* The tragus lies about 3 cm behind the canonical origin. */
static double log_size(const struct sample *s)
{
    struct pl_vec3 tragus = pl_mat3_apply(s->fit.rotation, pl_vec3(0, 0.3, 3));

    return log(s->tragus_depth_cm / (s->fit.place_cm.v[2] + tragus.v[2]) * s->fit.eye_ratio);
}

/* `without` NULL: everybody. */
static struct pl_fitted fit_size(const struct samples *samples, const char *without)
{
    struct pl_fitted fitted = pl_fitted_default;
    struct parabola by_average = {0}, by_eyes = {0};

    for (int i = 0; i < samples->n; i++) {
        const struct sample *s = &samples->at[i];
        double a;

        if ((without && is_person(s, without)) || s->tag[0] || s->view_deg > 60 || !s->has_face)
            continue;
        a = fabs(pl_view_azimuth_deg(&s->marks.pose, &s->fit));
        parabola_add(&by_average, a, log_size(s));
        parabola_add(&by_eyes, a, log_size(s) - log(s->eye_distance_mm / PL_CANONICAL_EYES_MM));
    }
    parabola_solve(&by_average, fitted.size);
    parabola_solve(&by_eyes, fitted.eye_size);
    return fitted;
}

/* ---- measuring ---- */

struct run {
    const struct samples *samples;
    struct study_options options;
    struct pl_track *track;
    struct study *study;
    struct pl_message *reterr;
};

static int show(struct run *run, const struct sample *s)
{
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source;
    struct pl_frame frame;
    double start;
    int r = pl_source_open(s->image, &(struct pl_source_wish){0}, &source, detail);

    if (r == 0) {
        r = pl_source_next(source, PL_USEC_PER_SEC, &frame);
        if (r == 0) {
            start = now_ms();
            pl_track_picture(run->track, &frame, (struct pl_mounting){0, 0});
            run->study->cost.levels_ms += now_ms() - start;
            pl_source_release(source, &frame);
        }
        pl_source_close(source);
    }
    if (r != 0)
        pl_message_set(run->reterr, "cannot read %s: %s", s->image, detail);
    return r > 0 ? -EIO : r;
}

/* The same person looking into the camera, or -1. */
static int front_of(const struct samples *samples, const struct sample *s)
{
    for (int i = 0; i < samples->n; i++)
        if (is_person(&samples->at[i], s->person) && samples->at[i].view_deg == 0 &&
            samples->at[i].forward_cm == 0 && !samples->at[i].tag[0])
            return i;
    return -1;
}

/* As calibration does it: a second of sitting, then the face from in front for as long as it is wanted. */
static void look_at_camera(const struct sample *upright, const struct sample *front,
                           const struct pl_fitted *fitted, double eye_distance_mm,
                           struct pl_reading *reading)
{
    struct pl_size_look look = {.started = false};
    enum pl_size_look_step step = PL_SIZE_LOOK_GO_ON;

    for (pl_usec t = 0; step == PL_SIZE_LOOK_GO_ON; t += PL_USEC_PER_SEC / 5) {
        const struct sample *s = look.asked ? front : upright;
        struct pl_observation seen =
            pl_observation_from(&s->marks, s->has_face ? &s->fit : NULL, reading, camera_of(s));

        seen.t = t;
        step = pl_size_look_add(&look, &seen, fitted, eye_distance_mm);
    }
    if (step == PL_SIZE_LOOK_DONE)
        pl_reading_know_scale(reading, pl_size_look_scale(&look));
    if (step == PL_SIZE_LOOK_NOT_NEEDED && reading->face)
        pl_reading_know_scale(reading, reading->head_scale);
}

static int make_key(struct run *run, const struct sample *upright, const struct pl_fitted *fitted)
{
    double eyes = run->options.know_eye_distance ? upright->eye_distance_mm : 0;
    struct pl_reading reading =
        pl_reading_from(&upright->marks, upright->has_face ? &upright->fit : NULL, fitted, eyes);
    int r = show(run, upright),
        front = run->options.look_at_camera ? front_of(run->samples, upright) : -1;

    if (front >= 0)
        look_at_camera(upright, &run->samples->at[front], fitted, eyes, &reading);
    if (r == 0 &&
        pl_track_key(run->track, &upright->marks, &reading,
                     run->options.hull_mask ? NULL : &upright->mask, camera_of(upright)) != 0) {
        pl_message_set(run->reterr, "%s makes no key frame", upright->name);
        r = -EINVAL;
    }
    return r;
}

static int measure_pair(struct run *run, const struct sample *upright, const struct sample *now,
                        const struct pl_fitted *fitted)
{
    struct pair *p = &run->study->pair[run->study->n];
    int r = show(run, now);
    double start = now_ms();

    if (r < 0)
        return r;
    *p = (struct pair){
        .upright = upright, .now = now, .truth_cm = now->truth_cm - upright->truth_cm};
    p->reference = pl_track_key_frame(run->track)->reference;
    p->seen = pl_track_observe(run->track, &now->marks, camera_of(now), fitted, 0, false);
    run->study->cost.patches_ms += now_ms() - start;
    p->reason = pl_measure(&p->reference, &p->seen, fitted, &pl_posture_limits_default).reason;
    run->study->n++;
    return 0;
}

static int measure_against(struct run *run, int upright)
{
    const struct sample *base = &run->samples->at[upright];
    struct pl_fitted fitted = fit_size(run->samples, base->person);
    int r = make_key(run, base, &fitted);

    for (int i = 0; i < run->samples->n && r == 0; i++)
        if (i != upright && samples_upright_of(run->samples, i) == upright)
            r = measure_pair(run, base, &run->samples->at[i], &fitted);
    return r;
}

int study_run(const struct samples *samples, const struct pl_canonical_face *face,
              struct study_options options, struct study *ret, struct pl_message *reterr)
{
    struct study s = {.pair = calloc(PAIRS_MAX, sizeof(struct pair))};
    struct run run = {samples, options, NULL, &s, reterr};
    int r = s.pair ? pl_track_create(face, &run.track) : -ENOMEM;

    for (int i = 0; i < samples->n && r == 0; i++)
        if (samples_upright_of(samples, i) == i)
            r = measure_against(&run, i);
    pl_track_destroy(run.track);
    if (r < 0) {
        study_done(&s);
        return r;
    }
    s.cost.levels_ms /= s.n;
    s.cost.patches_ms /= s.n;
    *ret = s;
    return 0;
}

void study_done(struct study *s)
{
    free(s->pair);
    s->pair = NULL;
}

/* ---- gain and sd, from the others ---- */

static bool in_face_view(const struct pair *p)
{
    return fabs(p->reference.reading.azimuth_deg) < PL_FACE_VIEW_DEG;
}

static double fit_gain(const struct study *s, const struct pl_head_change *change,
                       const char *without, bool face_view)
{
    double product = 0, square = 0;

    for (int i = 0; i < s->n; i++) {
        const struct pair *p = &s->pair[i];
        double raw = pl_raw_forward_cm(&p->reference, &change[i]);

        if ((without && is_person(p->now, without)) || p->now->tag[0] ||
            in_face_view(p) != face_view)
            continue;
        product += raw * p->truth_cm;
        square += raw * raw;
    }
    return square > 0 ? product / square : 1;
}

static void fit_last(const struct study *s, const struct pl_head_change *change,
                     const char *without, struct pl_fitted *f)
{
    f->gain_profile = fit_gain(s, change, without, false);
    f->gain_face = fit_gain(s, change, without, true);
    spread_fit(s, change, without, f);
}

static const struct pl_head_change *changes(const struct study *s,
                                            const struct pl_ablation *ablation)
{
    static struct pl_head_change change[PAIRS_MAX];

    for (int i = 0; i < s->n; i++)
        change[i] = pl_head_change_from(&s->pair[i].reference, &s->pair[i].seen, ablation);
    return change;
}

void study_estimate(struct study *s, const struct pl_ablation *ablation)
{
    const struct pl_head_change *change = changes(s, ablation);
    struct pl_fitted f = pl_fitted_default;
    const char *person = "";

    for (int i = 0; i < s->n; i++) {
        struct pair *p = &s->pair[i];

        if (!is_person(p->now, person)) {
            person = p->now->person;
            fit_last(s, change, person, &f);
        }
        p->estimate = pl_forward_change(&p->reference, &change[i], &f);
        if (p->reason == PL_REASON_CAMERA_MOVED)
            p->estimate.sd *= PL_MOVED_SD_FACTOR;
    }
}

struct pl_fitted study_constants(const struct samples *samples, const struct study *s)
{
    static const struct pl_ablation everything = {.trunk_still = false};
    struct pl_fitted f = fit_size(samples, NULL);

    fit_last(s, changes(s, &everything), NULL, &f);
    return f;
}
