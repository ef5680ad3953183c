/* What the session believes, and what makes it believe something else.
 *
 *   state     meaning                          left for                                 when it was seen for
 *   unknown   nothing known for a minute       sitting, standing, away                  10 s
 *   sitting   the timer runs                   standing (head 25 cm up, or over the     3 s
 *                                              top edge)
 *                                              away                                     10 s
 *   standing  the timer holds, a pause grows   sitting (head less than 15 cm up)        3 s
 *                                              away                                     10 s
 *   away      the timer holds, a pause grows   sitting, standing                        10 s
 *   any       -                                unknown (no data)                        60 s
 *
 * The time during which a new state was only suspected counts for it afterwards, so a sitting begins at
 * its first second; a suspicion that comes to nothing counts for the old state. So somebody who walks by in
 * 5 s leaves the seat empty, and an arm before the lens for 8 s leaves it taken. While somebody may be
 * arriving, a frame or two without them (2 s) does not start the wait anew: detectors miss more
 * people than they invent.
 *
 * A pause of `break_length` is a break: the sitting time starts anew at once, and the break is credited with
 * its whole length when the person sits again. A shorter pause only holds the timer.
 *
 * Without data for 15 s that time is missing: it is not sitting and not a pause. The sitting time is kept
 * over such a hole, and forgotten after a quarter of an hour, because by then nobody knows. */
#include "posture/session.h"

#include <assert.h>
#include <string.h>

#define SEC PL_USEC_PER_SEC

#define UNKNOWN_AFTER (60 * SEC)
#define FORGET_AFTER (15 * PL_USEC_PER_MIN)

#define STANDING_DROP_CM (-25.0) /* a person rises by 34 to 45 cm; slouching back up is 10 */
#define SEATED_DROP_CM (-15.0)

#define SHIFT_CM 3.0
#define SHIFT_DEG 8.0
#define SHIFT_HELD (5 * SEC)

/* How long [to] must be seen before it is believed in [from]. */
static const pl_usec confirmed_after[PL_SESSION_COUNT][PL_SESSION_COUNT] = {
    [PL_SESSION_UNKNOWN] = {0, 10 * SEC, 10 * SEC, 10 * SEC},
    [PL_SESSION_SITTING] = {0, 0, 3 * SEC, 10 * SEC},
    [PL_SESSION_STANDING] = {0, 3 * SEC, 0, 10 * SEC},
    [PL_SESSION_AWAY] = {0, 10 * SEC, 10 * SEC, 0},
};

/* How long the opposite may be seen before a suspicion is given up. */
static const pl_usec tolerated[PL_SESSION_COUNT] = {
    [PL_SESSION_SITTING] = 2 * SEC,
    [PL_SESSION_STANDING] = 2 * SEC,
};

static const char *const state_names[PL_SESSION_COUNT] = {
    [PL_SESSION_UNKNOWN] = "unknown",
    [PL_SESSION_SITTING] = "sitting",
    [PL_SESSION_STANDING] = "standing",
    [PL_SESSION_AWAY] = "away",
};

const char *pl_session_state_name(enum pl_session_state state)
{
    assert(state < PL_SESSION_COUNT);
    return state_names[state];
}

void pl_session_init(struct pl_session *session)
{
    *session = (struct pl_session){0};
}

/* --- what one measurement says -------------------------------------------------------------- */

static bool cannot_tell(const struct pl_measurement *m)
{
    return !m->present &&
           (m->reason == PL_REASON_LOW_LIGHT || m->reason == PL_REASON_LOW_CONFIDENCE ||
            m->reason == PL_REASON_CAMERA_MOVED);
}

/* Without a height a standing person stays one only while the view, not the baseline, is what lacks. */
static bool stays_standing_unseen(enum pl_reason reason)
{
    return reason != PL_REASON_NONE && reason != PL_REASON_NO_BASELINE;
}

static bool looks_standing(const struct pl_session *session, const struct pl_measurement *m)
{
    bool standing = session->state == PL_SESSION_STANDING;

    if (m->head_above)
        return true;
    if (!pl_is_known(m->head_drop_cm))
        return standing && stays_standing_unseen(m->reason);
    return m->head_drop_cm.value <= (standing ? SEATED_DROP_CM : STANDING_DROP_CM);
}

static enum pl_session_state state_in(const struct pl_session *session,
                                      const struct pl_measurement *m)
{
    if (!m->present)
        return PL_SESSION_AWAY;
    return looks_standing(session, m) ? PL_SESSION_STANDING : PL_SESSION_SITTING;
}

/* --- where time goes ------------------------------------------------------------------------ */

static void credit_pause(struct pl_session *session, pl_usec time, pl_usec break_length)
{
    session->pause += time;
    if (session->pause >= break_length && session->seated > 0) {
        session->rested = true;
        session->seated = 0;
    }
}

static void credit(struct pl_session *session, enum pl_session_state state, pl_usec time,
                   pl_usec break_length, struct pl_session_change *change)
{
    switch (state) {
    case PL_SESSION_SITTING:
        session->sums.seated += time;
        session->seated += time;
        change->seated += time;
        return;
    case PL_SESSION_STANDING:
        session->sums.standing += time;
        credit_pause(session, time, break_length);
        return;
    case PL_SESSION_AWAY:
        session->sums.away += time;
        credit_pause(session, time, break_length);
        return;
    case PL_SESSION_UNKNOWN:
    case PL_SESSION_COUNT:
        session->sums.missing += time;
        return;
    }
}

static void settle(struct pl_session *session, pl_usec break_length,
                   struct pl_session_change *change)
{
    credit(session, session->state, session->open, break_length, change);
    session->open = 0;
}

/* --- suspicions ----------------------------------------------------------------------------- */

static void forget_suspicions(struct pl_session *session)
{
    memset(session->seen, 0, sizeof session->seen);
}

/* Another state was seen at t: which suspicions survive that? */
static void doubt_others(struct pl_session *session, enum pl_session_state sighted, pl_usec t)
{
    for (int i = 0; i < PL_SESSION_COUNT; i++)
        if (i != (int)sighted && t - session->seen[i].last > tolerated[i])
            session->seen[i].running = false;
}

static bool suspects_nothing(const struct pl_session *session)
{
    for (int i = 0; i < PL_SESSION_COUNT; i++)
        if (session->seen[i].running)
            return false;
    return true;
}

/* The sight of something else than the state: true when it has lasted long enough. */
static bool suspect(struct pl_session *session, enum pl_session_state sighted, pl_usec from,
                    pl_usec t)
{
    struct pl_streak *streak = &session->seen[sighted];

    if (!streak->running)
        *streak = (struct pl_streak){.running = true, .since = from};
    streak->last = t;
    return t - streak->since >= confirmed_after[session->state][sighted];
}

/* --- posture shifts ------------------------------------------------------------------------- */

static const double shift_limit[4] = {SHIFT_CM, SHIFT_CM, SHIFT_DEG, SHIFT_DEG};

static bool is_apart(const double a[4], const double b[4])
{
    for (int i = 0; i < 4; i++)
        if (fabs(a[i] - b[i]) >= shift_limit[i]) /* false where one is not known */
            return true;
    return false;
}

static void keep_pose(struct pl_session *session, const double pose[4])
{
    memcpy(session->pose, pose, sizeof session->pose);
    session->posed = true;
    session->moving = false;
}

static void watch_shifts(struct pl_session *session, const struct pl_measurement *m)
{
    const double pose[4] = {m->trunk_forward_cm.value, m->trunk_drop_cm.value,
                            m->shoulder_tilt_deg.value, m->torso_lean_deg.value};

    if (isnan(pose[0]) && isnan(pose[1]) && isnan(pose[2]) && isnan(pose[3])) {
        session->unseen = m->t;
        return;
    }
    if (!session->posed)
        keep_pose(session, pose);
    for (int i = 0; i < 4; i++)
        if (isnan(session->pose[i]))
            session->pose[i] = pose[i];
    if (!is_apart(pose, session->pose)) {
        session->moving = false;
    } else if (!session->moving || is_apart(pose, session->moved)) {
        memcpy(session->moved, pose, sizeof pose);
        session->moved_since = m->t;
        session->moving = true;
    } else if (m->t - session->moved_since >= SHIFT_HELD) {
        session->shift[session->shifts++ % PL_SESSION_SHIFTS_MAX] = m->t;
        keep_pose(session, pose);
    }
}

/* --- changes of state ----------------------------------------------------------------------- */

static void end_pause(struct pl_session *session, struct pl_session_change *change)
{
    if (session->rested) {
        change->break_ended = true;
        change->break_length = session->pause;
        session->last_break = session->since;
        session->had_break = true;
    }
    session->pause = 0;
    session->rested = false;
}

static void enter(struct pl_session *session, enum pl_session_state state, pl_usec since,
                  struct pl_session_change *change)
{
    session->state = state;
    session->since = since;
    session->posed = false;
    forget_suspicions(session);
    change->state = true;
    if (state == PL_SESSION_SITTING)
        end_pause(session, change);
}

/* A suspicion has become certain: its own time is the new state's, what came before the old one's. */
static void confirm(struct pl_session *session, enum pl_session_state state, pl_usec t,
                    pl_usec break_length, struct pl_session_change *change)
{
    pl_usec since = session->seen[state].since;
    pl_usec its_own = t - since < session->open ? t - since : session->open;

    session->open -= its_own;
    settle(session, break_length, change);
    enter(session, state, since, change);
    credit(session, state, its_own, break_length, change);
}

static void start(struct pl_session *session, pl_usec t)
{
    session->started = true;
    session->counted = session->told = t;
}

/* Time went back: what was suspected is forgotten, and nothing is counted over the jump. */
static void jump(struct pl_session *session, pl_usec t, pl_usec break_length,
                 struct pl_session_change *change)
{
    settle(session, break_length, change);
    forget_suspicions(session);
    session->counted = session->told = session->since = t;
    session->posed = false;
    session->unseen = t;
    session->shifts = 0;
}

/* Nothing was known from `told` to t, which is longer than can be bridged. */
static void hole(struct pl_session *session, pl_usec t, pl_usec break_length,
                 struct pl_session_change *change)
{
    settle(session, break_length, change);
    forget_suspicions(session);
    session->sums.missing += t - session->counted;
    session->counted = t;
    if (t - session->told > FORGET_AFTER)
        session->seated = 0;
    if (t - session->told > UNKNOWN_AFTER && session->state != PL_SESSION_UNKNOWN)
        enter(session, PL_SESSION_UNKNOWN, session->told, change);
}

struct pl_session_change pl_session_blind(struct pl_session *session, pl_usec break_length,
                                          pl_usec t)
{
    struct pl_session_change change = {0};

    if (!session->started)
        start(session, t);
    else if (t < session->told)
        jump(session, t, break_length, &change);
    else if (t - session->told > PL_SESSION_HOLE)
        hole(session, t, break_length, &change);
    return change;
}

struct pl_session_change pl_session_step(struct pl_session *session, pl_usec break_length,
                                         const struct pl_measurement *m)
{
    struct pl_session_change change;
    enum pl_session_state sighted;
    pl_usec from;

    change = pl_session_blind(session, break_length, m->t);
    if (cannot_tell(m))
        return change;
    from = session->counted;
    session->open += m->t - from;
    session->counted = session->told = m->t;

    sighted = state_in(session, m);
    doubt_others(session, sighted, m->t);
    if (sighted != session->state) {
        if (suspect(session, sighted, from, m->t))
            confirm(session, sighted, m->t, break_length, &change);
    } else if (suspects_nothing(session)) {
        settle(session, break_length, &change);
    }
    if (session->state == PL_SESSION_SITTING && sighted == PL_SESSION_SITTING)
        watch_shifts(session, m);
    return change;
}

struct pl_session_change pl_session_settle(struct pl_session *session, pl_usec break_length)
{
    struct pl_session_change change = {0};

    settle(session, break_length, &change);
    return change;
}

void pl_session_rest(struct pl_session *session, pl_usec t)
{
    session->seated = 0;
    session->last_break = t;
    session->had_break = true;
}

int pl_session_shifts_in_hour(const struct pl_session *session, pl_usec t)
{
    int count = 0;

    for (int i = 0; i < session->shifts && i < PL_SESSION_SHIFTS_MAX; i++)
        if (t - session->shift[i] < PL_USEC_PER_HOUR)
            count++;
    return count;
}

pl_usec pl_session_still_for(const struct pl_session *session, pl_usec t)
{
    pl_usec last = session->since;

    if (session->state != PL_SESSION_SITTING)
        return 0;
    if (session->shifts > 0) {
        pl_usec shift = session->shift[(session->shifts - 1) % PL_SESSION_SHIFTS_MAX];

        if (shift > last)
            last = shift;
    }
    if (session->unseen > last)
        last = session->unseen;
    return t > last ? t - last : 0;
}
