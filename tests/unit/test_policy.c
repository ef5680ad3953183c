/* The policy as tables of (how long, what posture) and everything that is said about it. First what must stay
 * silent, then what must be told. Times are since the start; one line a second. */
#include "tests/scene/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEN 10 /* times the scenes in a row */
#define SCENES_MAX 8

struct story {
    const char *name;
    struct scene scenes[SCENES_MAX];
    const char *said; /* every event but sitting at the start, a line each */
    void (*tweak)(struct pl_policy_config *policy);
    void (*before)(struct play *play, pl_usec t);
    int times;
};

static struct play day;

/* --- what is asked for in some stories ------------------------------------------------------- */

static bool is_at(const struct play *play, pl_usec t, double s)
{
    return t - play->first_t == pl_usec_from_seconds(s);
}

static void snooze_at_60(struct play *play, pl_usec t)
{
    if (is_at(play, t, 60))
        pl_judge_snooze(&play->judge, t, 0);
}

static void snooze_after_the_due_break(struct play *play, pl_usec t)
{
    if (is_at(play, t, 1802) || is_at(play, t, 2410))
        pl_judge_snooze(&play->judge, t, 0);
}

static void dismiss_at_130(struct play *play, pl_usec t)
{
    if (is_at(play, t, 130))
        pl_judge_dismiss(&play->judge, t);
}

static void meeting_until_600(struct play *play, pl_usec t)
{
    pl_judge_inhibit(&play->judge, t - play->first_t < 600 * PL_USEC_PER_SEC);
}

static void paused_until_600(struct play *play, pl_usec t)
{
    pl_judge_pause(&play->judge, t - play->first_t < 600 * PL_USEC_PER_SEC);
}

static void break_taken_at_1500(struct play *play, pl_usec t)
{
    if (is_at(play, t, 1500))
        pl_judge_break_taken(&play->judge, t);
}

static void disabled(struct pl_policy_config *policy)
{
    policy->enabled = false;
}

static void silent(struct pl_policy_config *policy)
{
    policy->silent = true;
}

static void quiet_until_08_10(struct pl_policy_config *policy)
{
    assert_int_equal(pl_quiet_hours_parse("22:00-08:10", &policy->quiet), 0);
}

static void one_a_day(struct pl_policy_config *policy)
{
    policy->per_day = 1;
}

static void no_budget(struct pl_policy_config *policy)
{
    policy->per_hour = 0;
}

static void breaks_at_ten_minutes(struct pl_policy_config *policy)
{
    policy->soft = policy->firm = 10 * PL_USEC_PER_MIN;
}

static void short_dwell(struct pl_policy_config *policy)
{
    policy->dwell = 30 * PL_USEC_PER_SEC;
}

/* clang-format off */
#define UPRIGHT(s) LASTS(SIT, s)
#define FORWARD(s) LASTS(SIT, s, .forward_cm = 3.5)
#define STRONG(s) LASTS(SIT, s, .forward_cm = 6)
#define BETWEEN(s) LASTS(SIT, s, .forward_cm = 2)

static const struct story stories[] = {
    /* What must stay silent. */
    {"upright", {UPRIGHT(1000)}, "", NULL, NULL, 1},
    {"just under the threshold", {LASTS(SIT, 1000, .forward_cm = 2.4)}, "", NULL, NULL, 1},
    {"forward for less than the dwell", {UPRIGHT(60), FORWARD(110), UPRIGHT(200)}, "", NULL, NULL, 1},
    {"bursts of a minute with a minute between", {FORWARD(60), UPRIGHT(60)}, "", NULL, NULL, TEN},
    {"over the threshold two fifths of the time, never clear",
     {FORWARD(40), BETWEEN(60)}, "", NULL, NULL, TEN},
    {"one excess and then an hour just under the threshold",
     {FORWARD(5), BETWEEN(1500)}, "", NULL, NULL, 1},
    {"forward, but nobody can see it", {LASTS(HIDDEN, 1000)}, "", NULL, NULL, 1},
    {"forward, but the number is a guess",
     {LASTS(SIT, 1000, .forward_cm = 4, .sd_cm = 2.5)}, "", NULL, NULL, 1},
    {"known for less than half of the time",
     {FORWARD(20), LASTS(HIDDEN, 30)},
     "0:02:00 suppressed posture_alert unknown\n", NULL, NULL, TEN},
    {"a reclined back is no slouch",
     {LASTS(SIT, 1000, .drop_cm = 6, .trunk_cm = -20)}, "", NULL, NULL, 1},
    {"standing tells nothing about forward head",
     {UPRIGHT(20), LASTS(STAND, 100, .forward_cm = 6)}, "0:00:23 standing since 3 s ago\n", NULL, NULL, 1},
    {"the episode is dropped when nobody was there for a minute",
     {FORWARD(100), LASTS(HOLE, 61), FORWARD(100), UPRIGHT(100)}, "0:02:51 sitting since 10 s ago\n", NULL, NULL, 1},
    {"alerts are off", {FORWARD(1000)},
     "0:02:00 suppressed posture_alert disabled\n", disabled, NULL, 1},
    {"silent mode", {FORWARD(1000)},
     "0:02:00 suppressed posture_alert silent\n", silent, NULL, 1},
    {"no budget at all", {FORWARD(1000)},
     "0:02:00 suppressed posture_alert hourly_budget\n", no_budget, NULL, 1},
    {"paused, then on again",
     {FORWARD(650)}, "0:10:10 sitting since 10 s ago\n", NULL, paused_until_600, 1},

    /* What must be told, and when. */
    {"forward", {FORWARD(300), UPRIGHT(60)},
     "0:02:00 posture_alert soft forward_head\n"
     "0:04:00 suppressed posture_alert cooldown\n"
     "0:05:09 recovered posture_alert after 179\n", NULL, NULL, 1},
    {"strongly forward is said once, as strong", {STRONG(200), UPRIGHT(60)},
     "0:02:00 posture_alert strong forward_head\n"
     "0:03:29 recovered posture_alert after 79\n", NULL, NULL, 1},
    {"forward for 70 % of the time", {FORWARD(14), BETWEEN(6)},
     "0:02:00 posture_alert soft forward_head\n", NULL, NULL, TEN},
    {"forward between moments of being unseen", {FORWARD(14), LASTS(HIDDEN, 6)},
     "0:02:00 posture_alert soft forward_head\n", NULL, NULL, TEN},
    {"forward, the camera failing a third of the time", {FORWARD(40), LASTS(HOLE, 20)},
     "0:02:00 posture_alert soft forward_head\n"
     "0:04:00 suppressed posture_alert cooldown\n", NULL, NULL, TEN},
    {"a clear moment shorter than clear_s does not end it", {FORWARD(60), UPRIGHT(8), FORWARD(60)},
     "0:02:00 posture_alert soft forward_head\n", NULL, NULL, 1},
    {"slouched", {LASTS(SIT, 200, .drop_cm = 6), UPRIGHT(30)},
     "0:02:00 posture_alert soft slouched\n"
     "0:03:29 recovered posture_alert after 79\n", NULL, NULL, 1},
    {"leaning to the left", {LASTS(SIT, 150, .lean_deg = -14)},
     "0:02:00 posture_alert soft leaning_left\n", NULL, NULL, 1},
    {"one shoulder up", {LASTS(SIT, 150, .tilt_deg = 9)},
     "0:02:00 posture_alert soft leaning_right\n", NULL, NULL, 1},
    {"too close to the screen", {LASTS(SIT, 200, .distance_cm = 40), UPRIGHT(30)},
     "0:02:00 too_close 40\n"
     "0:03:30 recovered too_close after 80\n", NULL, NULL, 1},
    {"forward and too close is one interruption",
     {LASTS(SIT, 200, .forward_cm = 4, .distance_cm = 40)},
     "0:02:00 posture_alert soft forward_head\n"
     "0:02:00 suppressed too_close cooldown\n", NULL, NULL, 1},
    {"cool-down, then once more", {FORWARD(1100)},
     "0:02:00 posture_alert soft forward_head\n"
     "0:04:00 suppressed posture_alert cooldown\n"
     "0:17:00 posture_alert soft forward_head\n", NULL, NULL, 1},
    {"the day's budget", {FORWARD(1100)},
     "0:02:00 posture_alert soft forward_head\n"
     "0:04:00 suppressed posture_alert daily_budget\n", one_a_day, NULL, 1},
    {"snoozed, then said", {FORWARD(700)},
     "0:02:00 suppressed posture_alert snoozed\n"
     "0:11:00 posture_alert soft forward_head\n", NULL, snooze_at_60, 1},
    {"dismissed", {FORWARD(300), UPRIGHT(20), FORWARD(1200)},
     "0:02:00 posture_alert soft forward_head\n"
     "0:04:00 suppressed posture_alert dismissed\n"
     "0:05:09 recovered posture_alert after 179\n"
     "0:07:20 suppressed posture_alert dismissed\n", NULL, dismiss_at_130, 1},
    {"in a meeting, then said", {FORWARD(650)},
     "0:02:00 suppressed posture_alert inhibited\n"
     "0:10:00 posture_alert soft forward_head\n", NULL, meeting_until_600, 1},
    {"quiet hours, then said", {FORWARD(650)},
     "0:02:00 suppressed posture_alert quiet_hours\n"
     "0:10:00 posture_alert soft forward_head\n", quiet_until_08_10, NULL, 1},
    {"the baseline is announced as stale before anything else is said",
     {LASTS(SIT, 300, .forward_cm = 4, .reason = PL_REASON_BASELINE_STALE), FORWARD(100)},
     "0:00:10 camera baseline_stale\n"
     "0:02:00 suppressed posture_alert baseline_stale\n"
     "0:05:10 camera ok\n"
     "0:05:10 posture_alert soft forward_head\n", NULL, NULL, 1},
    {"a moved camera", {LASTS(SIT, 200, .forward_cm = 4, .reason = PL_REASON_CAMERA_MOVED)},
     "0:00:10 camera camera_moved\n"
     "0:02:00 suppressed posture_alert camera_moved\n", NULL, NULL, 1},
    {"seen again just after the dwell", {FORWARD(100), LASTS(HIDDEN, 40), FORWARD(20)},
     "0:02:00 suppressed posture_alert unknown\n"
     "0:02:20 posture_alert soft forward_head\n", NULL, NULL, 1},
    {"a minute's absence does not forget what was seen before", {FORWARD(100), LASTS(AWAY, 30), FORWARD(60)},
     "0:01:49 away since 10 s ago\n"
     "0:02:19 sitting since 10 s ago\n"
     "0:02:19 posture_alert soft forward_head\n", NULL, NULL, 1},

    /* Breaks. */
    {"soft at 30 minutes, firm at 60, and every hour after",
     {UPRIGHT(3 * 3600 + 10)},
     "0:30:00 break_due soft\n"
     "1:00:00 break_due firm\n"
     "2:00:00 break_due firm\n"
     "3:00:00 break_due firm\n", NULL, NULL, 1},
    {"a break in time", {UPRIGHT(1700), LASTS(AWAY, 130), UPRIGHT(1700)},
     "0:28:29 away since 10 s ago\n"
     "0:30:39 break 130\n"
     "0:30:39 sitting since 10 s ago\n", NULL, NULL, 1},
    {"a pause of a minute only holds the timer", {UPRIGHT(1700), LASTS(AWAY, 60), UPRIGHT(200)},
     "0:28:29 away since 10 s ago\n"
     "0:29:29 sitting since 10 s ago\n"
     "0:31:00 break_due soft\n", NULL, NULL, 1},
    {"no nudge shortly before a due break", {UPRIGHT(1400), FORWARD(460)},
     "0:25:20 suppressed posture_alert break_due_soon\n"
     "0:30:00 break_due soft\n"
     "0:30:00 suppressed posture_alert cooldown\n", NULL, NULL, 1},
    {"no nudge shortly after it either", {UPRIGHT(1790), FORWARD(1000)},
     "0:30:00 break_due soft\n"
     "0:31:50 suppressed posture_alert cooldown\n"
     "0:45:00 posture_alert soft forward_head\n", NULL, NULL, 1},
    {"snoozed, said again, snoozed, said no more than twice an hour", {UPRIGHT(3700)},
     "0:30:00 break_due soft\n"
     "0:30:02 suppressed break_due snoozed\n"
     "0:40:02 break_due soft\n"
     "0:40:10 suppressed break_due snoozed\n"
     "0:50:10 suppressed break_due hourly_budget\n"
     "1:00:00 suppressed break_due hourly_budget\n", NULL, snooze_after_the_due_break, 1},
    {"a break that is declared", {UPRIGHT(3000)},
     "0:25:00 break 0\n", NULL, break_taken_at_1500, 1},
    {"soft and firm at the same time are firm", {UPRIGHT(700)},
     "0:10:00 break_due firm\n", breaks_at_ten_minutes, NULL, 1},
    {"in silent mode a due break is not said", {UPRIGHT(3700)},
     "0:30:00 suppressed break_due silent\n"
     "1:00:00 suppressed break_due silent\n", silent, NULL, 1},
    {"a due break waits for light", {UPRIGHT(1700), LASTS(HIDDEN, 200, .reason = PL_REASON_LOW_LIGHT), UPRIGHT(60)},
     "0:30:00 suppressed break_due unknown\n"
     "0:31:40 break_due soft\n", NULL, NULL, 1},
    {"nobody who hides the face is spared the break", {LASTS(HIDDEN, 1900)},
     "0:30:00 break_due soft\n", NULL, NULL, 1},
    {"the dwell is a setting", {UPRIGHT(30), FORWARD(40)},
     "0:01:00 posture_alert soft forward_head\n", short_dwell, NULL, 1},
};
/* clang-format on */

#define STORIES (sizeof stories / sizeof stories[0])

static void repeat(const struct story *story, struct scene *ret)
{
    int n = 0;

    for (int i = 0; i < story->times; i++)
        for (int j = 0; j < SCENES_MAX && story->scenes[j].kind != SCENE_END; j++)
            ret[n++] = story->scenes[j];
    ret[n].kind = SCENE_END;
}

static void tell(const struct story *story, pl_usec first_t)
{
    struct scene scenes[TEN * SCENES_MAX + 1];

    play_init(&day);
    day.says_suppressed = true;
    day.first_t = first_t;
    day.start = INT64_C(1772438400) * 1000000; /* 2026-03-02 08:00 UTC */
    day.before = story->before;
    if (story->tweak)
        story->tweak(&day.config.policy);
    repeat(story, scenes);
    play(&day, scenes);
}

/* Every story begins with sitting down, which need not be written each time. */
static const char *after_sitting_down(const char *said)
{
    static const char sitting[] = "0:00:10 sitting since 10 s ago\n";

    return strncmp(said, sitting, strlen(sitting)) ? said : said + strlen(sitting);
}

static void every_story_is_told_as_written(void **state)
{
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < STORIES; i++) {
        tell(&stories[i], 0);
        if (strcmp(after_sitting_down(day.text), stories[i].said)) {
            print_message("%s:\n%s--- expected:\n%s\n", stories[i].name,
                          after_sitting_down(day.text), stories[i].said);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void the_time_since_boot_does_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < STORIES; i++) {
        tell(&stories[i], 0);
        char *text = strdup(day.text);
        tell(&stories[i], 300 * 24 * PL_USEC_PER_HOUR);
        assert_string_equal(day.text, text);
        free(text);
    }
}

/* What people are told who ask at the end of a story why nothing is said. */
static void the_reason_of_the_moment_can_be_asked_for(void **state)
{
    static const struct {
        struct story story;
        const char *why;
    } rows[] = {
        {{.scenes = {UPRIGHT(60)}}, "nothing to say"},
        {{.scenes = {LASTS(HIDDEN, 60)}}, "cannot see well enough"},
        {{.scenes = {LASTS(HIDDEN, 60, .reason = PL_REASON_NO_BASELINE)}}, "not calibrated yet"},
        {{.scenes = {LASTS(HIDDEN, 60, .reason = PL_REASON_NO_BASELINE), LASTS(AWAY, 60)}},
         "nothing to say"},
        {{.scenes = {UPRIGHT(60)}, .tweak = disabled}, "alerts are switched off"},
        {{.scenes = {UPRIGHT(60)}, .tweak = silent}, "silent mode"},
        {{.scenes = {UPRIGHT(60)}, .tweak = quiet_until_08_10}, "quiet hours"},
        {{.scenes = {UPRIGHT(100)}, .before = snooze_at_60}, "snoozed"},
        {{.scenes = {FORWARD(300)}}, "said not long ago"},
        {{.scenes = {FORWARD(200)}, .before = dismiss_at_130}, "dismissed"},
        {{.scenes = {FORWARD(200)}, .tweak = no_budget}, "enough alerts for this hour"},
        {{.scenes = {UPRIGHT(100)}, .before = meeting_until_600}, "asked to be quiet"},
        {{.scenes = {UPRIGHT(100)}, .before = paused_until_600}, "paused"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct story story = rows[i].story;

        story.times = 1;
        tell(&story, 0);
        if (strcmp(pl_judge_why(&day.judge), rows[i].why) != 0)
            fail_msg("row %zu: '%s', not '%s'", i, pl_judge_why(&day.judge), rows[i].why);
    }
}

static void ignore(const struct pl_event *event, void *context)
{
    *(int *)context += event->kind == PL_EVENT_POSTURE_ALERT;
}

/* A frame is stamped when it was taken, a report of silence when it was made. */
static void a_frame_that_a_report_of_silence_overtook_loses_nothing(void **state)
{
    struct pl_judge_config config = pl_judge_config_default();
    struct pl_judge judge;
    int alerts = 0;

    (void)state;
    pl_judge_init(&judge, &config, (struct pl_judge_listener){ignore, &alerts});
    for (int s = 0; s < 130; s++) {
        pl_usec t = s * PL_USEC_PER_SEC;
        struct pl_measurement m = pl_measurement_unknown(t, PL_REASON_NONE);

        m.present = true;
        m.forward_head_delta_cm = (struct pl_number){4, 0.8};
        if (s % 10 == 5)
            pl_judge_blind(&judge, t + 200000, (struct pl_local_time){20000, 36000});
        pl_judge_step(&judge, &m, (struct pl_local_time){20000, 36000});
    }
    assert_int_equal(alerts, 1);
}

static void count(const struct pl_event *event, void *context)
{
    (void)event;
    ++*(int *)context;
}

/* Who is stopped at once knows no date yet. */
static void a_judge_without_a_step_has_no_day_to_tell_of(void **state)
{
    struct pl_judge_config config = pl_judge_config_default();
    struct pl_judge judge;
    int said = 0;

    (void)state;
    pl_judge_init(&judge, &config, (struct pl_judge_listener){count, &said});
    pl_judge_finish(&judge, PL_USEC_PER_SEC);
    assert_int_equal(said, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_story_is_told_as_written),
        cmocka_unit_test(the_time_since_boot_does_not_matter),
        cmocka_unit_test(the_reason_of_the_moment_can_be_asked_for),
        cmocka_unit_test(a_frame_that_a_report_of_silence_overtook_loses_nothing),
        cmocka_unit_test(a_judge_without_a_step_has_no_day_to_tell_of),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
