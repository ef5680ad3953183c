#include "app/watch/judge.h"

#include <string.h>

/* A pause this long that the day began with was the night, not a break. */
#define NIGHT (4 * PL_USEC_PER_HOUR)

struct pl_judge_config pl_judge_config_default(void)
{
    return (struct pl_judge_config){
        .policy = pl_policy_config_default(),
        .break_length = 2 * PL_USEC_PER_MIN,
    };
}

void pl_judge_init(struct pl_judge *judge, const struct pl_judge_config *config,
                   struct pl_judge_listener listener)
{
    *judge = (struct pl_judge){
        .config = *config,
        .listener = listener,
        .now = pl_measurement_unknown(0, PL_REASON_NO_PERSON),
        .camera = "ok",
    };
    pl_session_init(&judge->session);
    pl_policy_init(&judge->policy);
}

void pl_judge_configure(struct pl_judge *judge, const struct pl_judge_config *config)
{
    judge->config = *config;
}

static void say(struct pl_judge *judge, const struct pl_event *event)
{
    if (pl_event_is_alert(event->kind))
        judge->today.alerts[event->kind]++;
    judge->listener.say(event, judge->listener.context);
}

/* --- the day -------------------------------------------------------------------------------- */

static void say_summary(struct pl_judge *judge, pl_usec t)
{
    say(judge, &(struct pl_event){.t = t, .kind = PL_EVENT_SUMMARY, .summary = judge->today});
}

static pl_usec take(pl_usec sum, pl_usec *counted)
{
    pl_usec new = sum - *counted;

    *counted = sum;
    return new;
}

static void count_seated(struct pl_day *day, enum pl_posture posture, pl_usec time)
{
    day->seated += time;
    if (posture == PL_POSTURE_UNKNOWN)
        day->unknown += time;
    else if (pl_is_good_posture(posture))
        day->good += time;
    else
        day->poor += time;
}

static void count_time(struct pl_judge *judge)
{
    const struct pl_session_sums *sums = &judge->session.sums;
    struct pl_session_sums *counted = &judge->counted;
    struct pl_day *day = &judge->today;
    pl_usec sit;

    count_seated(day, judge->now.posture, take(sums->seated, &counted->seated));
    day->standing += take(sums->standing, &counted->standing);
    day->away += take(sums->away, &counted->away);
    day->missing += take(sums->missing, &counted->missing);

    if (judge->session.seated < judge->carried)
        judge->carried = 0; /* the sitting that midnight cut is over */
    sit = judge->session.seated - judge->carried;
    if (sit > day->longest_sit)
        day->longest_sit = sit;
}

/* What nothing is known of until `at` is settled, so that it counts in the day that it lies in. */
static void settle_hole(struct pl_judge *judge, pl_usec at)
{
    if (at <= judge->session.counted)
        return;
    pl_session_blind(&judge->session, judge->config.break_length, at);
    count_time(judge);
}

static void begin_day(struct pl_judge *judge, int32_t day)
{
    judge->today = (struct pl_day){.day = day};
    judge->carried = judge->session.seated;
    judge->dated = true;
}

/* A clock that is set back over midnight does not bring yesterday back. */
static void keep_calendar(struct pl_judge *judge, pl_usec t, struct pl_local_time local)
{
    const pl_usec midnight = t - local.second * PL_USEC_PER_SEC;
    const pl_usec later_days = local.day - judge->today.day - 1;

    if (judge->dated && (local.day == judge->today.day || local.day == judge->today.day - 1))
        return;
    if (judge->dated) {
        settle_hole(judge, midnight - later_days * 24 * PL_USEC_PER_HOUR);
        say_summary(judge, t);
        settle_hole(judge, midnight);
    }
    begin_day(judge, local.day);
}

/* --- what the session says ------------------------------------------------------------------ */

static void say_break(struct pl_judge *judge, pl_usec t, pl_usec length, bool declared)
{
    judge->today.breaks++;
    say(judge, &(struct pl_event){.t = t,
                                  .kind = PL_EVENT_BREAK,
                                  .pause = {.length = length, .declared = declared}});
}

static void say_presence(struct pl_judge *judge, pl_usec t)
{
    static const enum pl_event_kind kinds[PL_SESSION_COUNT] = {
        [PL_SESSION_SITTING] = PL_EVENT_SITTING,
        [PL_SESSION_STANDING] = PL_EVENT_STANDING,
        [PL_SESSION_AWAY] = PL_EVENT_AWAY,
    };

    if (judge->session.state == PL_SESSION_UNKNOWN)
        return;
    say(judge, &(struct pl_event){.t = t,
                                  .kind = kinds[judge->session.state],
                                  .presence = {.since = judge->session.since}});
}

static void say_change(struct pl_judge *judge, const struct pl_session_change *change, pl_usec t,
                       bool first_sitting)
{
    if (change->break_ended && !(first_sitting && change->break_length > NIGHT))
        say_break(judge, t, change->break_length, false);
    if (change->state)
        say_presence(judge, t);
}

/* --- steps ---------------------------------------------------------------------------------- */

/* A frame is stamped when it was taken, a report of silence when it was made: they may cross on the way here. That
 * is no jump of the clock. */
#define CROSSING (2 * PL_USEC_PER_SEC)

static pl_usec in_order(const struct pl_judge *judge, pl_usec t)
{
    bool crossed = judge->dated && t < judge->now.t && judge->now.t - t < CROSSING;

    return crossed ? judge->now.t : t;
}

static void follow(struct pl_judge *judge, const struct pl_session_change *change,
                   struct pl_local_time local)
{
    bool first_sitting = judge->today.seated == 0;
    struct pl_policy_events events = {.count = 0};

    count_time(judge);
    say_change(judge, change, judge->now.t, first_sitting);
    pl_policy_step(&judge->policy, &judge->config.policy, &judge->now, &judge->session, local,
                   &events);
    for (int i = 0; i < events.count; i++)
        say(judge, &events.event[i]);
}

void pl_judge_step(struct pl_judge *judge, const struct pl_measurement *m,
                   struct pl_local_time local)
{
    struct pl_measurement measured = *m;
    struct pl_session_change change;

    if (judge->paused) {
        pl_judge_blind(judge, m->t, local);
        return;
    }
    measured.t = in_order(judge, m->t);
    keep_calendar(judge, measured.t, local);
    judge->now = pl_smoother_step(&judge->smoother, &measured);
    judge->now.posture = pl_judged_posture(&judge->now, &judge->config.policy.thresholds);
    change = pl_session_step(&judge->session, judge->config.break_length, &judge->now);
    follow(judge, &change, local);
}

void pl_judge_blind(struct pl_judge *judge, pl_usec t, struct pl_local_time local)
{
    struct pl_session_change change;

    t = in_order(judge, t);
    keep_calendar(judge, t, local);
    judge->now = pl_measurement_unknown(t, PL_REASON_NO_PERSON);
    change = pl_session_blind(&judge->session, judge->config.break_length, t);
    follow(judge, &change, local);
}

void pl_judge_camera(struct pl_judge *judge, pl_usec t, const char *state)
{
    if (!strcmp(state, judge->camera))
        return;
    judge->camera = state;
    say(judge, &(struct pl_event){.t = t, .kind = PL_EVENT_CAMERA, .camera = {.state = state}});
}

void pl_judge_finish(struct pl_judge *judge, pl_usec t)
{
    pl_session_settle(&judge->session, judge->config.break_length);
    count_time(judge);
    if (judge->dated)
        say_summary(judge, t);
}

/* --- what is asked for ---------------------------------------------------------------------- */

void pl_judge_snooze(struct pl_judge *judge, pl_usec t, pl_usec length)
{
    pl_policy_snooze(&judge->policy, &judge->config.policy, t, length);
}

void pl_judge_dismiss(struct pl_judge *judge, pl_usec t)
{
    pl_policy_dismiss(&judge->policy, t);
}

void pl_judge_inhibit(struct pl_judge *judge, bool on)
{
    pl_policy_inhibit(&judge->policy, on);
}

void pl_judge_pause(struct pl_judge *judge, bool on)
{
    judge->paused = on;
    pl_policy_pause(&judge->policy, on);
}

void pl_judge_break_taken(struct pl_judge *judge, pl_usec t)
{
    pl_session_rest(&judge->session, t);
    say_break(judge, t, 0, true);
}

const char *pl_judge_why(const struct pl_judge *judge)
{
    return pl_hold_words(judge->policy.why);
}
