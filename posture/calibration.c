/* Faults are a table of tests; medians, because one sneeze must not become "upright". */
#include "posture/calibration.h"

#include <assert.h>
#include <stdlib.h>

#define DARK 30.0
#define INSIDE 0.5
#define PRESENCE 0.6
/* Share of the picture's height a second that a still head does not exceed. */
#define MOVING_PER_S 0.06
/* Shoulders read up to 15 degrees wrong in oblique views; more is a turned head. */
#define TURNED_DEG 20.0
#define SHOULDER_LINE_DEG 60.0 /* beyond it neither face nor shoulders tell */
/* Frames farther apart do not count as time in between. */
#define LONGEST_STEP (PL_USEC_PER_SEC / 2)
/* Turning back from a look into the camera. */
#define WAY_BACK (2 * PL_USEC_PER_SEC)
/* A calibration on which upright would hang within so much is excellent, and worthless above. */
#define GOOD_SPREAD_CM 0.3
#define POOR_SPREAD_CM 2.0
#define WORST_SPREAD_CM 1.0

struct pl_calibration pl_calibration_begin(struct pl_calibration_plan plan)
{
    return (struct pl_calibration){.plan = plan};
}

/* ---- is this frame good? ---- */

static bool nobody(const struct pl_calibration *c, const struct pl_observation *o)
{
    (void)c;
    return !o->present;
}

static bool dark(const struct pl_calibration *c, const struct pl_observation *o)
{
    (void)c;
    return o->brightness < DARK;
}

static bool others(const struct pl_calibration *c, const struct pl_observation *o)
{
    (void)c;
    return o->people > 1;
}

static bool outside(const struct pl_calibration *c, const struct pl_observation *o)
{
    struct pl_point p = o->shoulders_px;

    (void)c;
    return o->shoulders_inside < INSIDE || p.x < 0 || p.y < 0 || p.x > (float)o->width ||
           p.y > (float)o->height;
}

static bool unsure(const struct pl_calibration *c, const struct pl_observation *o)
{
    (void)c;
    return o->pose_presence < PRESENCE;
}

static bool moving(const struct pl_calibration *c, const struct pl_observation *o)
{
    double s = pl_seconds(o->t - c->last_t);
    double px = hypot((double)o->ears_px.x - c->last_ears.x, (double)o->ears_px.y - c->last_ears.y);

    return c->plan.pictures == 0 && c->last_t != 0 && s > 0 && s < 1 &&
           px > MOVING_PER_S * o->height * fmax(s, 0.2);
}

static bool turned(const struct pl_calibration *c, const struct pl_observation *o)
{
    (void)c;
    return o->reading.face && fabs(o->reading.azimuth_deg) < SHOULDER_LINE_DEG &&
           fabs(o->shoulder_angle_deg - o->reading.azimuth_deg) > TURNED_DEG;
}

static const struct {
    bool (*applies)(const struct pl_calibration *c, const struct pl_observation *o);
    const char *advice;
} faults[PL_CALIBRATION_FAULTS] = {
    [PL_CALIBRATION_NOBODY] = {nobody, "nobody is in the picture; sit where you work"},
    [PL_CALIBRATION_DARK] = {dark, "it is too dark; switch on a light"},
    [PL_CALIBRATION_OTHERS] = {others, "somebody else is in the picture"},
    [PL_CALIBRATION_OUTSIDE] = {outside, "your shoulders are outside the picture; turn the camera"},
    [PL_CALIBRATION_UNSURE] = {unsure,
                               "you are hard to see; move what is between you and the camera"},
    [PL_CALIBRATION_MOVING] = {moving, "you are moving; sit tall and still"},
    [PL_CALIBRATION_TURNED] = {turned, "your head is turned; look the way your chest points"},
};

static enum pl_calibration_fault fault_of(const struct pl_calibration *c,
                                          const struct pl_observation *o)
{
    for (int i = PL_CALIBRATION_GOOD + 1; i < PL_CALIBRATION_FAULTS; i++)
        if (faults[i].applies(c, o))
            return (enum pl_calibration_fault)i;
    return PL_CALIBRATION_GOOD;
}

const char *pl_calibration_advice(enum pl_calibration_fault fault)
{
    assert(fault < PL_CALIBRATION_FAULTS);
    return fault == PL_CALIBRATION_GOOD ? "" : faults[fault].advice;
}

/* ---- time ---- */

static void count(struct pl_calibration *c, const struct pl_observation *o)
{
    if (!c->started)
        c->begun = o->t;
    c->started = true;
    c->fault = fault_of(c, o);
    c->seen[c->fault]++;
    c->last_t = o->t;
    c->last_ears = o->ears_px;
    if (c->fault != PL_CALIBRATION_GOOD)
        return;
    if (c->seen[PL_CALIBRATION_GOOD] > 1) {
        pl_usec step = o->t - c->last_good;

        c->good += step < LONGEST_STEP ? step : LONGEST_STEP;
    }
    c->last_good = o->t;
}

/* 0..1 of the plan; above 1 when it is over. */
static double share_done(const struct pl_calibration *c)
{
    double by_good, by_deadline;

    if (c->plan.pictures > 0)
        return (double)c->pictures / c->plan.pictures;
    by_good = pl_seconds(c->good) / fmax(pl_seconds(c->plan.length), 0.1);
    if (c->plan.deadline == 0)
        return by_good;
    by_deadline = pl_seconds(c->last_t - c->begun) / fmax(pl_seconds(c->plan.deadline), 0.1);
    return fmax(by_good, by_deadline);
}

static bool given_up(const struct pl_calibration *c)
{
    pl_usec patience = 3 * c->plan.length + 10 * PL_USEC_PER_SEC;

    return c->plan.pictures == 0 && c->plan.deadline == 0 && c->last_t - c->begun > patience;
}

/* ---- what is collected ---- */

static void collect_reading(struct pl_calibration *c, const struct pl_observation *o)
{
    if (c->readings < PL_CALIBRATION_FRAMES)
        c->reading[c->readings++] = o->reading;
}

static void collect_result(struct pl_calibration *c, const struct pl_observation *o,
                           const struct pl_reference *ref, const struct pl_fitted *fitted)
{
    static const struct pl_ablation everything = {.trunk_still = false};
    struct pl_axes axes = pl_reference_axes(ref);
    struct pl_head_change change;

    if (c->results == PL_CALIBRATION_FRAMES || o->reference_id != ref->id)
        return;
    change = pl_head_change_from(ref, o, &everything);
    c->result[c->results++] = (struct pl_rest){
        .forward_cm = pl_forward_change(ref, &change, fitted).value,
        .head_drop_cm = -pl_vec3_dot(change.head_cm, axes.up),
        .trunk_forward_cm = pl_vec3_dot(change.trunk_cm, axes.forward),
        .trunk_drop_cm = -pl_vec3_dot(change.trunk_cm, axes.up),
    };
}

/* Upright that wanders is none. A deadline takes what there is. */
static bool unsteady(struct pl_calibration *c)
{
    if (c->plan.deadline != 0 || c->plan.pictures > 0 ||
        pl_calibration_rest(c).spread_cm < WORST_SPREAD_CM)
        return false;
    c->seen[PL_CALIBRATION_MOVING] += c->seen[PL_CALIBRATION_GOOD];
    return true;
}

enum pl_calibration_step pl_calibration_add(struct pl_calibration *c,
                                            const struct pl_observation *seen,
                                            const struct pl_reference *ref,
                                            const struct pl_fitted *fitted)
{
    double done;
    bool pictures_over;

    if (pl_calibration_is_looking(c)) {
        c->looked = pl_size_look_add(&c->look, seen, fitted, c->plan.eye_distance_mm);
        if (c->looked == PL_SIZE_LOOK_DONE)
            c->resumed = seen->t + WAY_BACK;
        return PL_CALIBRATION_GO_ON;
    }
    if (seen->t < c->resumed)
        return PL_CALIBRATION_GO_ON;
    count(c, seen);
    c->pictures++;
    done = share_done(c);
    pictures_over = c->plan.pictures > 0 && c->pictures >= c->plan.pictures;
    if (c->fault == PL_CALIBRATION_GOOD && !c->has_key) {
        collect_reading(c, seen);
        if (done >= 0.5 || pictures_over)
            return PL_CALIBRATION_TAKE_KEY;
    } else if (c->fault == PL_CALIBRATION_GOOD && ref) {
        collect_result(c, seen, ref, fitted);
    }
    if (done >= 1 && c->has_key)
        return unsteady(c) ? PL_CALIBRATION_REFUSED : PL_CALIBRATION_DONE;
    return given_up(c) || (pictures_over && !c->has_key) ? PL_CALIBRATION_REFUSED
                                                         : PL_CALIBRATION_GO_ON;
}

bool pl_calibration_is_looking(const struct pl_calibration *c)
{
    return c->plan.look && c->looked == PL_SIZE_LOOK_GO_ON;
}

bool pl_calibration_is_over(const struct pl_calibration *c)
{
    return share_done(c) >= 1;
}

void pl_calibration_key_taken(struct pl_calibration *c)
{
    c->has_key = true;
}

/* ---- medians ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Of one member of an array of structs. */
static double median_of(const void *first, size_t size, int n)
{
    double value[PL_CALIBRATION_FRAMES];

    for (int i = 0; i < n; i++)
        value[i] = *(const double *)((const char *)first + (size_t)i * size);
    qsort(value, (size_t)n, sizeof(value[0]), ascending);
    return (value[(n - 1) / 2] + value[n / 2]) / 2;
}

#define MEDIAN(array, n, member) median_of(&(array)[0].member, sizeof((array)[0]), n)

static bool mostly_face(const struct pl_calibration *c)
{
    int faces = 0;

    for (int i = 0; i < c->readings; i++)
        faces += c->reading[i].face;
    return 2 * faces > c->readings;
}

struct pl_reading pl_calibration_reading(const struct pl_calibration *c)
{
    struct pl_reading same[PL_CALIBRATION_FRAMES];
    bool face = mostly_face(c);
    int n = 0;
    struct pl_reading r;

    assert(c->readings > 0);
    for (int i = 0; i < c->readings; i++)
        if (c->reading[i].face == face)
            same[n++] = c->reading[i];
    r = (struct pl_reading){MEDIAN(same, n, azimuth_deg),
                            MEDIAN(same, n, pitch_deg),
                            MEDIAN(same, n, head_scale),
                            face,
                            false,
                            same[0].typed};
    if (c->looked == PL_SIZE_LOOK_DONE)
        pl_reading_know_scale(&r, pl_size_look_scale(&c->look));
    else if (c->looked == PL_SIZE_LOOK_NOT_NEEDED && face)
        pl_reading_know_scale(&r, r.head_scale);
    else if (c->plan.head_scale > 0)
        pl_reading_know_scale(&r, c->plan.head_scale);
    return r;
}

static double spread_of(const struct pl_calibration *c, double middle)
{
    struct pl_rest off[PL_CALIBRATION_FRAMES];

    for (int i = 0; i < c->results; i++)
        off[i].forward_cm = fabs(c->result[i].forward_cm - middle);
    return 1.4826 * MEDIAN(off, c->results, forward_cm);
}

struct pl_rest pl_calibration_rest(const struct pl_calibration *c)
{
    struct pl_rest r = {0};

    if (c->results == 0)
        return r;
    r.forward_cm = MEDIAN(c->result, c->results, forward_cm);
    r.head_drop_cm = MEDIAN(c->result, c->results, head_drop_cm);
    r.trunk_forward_cm = MEDIAN(c->result, c->results, trunk_forward_cm);
    r.trunk_drop_cm = MEDIAN(c->result, c->results, trunk_drop_cm);
    r.spread_cm = spread_of(c, r.forward_cm);
    return r;
}

void pl_reference_set_rest(struct pl_reference *ref, const struct pl_rest *rest)
{
    ref->rest_forward_cm = rest->forward_cm;
    ref->rest_head_drop_cm = rest->head_drop_cm;
    ref->rest_trunk_forward_cm = rest->trunk_forward_cm;
    ref->rest_trunk_drop_cm = rest->trunk_drop_cm;
}

/* ---- for people to watch ---- */

double pl_calibration_progress(const struct pl_calibration *c)
{
    return pl_clamp(share_done(c), 0, 1);
}

double pl_calibration_quality(const struct pl_calibration *c)
{
    int frames = 0;
    double good, still;

    for (int i = 0; i < PL_CALIBRATION_FAULTS; i++)
        frames += c->seen[i];
    if (frames == 0)
        return 0;
    good = (double)c->seen[PL_CALIBRATION_GOOD] / frames;
    still = (POOR_SPREAD_CM - pl_calibration_rest(c).spread_cm) / (POOR_SPREAD_CM - GOOD_SPREAD_CM);
    return good * pl_clamp(still, 0, 1);
}

enum pl_calibration_fault pl_calibration_main_fault(const struct pl_calibration *c)
{
    int main = PL_CALIBRATION_GOOD;

    for (int i = PL_CALIBRATION_GOOD + 1; i < PL_CALIBRATION_FAULTS; i++)
        if (c->seen[i] > 0 && (main == PL_CALIBRATION_GOOD || c->seen[i] > c->seen[main]))
            main = i;
    return (enum pl_calibration_fault)main;
}
