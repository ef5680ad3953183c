/* Rest is learnt for three seconds. Then a hold begins when its criterion is met and goes on while it is;
 * a gap of up to a second, not met or not seen, only stops its clock. A hold that was long enough is a
 * repetition. Exercises without a hold count each time up and down. */
#include "protocol/verify.h"

#include <math.h>
#include <string.h>

#define SHORTEST_REP_US (3 * PL_USEC_PER_SEC / 10)
#define SHIFT_HOLD_US (5 * PL_USEC_PER_SEC)
#define BREAK_GAP_US (30 * PL_USEC_PER_SEC) /* coming back for a moment does not undo a break */
#define STEADY_DEG 8.0                      /* a turn is held within this */
#define FOLLOW_US (1 * PL_USEC_PER_SEC)     /* how fast the held angle follows */
#define SHRUG 0.95                          /* of the gap between ears and shoulders at rest */
#define VISIBLE 0.5
#define TURN_LEAST_DEG 10.0    /* less is looking about */
#define TURN_FARTHEST_DEG 90.0 /* no neck goes further: what says so is wrong */

/* Holds are forgiven 1.5 s, but never more than half of themselves. */
static pl_usec hold_needed(enum pl_verifiable what, int hold_s)
{
    const pl_usec hold = hold_s * PL_USEC_PER_SEC;

    if (what == PL_CAMERA_SHIFT)
        return SHIFT_HOLD_US;
    if (what == PL_CAMERA_BREAK || what == PL_CAMERA_LOOK_AWAY)
        return hold;
    if (!hold || what == PL_CAMERA_SQUEEZE || what == PL_CAMERA_RAISE)
        return SHORTEST_REP_US;
    return hold - PL_VERIFY_TOLERANCE_US > hold / 2 ? hold - PL_VERIFY_TOLERANCE_US : hold / 2;
}

void pl_verify_start(struct pl_verify *verify, const struct pl_entry *entry, struct pl_dose dose,
                     const double own_best_deg[3], pl_usec now)
{
    const int reps = dose.reps ? dose.reps : 1;

    *verify = (struct pl_verify){.what = entry->camera,
                                 .need = hold_needed(entry->camera, dose.hold_s),
                                 .want = reps * (dose.sets ? dose.sets : 1),
                                 .each_side = dose.each_side,
                                 .began = now,
                                 .last = now,
                                 .reference = {NAN, NAN, NAN, 0, 0, 0, 0, 0}};
    if (own_best_deg)
        memcpy(verify->own_best_deg, own_best_deg, sizeof(verify->own_best_deg));
}

/* The running mean of what is known. */
static void learn(double *mean, int *count, double value)
{
    if (isnan(value))
        return;
    *mean = *count ? *mean + (value - *mean) / (*count + 1) : value;
    ++*count;
}

static double distance_of(const struct pl_verify_sample *sample, enum pl_body_point right)
{
    const struct pl_body_at a = sample->body.point[right];
    const struct pl_body_at b = sample->body.point[right + 1];

    return a.visibility < VISIBLE || b.visibility < VISIBLE ? (double)NAN
                                                            : hypot(a.x - b.x, a.y - b.y);
}

static double middle_y(const struct pl_verify_sample *sample, enum pl_body_point right)
{
    return (sample->body.point[right].y + sample->body.point[right + 1].y) / 2;
}

static double neck_gap(const struct pl_verify_sample *sample)
{
    if (isnan(distance_of(sample, PL_BODY_RIGHT_EAR)) ||
        isnan(distance_of(sample, PL_BODY_RIGHT_SHOULDER)))
        return NAN;
    return middle_y(sample, PL_BODY_RIGHT_SHOULDER) - middle_y(sample, PL_BODY_RIGHT_EAR);
}

static void learn_rest(struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    struct pl_verify_reference *rest = &verify->reference;
    const double width = distance_of(sample, PL_BODY_RIGHT_SHOULDER);
    int *count = verify->reference_count;

    learn(&rest->yaw_deg, &count[0], sample->yaw_deg);
    learn(&rest->pitch_deg, &count[1], sample->pitch_deg);
    learn(&rest->forward_cm, &count[2], sample->forward_cm);
    learn(&rest->elbow_width, &count[3], distance_of(sample, PL_BODY_RIGHT_ELBOW));
    learn(&rest->neck_gap, &count[4], neck_gap(sample));
    learn(&rest->shoulder_width, &count[5], width);
    if (isnan(width))
        return;
    learn(&rest->middle_y, &count[6], middle_y(sample, PL_BODY_RIGHT_SHOULDER));
    rest->middle_x += ((sample->body.point[PL_BODY_RIGHT_SHOULDER].x +
                        sample->body.point[PL_BODY_LEFT_SHOULDER].x) /
                           2 -
                       rest->middle_x) /
                      count[6];
}

/* A break is seen best from the start; nobody has to sit still first. */
static bool needs_rest(enum pl_verifiable what)
{
    return what != PL_CAMERA_BREAK;
}

bool pl_verify_learning(const struct pl_verify *verify)
{
    return needs_rest(verify->what) && verify->last - verify->began < PL_VERIFY_REFERENCE_US;
}

static void end_hold(struct pl_verify *verify)
{
    if (verify->held >= verify->need)
        verify->reps[verify->side]++;
    verify->in = false;
    verify->held = verify->gap = 0;
}

static void begin_hold(struct pl_verify *verify, enum pl_side side, double deg)
{
    verify->in = true;
    verify->side = side;
    verify->hold_deg = deg;
    verify->held = verify->gap = 0;
}

static pl_usec longest_gap(const struct pl_verify *verify)
{
    return verify->what == PL_CAMERA_BREAK ? BREAK_GAP_US : PL_VERIFY_DROPOUT_US;
}

/* Between two frames; an empty seat is looked at less often than an exercise. */
static pl_usec longest_hole(const struct pl_verify *verify)
{
    return verify->what == PL_CAMERA_BREAK ? PL_VERIFY_HOLE_US : PL_VERIFY_DROPOUT_US;
}

/* The held angle follows slowly; what wanders off it faster is not held. */
static bool is_steady(struct pl_verify *verify, double deg, pl_usec passed)
{
    const double weight = fmin(1, (double)passed / (double)FOLLOW_US);
    const bool steady = fabs(deg - verify->hold_deg) <= STEADY_DEG;

    verify->hold_deg += (deg - verify->hold_deg) * weight;
    return steady;
}

/* A repetition without a hold ends with the first frame that is down; noise is kept out by the two levels. */
static bool ends_at_once(const struct pl_verify *verify)
{
    return verify->need == SHORTEST_REP_US;
}

static void go_on(struct pl_verify *verify, enum pl_met met, double deg, pl_usec passed)
{
    if (met == PL_MET_YES && is_steady(verify, deg, passed)) {
        verify->held += passed;
        verify->gap = 0;
        if (verify->held > verify->longest)
            verify->longest = verify->held;
        return;
    }
    verify->gap += passed;
    if (verify->gap > longest_gap(verify) || (met == PL_MET_NO && ends_at_once(verify)))
        end_hold(verify);
}

static void look_for_shrug(struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const double gap = neck_gap(sample);

    if (verify->what == PL_CAMERA_SQUEEZE)
        verify->shrugged = gap < SHRUG * verify->reference.neck_gap;
}

/* Learns also from turns that are too small for a hold: whose neck is stiff gets a threshold of their own. A
 * hole in the frames starts over, so that one odd frame makes no best. */
static void follow_turn(struct pl_verify *verify, const struct pl_verify_sample *sample,
                        pl_usec passed)
{
    const double turned = sample->yaw_deg - verify->reference.yaw_deg;
    const enum pl_side side = turned < 0 ? PL_SIDE_RIGHT : PL_SIDE_LEFT;
    double deg;

    if (verify->what != PL_CAMERA_HEAD_TURN || isnan(turned) || fabs(turned) > TURN_FARTHEST_DEG ||
        pl_verify_trunk_turned(verify, sample))
        return;
    if (passed > PL_VERIFY_DROPOUT_US)
        verify->turned_deg = 0;
    else
        verify->turned_deg += (turned - verify->turned_deg) * (double)passed / (double)FOLLOW_US;
    deg = side == PL_SIDE_RIGHT ? -verify->turned_deg : verify->turned_deg;
    if (deg >= TURN_LEAST_DEG && deg > verify->furthest_deg[side])
        verify->furthest_deg[side] = deg;
}

static void count_sight(struct pl_verify *verify, enum pl_met met, pl_usec passed)
{
    if (met == PL_MET_UNKNOWN)
        verify->unseen_us += passed;
    else
        verify->seen_us += passed;
}

void pl_verify_step(struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const pl_usec passed = sample->t - verify->last;
    enum pl_side side;
    enum pl_met met;
    double deg;

    if (passed < 0)
        return;
    verify->last = sample->t;
    if (pl_verify_learning(verify)) {
        learn_rest(verify, sample);
        return;
    }
    met = pl_verify_criterion(verify, sample, &side, &deg);
    look_for_shrug(verify, sample);
    follow_turn(verify, sample, passed);
    if (passed > longest_hole(verify)) {
        if (verify->in && verify->what != PL_CAMERA_BREAK)
            end_hold(verify); /* a break goes on after it; nobody can say whether a hold did */
    } else {
        count_sight(verify, met, passed);
        if (verify->in)
            go_on(verify, met, deg, passed);
    }
    if (!verify->in && met == PL_MET_YES)
        begin_hold(verify, side, deg);
}

static enum pl_seen how_much(const struct pl_verify *verify, const int reps[3])
{
    const int sided =
        reps[PL_SIDE_RIGHT] < reps[PL_SIDE_LEFT] ? reps[PL_SIDE_RIGHT] : reps[PL_SIDE_LEFT];
    const int all = reps[PL_SIDE_NONE] + reps[PL_SIDE_RIGHT] + reps[PL_SIDE_LEFT];

    if ((verify->each_side ? sided : all) >= verify->want)
        return PL_SEEN_ALL;
    return all ? PL_SEEN_PARTLY : PL_SEEN_NOT;
}

struct pl_verify_view pl_verify_view(const struct pl_verify *verify)
{
    struct pl_verify_view view = {.longest_s = pl_seconds(verify->longest),
                                  .can_see = verify->seen_us >= verify->unseen_us,
                                  .shrugged = verify->shrugged};

    memcpy(view.reps, verify->reps, sizeof(view.reps));
    memcpy(view.furthest_deg, verify->furthest_deg, sizeof(view.furthest_deg));
    if (verify->in) {
        view.holding_s = pl_seconds(verify->held);
        view.side = verify->side;
        view.reps[verify->side] += verify->held >= verify->need && !ends_at_once(verify);
    }
    view.seen = how_much(verify, view.reps);
    return view;
}
