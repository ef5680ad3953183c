/* One step of the policy, in this order: what changed outside (baseline, clock), what the faults' episodes
 * did, then the most urgent wish for an alert: a due break before a strong posture before the others.
 * A wish that may not be said leaves its reason. */
#include "alerts/policy.h"

#include <assert.h>

#define SEC PL_USEC_PER_SEC

#define NOBODY_FOR (60 * SEC)     /* then episodes are dropped */
#define DOUBT_FOR (10 * SEC)      /* a moved camera or stale baseline is believed after this */
#define GAP (2 * PL_USEC_PER_MIN) /* between any two alerts, of whatever kind */
#define SOON (5 * PL_USEC_PER_MIN)
#define DISMISSED_FOR PL_USEC_PER_HOUR

struct pl_policy_config pl_policy_config_default(void)
{
    return (struct pl_policy_config){
        .thresholds = pl_thresholds_default(),
        .enabled = true,
        .dwell = 120 * SEC,
        .clear = 10 * SEC,
        .cooldown = 15 * PL_USEC_PER_MIN,
        .snooze = 10 * PL_USEC_PER_MIN,
        .per_hour = 2,
        .per_day = 8,
        .soft = 30 * PL_USEC_PER_MIN,
        .firm = 60 * PL_USEC_PER_MIN,
    };
}

void pl_policy_init(struct pl_policy *policy)
{
    *policy = (struct pl_policy){0};
}

/* One step's inputs, so that the parts below need few parameters. */
struct step {
    struct pl_policy *policy;
    const struct pl_policy_config *config;
    const struct pl_measurement *m;
    const struct pl_session *session;
    struct pl_local_time local;
    pl_usec t, elapsed;
    struct pl_policy_events *events;
};

static struct pl_event *append(const struct step *s, enum pl_event_kind kind)
{
    struct pl_event *event;

    assert(s->events->count < PL_POLICY_EVENTS_MAX);
    event = &s->events->event[s->events->count++];
    *event = (struct pl_event){.t = s->t, .kind = kind};
    return event;
}

/* --- what is seen --------------------------------------------------------------------------- */

static struct pl_fault_sign sight_of(const struct step *s, enum pl_fault fault)
{
    /* The baseline is of sitting, so a standing head tells nothing. */
    if (!s->m->present || s->session->state == PL_SESSION_STANDING)
        return (struct pl_fault_sign){0};
    return pl_fault_sight(fault, s->m, &s->config->thresholds);
}

/* --- the clock, and what lies outside ------------------------------------------------------- */

static void drop_episodes(struct pl_policy *policy)
{
    for (int i = 0; i < PL_FAULT_COUNT; i++)
        policy->episode[i].open = policy->lasted[i] = false;
}

static void survive_jump(struct pl_policy *policy, const struct pl_policy_config *config, pl_usec t)
{
    drop_episodes(policy);
    policy->seen = policy->doubted_since = t;
    if (policy->last_alert > t)
        policy->last_alert = t;
    if (policy->snoozed_until > t + config->snooze)
        policy->snoozed_until = t + config->snooze;
    if (policy->dismissed_until > t + DISMISSED_FOR)
        policy->dismissed_until = t + DISMISSED_FOR;
}

static bool has_left(const struct pl_session *session)
{
    return session->state == PL_SESSION_AWAY || session->state == PL_SESSION_STANDING;
}

static void pass_time(struct step *s)
{
    struct pl_policy *policy = s->policy;

    if (!policy->started || s->t < policy->t)
        survive_jump(policy, s->config, s->t);
    else if (s->t - policy->t <= PL_SESSION_HOLE)
        s->elapsed = s->t - policy->t;
    policy->started = true;
    policy->t = s->t;
    policy->snoozing = policy->snoozing && s->t < policy->snoozed_until;
    policy->dismissing = policy->dismissing && s->t < policy->dismissed_until;

    pl_budget_tick(&policy->budget, s->local.day, s->t);
    if (has_left(s->session))
        pl_budget_heeded(&policy->budget);
    if (s->t - policy->seen > NOBODY_FOR ||
        (has_left(s->session) && s->t - s->session->since > NOBODY_FOR))
        drop_episodes(policy);
    if (s->m->present)
        policy->seen = s->t;
}

static enum pl_reason baseline_doubt(enum pl_reason reason)
{
    return reason == PL_REASON_CAMERA_MOVED || reason == PL_REASON_BASELINE_STALE ? reason
                                                                                  : PL_REASON_NONE;
}

static const char *baseline_word(enum pl_reason doubt)
{
    return doubt == PL_REASON_NONE ? "ok" : pl_reason_name(doubt);
}

/* A baseline that does not hold any more is announced before any alarm: ten seconds against a dwell of
 * at least as much. */
static void watch_baseline(const struct step *s)
{
    struct pl_policy *policy = s->policy;
    enum pl_reason doubt = baseline_doubt(s->m->reason);

    if (!s->m->present && doubt == PL_REASON_NONE)
        return; /* an empty seat neither accuses nor acquits */
    if (doubt != policy->doubt) {
        policy->doubt = doubt;
        policy->doubted_since = s->t;
    }
    if (doubt != policy->baseline && s->t - policy->doubted_since >= DOUBT_FOR) {
        policy->baseline = doubt;
        append(s, PL_EVENT_CAMERA)->camera.state = baseline_word(doubt);
    }
}

/* --- why not -------------------------------------------------------------------------------- */

/* What forbids every kind of alert. */
static enum pl_hold general_hold(const struct step *s)
{
    const struct pl_policy *policy = s->policy;

    if (!s->config->enabled)
        return PL_HOLD_DISABLED;
    if (s->config->silent)
        return PL_HOLD_SILENT;
    if (policy->paused)
        return PL_HOLD_PAUSED;
    if (policy->inhibited)
        return PL_HOLD_INHIBITED;
    if (policy->snoozing)
        return PL_HOLD_SNOOZED;
    return pl_quiet_at(&s->config->quiet, s->local) ? PL_HOLD_QUIET_HOURS : PL_HOLD_NONE;
}

static enum pl_hold baseline_hold(const struct step *s)
{
    enum pl_reason doubt = baseline_doubt(s->m->reason);

    if (doubt == PL_REASON_NONE)
        doubt = s->policy->baseline;
    if (doubt == PL_REASON_CAMERA_MOVED)
        return PL_HOLD_CAMERA_MOVED;
    return doubt == PL_REASON_BASELINE_STALE ? PL_HOLD_BASELINE_STALE : PL_HOLD_NONE;
}

/* Since the last alert of whatever kind. */
static enum pl_hold gap_hold(const struct step *s, pl_usec gap)
{
    return s->policy->alerted && s->t - s->policy->last_alert < gap ? PL_HOLD_COOLDOWN
                                                                    : PL_HOLD_NONE;
}

static bool break_is_near(const struct pl_policy *policy, const struct pl_policy_config *config,
                          const struct pl_session *session)
{
    pl_usec left = pl_due_at(&policy->due, config->soft, config->firm) - session->seated;

    return left <= SOON && left > -SOON;
}

static enum pl_hold nudge_hold(const struct step *s, enum pl_event_kind kind, bool sure)
{
    const struct pl_budget_limits limits = {s->config->cooldown, s->config->per_hour,
                                            s->config->per_day};
    enum pl_hold hold = general_hold(s);

    if (hold == PL_HOLD_NONE && s->policy->dismissing)
        hold = PL_HOLD_DISMISSED;
    if (hold == PL_HOLD_NONE && kind == PL_EVENT_POSTURE_ALERT)
        hold = baseline_hold(s);
    if (hold == PL_HOLD_NONE && !sure)
        hold = PL_HOLD_UNKNOWN;
    if (hold == PL_HOLD_NONE && break_is_near(s->policy, s->config, s->session))
        hold = PL_HOLD_BREAK_DUE_SOON;
    if (hold == PL_HOLD_NONE)
        hold = pl_budget_check(&s->policy->budget, &limits, s->t);
    if (hold == PL_HOLD_NONE)
        hold = gap_hold(s, s->config->cooldown);
    return hold == PL_HOLD_NONE ? gap_hold(s, GAP) : hold;
}

/* A picture too poor to be sure of, or a second person, is no moment to interrupt. */
static bool is_surely_sitting(const struct step *s)
{
    return s->m->present && s->session->state == PL_SESSION_SITTING &&
           s->m->reason != PL_REASON_LOW_LIGHT && s->m->reason != PL_REASON_LOW_CONFIDENCE &&
           s->m->reason != PL_REASON_TOO_MANY_PEOPLE;
}

static enum pl_hold due_hold(const struct step *s)
{
    enum pl_hold hold = general_hold(s);

    if (hold == PL_HOLD_NONE && !is_surely_sitting(s))
        hold = PL_HOLD_UNKNOWN;
    if (hold == PL_HOLD_NONE)
        hold = pl_due_check(&s->policy->due, s->t);
    return hold == PL_HOLD_NONE ? gap_hold(s, GAP) : hold;
}

/* Says that something is held back, once for each reason. */
static void hold_back(const struct step *s, enum pl_event_kind what, enum pl_hold reason)
{
    uint32_t bit = UINT32_C(1) << reason;
    struct pl_event *event;

    s->policy->why = reason;
    if (s->policy->held[what] & bit)
        return;
    s->policy->held[what] |= bit;
    event = append(s, PL_EVENT_SUPPRESSED);
    event->suppressed.what = what;
    event->suppressed.reason = reason;
}

/* --- alerts --------------------------------------------------------------------------------- */

static void alerted(const struct step *s, enum pl_event_kind kind)
{
    s->policy->alerted = true;
    s->policy->last_alert = s->t;
    s->policy->held[kind] = 0;
}

static void say_fault(const struct step *s, enum pl_fault fault)
{
    struct pl_event *event = append(s, pl_fault_kind(fault));

    pl_fault_describe(fault, s->m, &s->config->thresholds, s->t - s->policy->episode[fault].began,
                      event);
}

static void nudge(const struct step *s, enum pl_fault fault)
{
    struct pl_policy *policy = s->policy;

    say_fault(s, fault);
    for (int i = 0; i < PL_FAULT_COUNT; i++) {
        bool told = i == (int)fault || (i == PL_FAULT_FORWARD && fault == PL_FAULT_FORWARD_STRONG);

        if (policy->episode[i].open)
            pl_episode_alerted(&policy->episode[i], s->t, told);
    }
    pl_budget_spend(&policy->budget, s->t);
    alerted(s, pl_fault_kind(fault));
}

/* A strong forward head ends as a forward head; it is not told twice. */
static void end_episode(const struct step *s, enum pl_fault fault)
{
    const struct pl_episode *episode = &s->policy->episode[fault];
    struct pl_event *event;
    pl_usec after;

    s->policy->lasted[fault] = false;
    if (!episode->told || fault == PL_FAULT_FORWARD_STRONG)
        return;
    pl_budget_heeded(&s->policy->budget);
    after = s->t - episode->clear - episode->alerted;
    event = append(s, PL_EVENT_RECOVERED);
    event->recovered.from = pl_fault_kind(fault);
    event->recovered.after = after > 0 ? after : 0;
}

static bool any_open(const struct pl_policy *policy, enum pl_event_kind kind)
{
    for (int i = 0; i < PL_FAULT_COUNT; i++)
        if (pl_fault_kind((enum pl_fault)i) == kind && policy->episode[i].open)
            return true;
    return false;
}

/* A fault that has lasted wishes to be said. */
struct wish {
    bool there, sure;
    enum pl_fault fault;
};

/* Steps every episode; the first fault of a kind that has lasted is the kind's wish. */
static void watch_faults(const struct step *s, struct wish wishes[PL_EVENT_KINDS])
{
    for (int i = 0; i < PL_FAULT_COUNT; i++) {
        enum pl_fault fault = (enum pl_fault)i;
        struct wish *wish = &wishes[pl_fault_kind(fault)];
        enum pl_episode_news news =
            pl_episode_step(&s->policy->episode[i], s->config->dwell, s->config->clear, s->t,
                            s->elapsed, sight_of(s, fault));

        if (news == PL_EPISODE_ENDED)
            end_episode(s, fault);
        if (news != PL_EPISODE_DUE && news != PL_EPISODE_UNSURE)
            continue;
        s->policy->lasted[i] = true;
        if (!s->m->present || s->session->state != PL_SESSION_SITTING)
            continue; /* nobody there yet to tell, so nothing is held back */
        if (!wish->there)
            *wish = (struct wish){.there = true, .sure = news == PL_EPISODE_DUE, .fault = fault};
    }
}

static void consider_nudge(const struct step *s, enum pl_event_kind kind, struct wish wish)
{
    enum pl_hold hold;

    if (!any_open(s->policy, kind))
        s->policy->held[kind] = 0;
    if (!wish.there)
        return;
    hold = nudge_hold(s, kind, wish.sure);
    if (hold == PL_HOLD_NONE)
        nudge(s, wish.fault);
    else
        hold_back(s, kind, hold);
}

static void consider_break(const struct step *s)
{
    struct pl_due *due = &s->policy->due;
    int stage = due->stage;
    bool anew = pl_due_tick(due, s->config->soft, s->config->firm, s->session->seated, s->t);
    struct pl_event *event;
    enum pl_hold hold;

    if (anew || due->stage != stage)
        s->policy->held[PL_EVENT_BREAK_DUE] = 0;
    if (s->session->state != PL_SESSION_SITTING ||
        s->session->seated < pl_due_at(due, s->config->soft, s->config->firm))
        return;
    hold = due_hold(s);
    if (hold != PL_HOLD_NONE) {
        hold_back(s, PL_EVENT_BREAK_DUE, hold);
        return;
    }
    event = append(s, PL_EVENT_BREAK_DUE);
    event->break_due.level = due->stage == 0 ? PL_LEVEL_SOFT : PL_LEVEL_FIRM;
    event->break_due.seated = s->session->seated;
    pl_due_spend(due, s->t);
    alerted(s, PL_EVENT_BREAK_DUE);
}

/* What is true of the moment when nothing asked to be said. */
static enum pl_hold standing_reason(const struct step *s)
{
    enum pl_hold hold = general_hold(s);

    if (hold == PL_HOLD_NONE && s->policy->dismissing)
        hold = PL_HOLD_DISMISSED;
    if (hold == PL_HOLD_NONE && s->session->state == PL_SESSION_SITTING)
        hold = baseline_hold(s);
    if (hold == PL_HOLD_NONE && s->session->state == PL_SESSION_SITTING &&
        pl_judged_posture(s->m, &s->config->thresholds) == PL_POSTURE_UNKNOWN)
        hold = s->m->reason == PL_REASON_NO_BASELINE ? PL_HOLD_NO_BASELINE : PL_HOLD_UNKNOWN;
    return hold;
}

static bool any_lasted(const struct pl_policy *policy)
{
    for (int i = 0; i < PL_FAULT_COUNT; i++)
        if (policy->lasted[i] && policy->episode[i].open)
            return true;
    return false;
}

void pl_policy_step(struct pl_policy *policy, const struct pl_policy_config *config,
                    const struct pl_measurement *m, const struct pl_session *session,
                    struct pl_local_time local, struct pl_policy_events *events)
{
    struct wish wishes[PL_EVENT_KINDS] = {0};
    struct step s = {
        .policy = policy,
        .config = config,
        .m = m,
        .session = session,
        .local = local,
        .t = m->t,
        .events = events,
    };

    pass_time(&s);
    watch_baseline(&s);
    policy->why = standing_reason(&s);
    watch_faults(&s, wishes);
    consider_break(&s);
    consider_nudge(&s, PL_EVENT_POSTURE_ALERT, wishes[PL_EVENT_POSTURE_ALERT]);
    consider_nudge(&s, PL_EVENT_TOO_CLOSE, wishes[PL_EVENT_TOO_CLOSE]);
    policy->warning = any_lasted(policy);
}

/* --- what people ask for -------------------------------------------------------------------- */

void pl_policy_snooze(struct pl_policy *policy, const struct pl_policy_config *config, pl_usec t,
                      pl_usec length)
{
    policy->snoozing = true;
    policy->snoozed_until = t + (length > 0 ? length : config->snooze);
    pl_due_snooze(&policy->due, t);
}

void pl_policy_dismiss(struct pl_policy *policy, pl_usec t)
{
    policy->dismissing = true;
    policy->dismissed_until = t + DISMISSED_FOR;
}

void pl_policy_inhibit(struct pl_policy *policy, bool on)
{
    policy->inhibited = on;
}

void pl_policy_pause(struct pl_policy *policy, bool on)
{
    policy->paused = on;
}

bool pl_policy_is_free(const struct pl_policy *policy, const struct pl_policy_config *config,
                       const struct pl_session *session, pl_usec t)
{
    return policy->why == PL_HOLD_NONE && session->state == PL_SESSION_SITTING &&
           !break_is_near(policy, config, session) &&
           (!policy->alerted || t - policy->last_alert >= config->cooldown);
}
