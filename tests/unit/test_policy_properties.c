/* Random hours: whatever happens, budgets and gaps hold, and nothing is said while it may not be.
 *
 * The test keeps its own books of what was asked for and said; it shares no code with the policy. Seeds are a
 * fixed list, so a failure names the hour that broke and comes again. */
#include "tests/scene/scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SEEDS 80
#define SCENES 160
#define SAID_MAX 4096

struct books {
    unsigned seed, random;
    pl_usec snoozed_until;
    bool inhibited, paused;
    int quiet_from, quiet_to; /* minutes of the UTC day; equal: none */
    pl_usec nudge[SAID_MAX], due[SAID_MAX], any[SAID_MAX];
    int nudges, dues, anys;
    int suppressed;
};

static struct play day;
static struct books books;

static double uniform(void)
{
    return scene_uniform(&books.random);
}

static bool chance(double p)
{
    return uniform() < p;
}

/* --- a random day --------------------------------------------------------------------------- */

static struct scene random_scene(void)
{
    static const enum scene_kind kinds[] = {SIT,  SIT,   SIT,    SIT,  SIT,
                                            AWAY, STAND, HIDDEN, DARK, HOLE};
    static const enum pl_reason reasons[] = {PL_REASON_BASELINE_STALE, PL_REASON_CAMERA_MOVED,
                                             PL_REASON_TOO_MANY_PEOPLE};
    struct scene scene = {.kind = kinds[(int)(uniform() * 10)], .lasts_s = exp(7 * uniform())};

    scene.forward_cm = chance(0.6) ? 8 * uniform() : 0;
    scene.drop_cm = chance(0.2) ? 9 * uniform() : 0;
    scene.lean_deg = chance(0.2) ? 30 * uniform() - 15 : 0;
    scene.distance_cm = chance(0.2) ? 35 : 60;
    scene.sd_cm = chance(0.1) ? 3 : 0.8;
    if (scene.kind == SIT && chance(0.1))
        scene.reason = reasons[(int)(uniform() * 3)];
    return scene;
}

static void random_settings(struct pl_policy_config *policy)
{
    policy->dwell = pl_usec_from_seconds(5 + 200 * uniform());
    policy->cooldown = pl_usec_from_seconds(60 + 1500 * uniform());
    policy->per_hour = (int)(uniform() * 6);
    policy->per_day = (int)(uniform() * 20);
    policy->soft = pl_usec_from_seconds(600 + 3000 * uniform());
    policy->firm = pl_usec_from_seconds(1200 + 6000 * uniform());
    books.quiet_from = (int)(uniform() * 1440);
    books.quiet_to = (books.quiet_from + (int)(uniform() * 600)) % 1440;
    if (books.quiet_from == books.quiet_to)
        return;
    policy->quiet.count = 1;
    policy->quiet.stretch[0].from = books.quiet_from;
    policy->quiet.stretch[0].to = books.quiet_to;
}

static void ask_for_something(struct play *play, pl_usec t)
{
    if (chance(0.0005)) {
        pl_usec length = pl_usec_from_seconds(1 + 1200 * uniform());

        pl_judge_snooze(&play->judge, t, length);
        books.snoozed_until = t + length;
    }
    if (chance(0.0005))
        pl_judge_inhibit(&play->judge, books.inhibited = chance(0.4));
    if (chance(0.0003))
        pl_judge_pause(&play->judge, books.paused = chance(0.4));
    if (chance(0.0002))
        pl_judge_dismiss(&play->judge, t);
    if (chance(0.0002))
        pl_judge_break_taken(&play->judge, t);
}

/* --- what must hold at every alert ---------------------------------------------------------- */

static int minute_of_day(pl_usec t)
{
    return (int)((day.start + t - day.first_t) / PL_USEC_PER_MIN % 1440);
}

static bool is_quiet(pl_usec t)
{
    int since = (minute_of_day(t) - books.quiet_from + 1440) % 1440;

    return since < (books.quiet_to - books.quiet_from + 1440) % 1440;
}

static int said_since(const pl_usec *said, int count, pl_usec since)
{
    int n = 0;

    for (int i = count - 1; i >= 0 && said[i] > since; i--)
        n++;
    return n;
}

static void must(bool holds, const char *what, pl_usec t)
{
    if (!holds)
        fail_msg("seed %u, %.0f s: %s", books.seed, pl_seconds(t), what);
}

static void check_moment(const struct play *play, pl_usec t)
{
    must(!books.inhibited && !books.paused, "an alert while inhibited or paused", t);
    must(t >= books.snoozed_until, "an alert while snoozed", t);
    must(!is_quiet(t), "an alert in quiet hours", t);
    must(play->judge.now.present && play->judge.session.state == PL_SESSION_SITTING,
         "an alert to nobody who sits", t);
    must(books.anys == 0 || t - books.any[books.anys - 1] >= 120 * PL_USEC_PER_SEC,
         "two interruptions within two minutes", t);
}

static void check_posture(const struct pl_measurement *m, const struct pl_event *event)
{
    double number = event->posture_alert.posture == PL_POSTURE_SLOUCHED ? m->head_drop_cm.value
                    : event->posture_alert.posture == PL_POSTURE_FORWARD_HEAD
                        ? m->forward_head_delta_cm.value
                        : m->torso_lean_deg.value;

    must(isfinite(number), "a posture alert while the posture is not known", event->t);
    must(event->posture_alert.posture >= PL_POSTURE_LEANING_LEFT ||
             m->forward_head_delta_cm.sd <= 2,
         "a posture alert on a guess", event->t);
    must(m->reason != PL_REASON_BASELINE_STALE && m->reason != PL_REASON_CAMERA_MOVED,
         "a posture alert on a stale baseline", event->t);
}

static void check_nudge(const struct play *play, pl_usec t)
{
    const struct pl_policy_config *policy = &play->config.policy;
    pl_usec midnight = t - (play->start + t - play->first_t) % (24 * PL_USEC_PER_HOUR);

    must(said_since(books.nudge, books.nudges, t - PL_USEC_PER_HOUR) < policy->per_hour,
         "the hour's budget is exceeded", t);
    must(said_since(books.nudge, books.nudges, midnight) < policy->per_day,
         "the day's budget is exceeded", t);
    must(books.nudges == 0 || t - books.nudge[books.nudges - 1] >= policy->cooldown,
         "a nudge within the cool-down", t);
    books.nudge[books.nudges++] = t;
}

static void check(struct play *play, const struct pl_event *event)
{
    pl_usec t = event->t;

    books.suppressed += event->kind == PL_EVENT_SUPPRESSED;
    if (!pl_event_is_alert(event->kind))
        return;
    check_moment(play, t);
    if (event->kind == PL_EVENT_POSTURE_ALERT)
        check_posture(&play->judge.now, event);
    if (event->kind == PL_EVENT_BREAK_DUE) {
        must(said_since(books.due, books.dues, t - PL_USEC_PER_HOUR) < 2,
             "more than two due breaks in an hour", t);
        books.due[books.dues++] = t;
    } else {
        check_nudge(play, t);
    }
    books.any[books.anys++] = t;
}

static void live_through(unsigned seed)
{
    static struct scene scenes[SCENES + 1];

    memset(&books, 0, sizeof books);
    books.seed = seed;
    books.random = seed * 2654435761u;
    play_init(&day);
    day.seed = seed;
    day.first_t = (pl_usec)(1e11 * uniform());
    day.start = (INT64_C(1772438400) + (int)(86400 * uniform())) * 1000000;
    day.interval_s = 0.5 + 2 * uniform();
    day.jitter_s = 0.4 * uniform();
    day.before = ask_for_something;
    day.also = check;
    random_settings(&day.config.policy);
    for (int i = 0; i < SCENES; i++)
        scenes[i] = random_scene();
    play(&day, scenes);
}

static void budgets_gaps_and_silence_hold_over_random_hours(void **state)
{
    int nudges = 0, dues = 0, suppressed = 0;

    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        live_through(seed);
        nudges += books.nudges;
        dues += books.dues;
        suppressed += books.suppressed;
    }
    /* The hours were full of occasions, or the test would prove nothing. */
    assert_true(nudges > SEEDS);
    assert_true(dues > SEEDS / 2);
    assert_true(suppressed > SEEDS);
    print_message("%d posture alerts, %d due breaks, %d held back\n", nudges, dues, suppressed);
}

static void the_same_hours_are_judged_the_same_again(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 5; seed++) {
        char *text;

        live_through(seed);
        text = strdup(day.text);
        live_through(seed);
        assert_string_equal(day.text, text);
        free(text);
    }
}

/* The parts of a day add up, and a day is never longer than it was. */
static void the_days_add_up(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 20; seed++) {
        live_through(seed);
        for (int i = 0; i < day.day_count; i++) {
            const struct pl_day *d = &day.days[i];

            assert_int_equal(d->good + d->poor + d->unknown, d->seated);
            /* A hole over midnight counts for the day in which it ends; it is never longer than that. */
            assert_true(d->seated + d->standing + d->away <=
                        24 * PL_USEC_PER_HOUR + PL_SESSION_HOLE);
            assert_true(d->longest_sit <= d->seated);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_gaps_and_silence_hold_over_random_hours),
        cmocka_unit_test(the_same_hours_are_judged_the_same_again),
        cmocka_unit_test(the_days_add_up),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
