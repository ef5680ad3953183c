/* When a movement counts, in numbers relative to the person at rest. Each pair of thresholds is enter and
 * leave, so that noise at the edge makes no repetitions. Sources: docs/protocol.md, "What the camera sees". */
#include "protocol/verify.h"

#include <math.h>

#define VISIBLE 0.5
#define TURN_OF_OWN_BEST 0.6
#define TURN_LEAST_DEG 10.0
#define TURN_MOST_DEG 40.0
#define TURN_WITHOUT_BEST_DEG 25.0
#define TURN_LEAVE 0.8   /* of the angle to enter */
#define TRUNK_STILL 0.90 /* shoulder width against rest; its noise is 3 to 5 % */
#define TUCK_ENTER_CM 1.0
#define TUCK_LEAVE_CM 0.6
#define TUCK_PITCH_DEG 10.0
#define DROP_ENTER_DEG 25.0
#define DROP_LEAVE_DEG 20.0
#define UP_ENTER_DEG 15.0
#define UP_LEAVE_DEG 10.0
#define WRIST_AT_EAR 0.5   /* shoulder widths */
#define ELBOW_OUT 0.35     /* shoulder widths */
#define SQUEEZE_ENTER 0.12 /* shoulder widths of change between the elbows */
#define SQUEEZE_LEAVE 0.06
#define RAISE_ENTER_DEG -15.0 /* arm against the horizontal */
#define RAISE_LEAVE_DEG -45.0
#define RAISE_ELBOW_DEG 140.0
#define AWAY_YAW_DEG 25.0
#define AWAY_PITCH_DEG 20.0
#define SHIFT_WIDTHS 0.08 /* about 3 cm */
#define SHIFT_TILT_DEG 8.0
#define DEG (180.0 / 3.14159265358979323846)

static bool visible(const struct pl_verify_sample *sample, enum pl_body_point point)
{
    return sample->body.point[point].visibility >= VISIBLE;
}

static bool both_visible(const struct pl_verify_sample *sample, enum pl_body_point right)
{
    return visible(sample, right) && visible(sample, right + 1);
}

static double distance(struct pl_body_at a, struct pl_body_at b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

static enum pl_met met_if(bool yes)
{
    return yes ? PL_MET_YES : PL_MET_NO;
}

/* Rises above `enter` to count, and then until it falls below `leave`. */
static enum pl_met between(double value, double enter, double leave, bool in)
{
    if (isnan(value))
        return PL_MET_UNKNOWN;
    return met_if(value >= (in ? leave : enter));
}

static double turn_needed(const struct pl_verify *verify, enum pl_side side)
{
    const double best = verify->own_best_deg[side];

    return best > 0 ? fmin(fmax(TURN_OF_OWN_BEST * best, TURN_LEAST_DEG), TURN_MOST_DEG)
                    : TURN_WITHOUT_BEST_DEG;
}

bool pl_verify_trunk_turned(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const double width = distance(sample->body.point[PL_BODY_RIGHT_SHOULDER],
                                  sample->body.point[PL_BODY_LEFT_SHOULDER]);

    return both_visible(sample, PL_BODY_RIGHT_SHOULDER) && verify->reference.shoulder_width > 0 &&
           width < TRUNK_STILL * verify->reference.shoulder_width;
}

/* Far turned the face is lost; one ear in sight and the other hidden then still say so. */
static enum pl_met head_turn(const struct pl_verify *verify, const struct pl_verify_sample *sample,
                             enum pl_side *side, double *deg)
{
    const double turned = sample->yaw_deg - verify->reference.yaw_deg;
    double needed;

    if (isnan(turned)) {
        const bool one_ear =
            visible(sample, PL_BODY_RIGHT_EAR) != visible(sample, PL_BODY_LEFT_EAR);

        *side = verify->side;
        *deg = verify->hold_deg;
        return sample->present && verify->in && one_ear ? PL_MET_YES : PL_MET_UNKNOWN;
    }
    *side = turned < 0 ? PL_SIDE_RIGHT : PL_SIDE_LEFT;
    *deg = fabs(turned);
    needed = turn_needed(verify, *side);
    if (pl_verify_trunk_turned(verify, sample) || (verify->in && *side != verify->side))
        return PL_MET_NO;
    return between(*deg, needed, TURN_LEAVE * needed, verify->in);
}

static enum pl_met chin_tuck(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const double back = verify->reference.forward_cm - sample->forward_cm;
    const double nod = sample->pitch_deg - verify->reference.pitch_deg;

    if (fabs(nod) > TUCK_PITCH_DEG)
        return PL_MET_NO;
    return between(back, TUCK_ENTER_CM, TUCK_LEAVE_CM, verify->in);
}

static enum pl_met extension(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const double up = verify->reference.pitch_deg - sample->pitch_deg;
    const double width = verify->reference.shoulder_width;

    for (int side = 0; side < 2; side++)
        if (visible(sample, PL_BODY_RIGHT_WRIST + side) &&
            visible(sample, PL_BODY_RIGHT_EAR + side) &&
            distance(sample->body.point[PL_BODY_RIGHT_WRIST + side],
                     sample->body.point[PL_BODY_RIGHT_EAR + side]) > WRIST_AT_EAR * width)
            return PL_MET_NO;
    return between(up, UP_ENTER_DEG, UP_LEAVE_DEG, verify->in);
}

/* Signed distance of the elbow outward of its shoulder; in the picture the person's right is to the left. */
static bool elbow_is_out(const struct pl_verify_sample *sample, int side, double width)
{
    const double out = sample->body.point[PL_BODY_RIGHT_ELBOW + side].x -
                       sample->body.point[PL_BODY_RIGHT_SHOULDER + side].x;

    return (side == 0 ? -out : out) >= ELBOW_OUT * width;
}

static enum pl_met w_arms(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    if (!both_visible(sample, PL_BODY_RIGHT_SHOULDER) ||
        !both_visible(sample, PL_BODY_RIGHT_ELBOW) || !both_visible(sample, PL_BODY_RIGHT_WRIST))
        return PL_MET_UNKNOWN;
    for (int side = 0; side < 2; side++)
        if (sample->body.point[PL_BODY_RIGHT_WRIST + side].y >=
                sample->body.point[PL_BODY_RIGHT_ELBOW + side].y ||
            !elbow_is_out(sample, side, verify->reference.shoulder_width))
            return PL_MET_NO;
    return PL_MET_YES;
}

static enum pl_met squeeze(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    double change;

    if (!both_visible(sample, PL_BODY_RIGHT_ELBOW) || !(verify->reference.elbow_width > 0))
        return PL_MET_UNKNOWN;
    change = fabs(
        distance(sample->body.point[PL_BODY_RIGHT_ELBOW], sample->body.point[PL_BODY_LEFT_ELBOW]) -
        verify->reference.elbow_width);
    return between(change / verify->reference.shoulder_width, SQUEEZE_ENTER, SQUEEZE_LEAVE,
                   verify->in);
}

/* The arm's angle over the horizontal, in degrees; hanging is -90. */
static double arm_deg(const struct pl_verify_sample *sample, int side)
{
    const struct pl_body_at shoulder = sample->body.point[PL_BODY_RIGHT_SHOULDER + side];
    const struct pl_body_at wrist = sample->body.point[PL_BODY_RIGHT_WRIST + side];

    return atan2(shoulder.y - wrist.y, fabs(wrist.x - shoulder.x)) * DEG;
}

static double elbow_deg(const struct pl_verify_sample *sample, int side)
{
    const struct pl_body_at elbow = sample->body.point[PL_BODY_RIGHT_ELBOW + side];
    const struct pl_body_at shoulder = sample->body.point[PL_BODY_RIGHT_SHOULDER + side];
    const struct pl_body_at wrist = sample->body.point[PL_BODY_RIGHT_WRIST + side];
    const double upper = atan2(shoulder.y - elbow.y, shoulder.x - elbow.x);
    const double lower = atan2(wrist.y - elbow.y, wrist.x - elbow.x);
    const double bend = fabs(upper - lower) * DEG;

    return bend > 180 ? 360 - bend : bend;
}

/* Both arms that can be seen are up, or neither is counted. */
static enum pl_met raise(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    enum pl_met met = PL_MET_UNKNOWN;

    for (int side = 0; side < 2; side++) {
        enum pl_met arm;

        if (!visible(sample, PL_BODY_RIGHT_SHOULDER + side) ||
            !visible(sample, PL_BODY_RIGHT_ELBOW + side) ||
            !visible(sample, PL_BODY_RIGHT_WRIST + side))
            continue;
        arm = between(arm_deg(sample, side), RAISE_ENTER_DEG, RAISE_LEAVE_DEG, verify->in);
        if (!verify->in && elbow_deg(sample, side) < RAISE_ELBOW_DEG)
            arm = PL_MET_NO;
        if (met == PL_MET_UNKNOWN || arm == PL_MET_NO)
            met = arm;
    }
    return met;
}

static enum pl_met look_away(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const double turned = fabs(sample->yaw_deg - verify->reference.yaw_deg);
    const double nodded = fabs(sample->pitch_deg - verify->reference.pitch_deg);

    if (!sample->present || turned >= AWAY_YAW_DEG || nodded >= AWAY_PITCH_DEG)
        return PL_MET_YES;
    return isnan(turned) ? PL_MET_UNKNOWN : PL_MET_NO;
}

static enum pl_met shift(const struct pl_verify *verify, const struct pl_verify_sample *sample)
{
    const struct pl_body_at right = sample->body.point[PL_BODY_RIGHT_SHOULDER];
    const struct pl_body_at left = sample->body.point[PL_BODY_LEFT_SHOULDER];
    const double width = verify->reference.shoulder_width;
    double moved, tilt;

    if (!both_visible(sample, PL_BODY_RIGHT_SHOULDER) || !(width > 0))
        return PL_MET_UNKNOWN;
    moved = hypot((right.x + left.x) / 2 - verify->reference.middle_x,
                  (right.y + left.y) / 2 - verify->reference.middle_y);
    tilt = fabs(atan2(left.y - right.y, fabs(left.x - right.x))) * DEG;
    return met_if(moved >= SHIFT_WIDTHS * width || tilt >= SHIFT_TILT_DEG);
}

enum pl_met pl_verify_criterion(const struct pl_verify *verify,
                                const struct pl_verify_sample *sample, enum pl_side *ret_side,
                                double *ret_deg)
{
    *ret_side = PL_SIDE_NONE;
    *ret_deg = 0;
    switch (verify->what) {
    case PL_CAMERA_BREAK:
        return met_if(!sample->present || sample->standing);
    case PL_CAMERA_LOOK_AWAY:
        return look_away(verify, sample);
    case PL_CAMERA_SHIFT:
        return shift(verify, sample);
    case PL_CAMERA_HEAD_TURN:
        return head_turn(verify, sample, ret_side, ret_deg);
    case PL_CAMERA_CHIN_TUCK:
        return chin_tuck(verify, sample);
    case PL_CAMERA_CHIN_DROP:
        return between(sample->pitch_deg - verify->reference.pitch_deg, DROP_ENTER_DEG,
                       DROP_LEAVE_DEG, verify->in);
    case PL_CAMERA_SQUEEZE:
        return squeeze(verify, sample);
    case PL_CAMERA_RAISE:
        return raise(verify, sample);
    case PL_CAMERA_EXTENSION:
        return extension(verify, sample);
    case PL_CAMERA_W_ARMS:
        return w_arms(verify, sample);
    case PL_CAMERA_NOTHING:
    case PL_CAMERA_TIMER:
    case PL_CAMERA_COUNT:
        break;
    }
    return PL_MET_UNKNOWN;
}
