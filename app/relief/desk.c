#include "app/relief/desk_private.h"

#include "app/relief/break.h"
#include "app/relief/json.h"
#include "base/log.h"
#include "protocol/catalogue_load.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BREAKS_PER_HOUR 2 /* soft and firm; they have no budget of their own */
#define BREAKS_PER_DAY 16
#define STILL_PER_HOUR 2 /* only while fewer suggestions than this came in the hour */
#define STILL_EVERY (60 * PL_USEC_PER_SEC)

void pl_relief_desk_configure(struct pl_relief_desk *desk, const struct pl_settings *settings)
{
    static const enum pl_phase ceiling[] = {
        [PL_RELIEF_GENTLE] = PL_PHASE_GENTLE,
        [PL_RELIEF_BUILD] = PL_PHASE_BUILD,
        [PL_RELIEF_MAINTAIN] = PL_PHASE_ANY,
    };

    desk->enabled = settings->relief.enabled;
    desk->still_min = settings->sitting.still_min;
    desk->ceiling = ceiling[settings->relief.phase];
    desk->relief.phases.wanted = desk->ceiling;
    /* A suggestion goes with an alert, which the policy has allowed already; this only keeps two alerts close
     * to each other from bringing one each. */
    desk->limits = (struct pl_suggest_limits){5, settings->alerts.per_hour + BREAKS_PER_HOUR,
                                              settings->alerts.per_day + BREAKS_PER_DAY};
}

static int load_catalogue(struct pl_relief_desk *desk, const struct pl_settings *settings)
{
    const char *files[PL_SETTING_LIST_MAX];
    struct pl_catalogue_error error;
    int r;

    for (int i = 0; i < settings->relief.catalogue.count; i++)
        files[i] = settings->relief.catalogue.path[i];
    r = pl_catalogue_load(settings->relief.language, files, settings->relief.catalogue.count,
                          &desk->catalogue, &error);
    if (!r)
        return 0;
    pl_log(PL_LOG_ERROR, "relief", "%s", error.text[0] ? error.text : strerror(-r));
    return r < 0 ? r : -EINVAL;
}

/* Every moment of the state, so many microseconds and days later. */
static void move(struct pl_relief *relief, pl_usec by, int days)
{
    if (relief->gate.checked_at)
        relief->gate.checked_at += by;
    relief->phases.started_day += days;
    relief->phases.since_day += days;
    for (int i = 0; i < relief->phases.count; i++)
        relief->phases.light[i].day += days;
    for (int i = 0; i < relief->pain.count; i++) {
        relief->pain.entry[i].when.t += by;
        relief->pain.entry[i].when.day += days;
    }
    for (int i = 0; i < relief->practices.count; i++) {
        relief->practices.item[i].when.t += by;
        relief->practices.item[i].when.day += days;
    }
    for (int i = 0; i < relief->suggested_count; i++) {
        relief->suggested[i].when.t += by;
        relief->suggested[i].when.day += days;
    }
}

static int say_store(int r)
{
    if (r)
        pl_log(PL_LOG_WARNING, "relief", "the answers cannot be kept: %s",
               r < 0 ? strerror(-r) : "relief.json is from a newer Plumbline");
    return r;
}

void pl_relief_desk_refresh(struct pl_relief_desk *desk)
{
    if (desk->directory[0] && pl_relief_store_changed(desk->directory, &desk->stamp) &&
        pl_relief_store_load(desk->directory, &desk->relief))
        desk->relief.gate.recheck = true; /* what cannot be read unlocks nothing */
    desk->relief.phases.wanted = desk->ceiling;
}

static int load_state(struct pl_relief_desk *desk, const char *directory,
                      const struct pl_when *simulated)
{
    const struct pl_when now = pl_when_now();
    int r;

    if (!directory)
        return 0;
    if (!simulated) {
        snprintf(desk->directory, sizeof(desk->directory), "%s", directory);
        pl_relief_desk_refresh(desk);
        return 0;
    }
    r = say_store(pl_relief_store_load(directory, &desk->relief));
    move(&desk->relief, simulated->t - now.t, simulated->day - now.day);
    return r < 0 ? r : 0;
}

int pl_relief_desk_create(const struct pl_settings *settings, const char *directory,
                          const struct pl_when *simulated, struct pl_relief_desk **ret)
{
    struct pl_relief_desk *desk = calloc(1, sizeof(*desk));
    int r = desk ? load_catalogue(desk, settings) : -ENOMEM;

    if (!r)
        r = load_state(desk, directory, simulated);
    if (r) {
        pl_relief_desk_destroy(desk);
        return r;
    }
    pl_relief_desk_configure(desk, settings);
    *ret = desk;
    return 0;
}

void pl_relief_desk_destroy(struct pl_relief_desk *desk)
{
    if (desk)
        pl_catalogue_destroy(desk->catalogue);
    free(desk);
}

/* ---- suggestions ------------------------------------------------------------------------------------ */

/* PL_TRIGGER_COUNT: nothing of ours. */
static enum pl_trigger trigger_of(const struct pl_event *alert)
{
    switch (alert->kind) {
    case PL_EVENT_TOO_CLOSE:
        return PL_TRIGGER_TOO_CLOSE;
    case PL_EVENT_BREAK_DUE:
        return alert->break_due.level == PL_LEVEL_FIRM ? PL_TRIGGER_SITTING_LONG
                                                       : PL_TRIGGER_SITTING;
    case PL_EVENT_POSTURE_ALERT:
        if (alert->posture_alert.posture == PL_POSTURE_SLOUCHED)
            return PL_TRIGGER_SLOUCHED;
        if (alert->posture_alert.posture != PL_POSTURE_FORWARD_HEAD)
            return PL_TRIGGER_STILL; /* leaning: any other position will do */
        return alert->posture_alert.level == PL_LEVEL_STRONG ? PL_TRIGGER_FAR_FORWARD
                                                             : PL_TRIGGER_FORWARD_HEAD;
    default:
        return PL_TRIGGER_COUNT;
    }
}

int pl_relief_desk_change(struct pl_relief_desk *desk, void (*how)(struct pl_relief *, void *),
                          struct pl_desk_change *what)
{
    int r = 0;

    what->desk = desk;
    if (desk->directory[0])
        r = say_store(pl_relief_store_change(desk->directory, how, what, &desk->relief));
    else
        how(&desk->relief, what);
    desk->relief.phases.wanted = desk->ceiling;
    return r;
}

static void suggest(struct pl_relief *relief, void *context)
{
    struct pl_desk_change *what = context;

    relief->phases.wanted = what->desk->ceiling;
    what->result = pl_relief_suggest(relief, what->desk->catalogue, what->trigger, what->limits,
                                     what->now, &what->chosen);
}

static bool say(struct pl_relief_desk *desk, enum pl_trigger trigger,
                struct pl_suggest_limits limits, pl_usec t, struct pl_when now,
                struct pl_event *ret)
{
    struct pl_desk_change what = {.now = now, .trigger = trigger, .limits = limits};

    if (!desk->enabled || pl_guide_running(&desk->guide)) /* one thing at a time */
        return false;
    if (pl_relief_desk_change(desk, suggest, &what) || what.result)
        return false;
    desk->suggested = what.chosen;
    desk->because = trigger;
    *ret = (struct pl_event){.t = t, .kind = PL_EVENT_EXERCISE};
    ret->exercise.id = what.chosen->id;
    ret->exercise.title = what.chosen->title;
    ret->exercise.because = pl_trigger_name(trigger);
    return true;
}

bool pl_relief_desk_alert(struct pl_relief_desk *desk, const struct pl_event *alert,
                          struct pl_when now, struct pl_event *ret)
{
    const enum pl_trigger trigger = trigger_of(alert);

    return trigger != PL_TRIGGER_COUNT && say(desk, trigger, desk->limits, alert->t, now, ret);
}

bool pl_relief_desk_tick(struct pl_relief_desk *desk, const struct pl_judge *judge, pl_usec t,
                         struct pl_when now, struct pl_event *ret)
{
    /* This one comes by itself and not with an alert, so it keeps more distance. */
    const struct pl_suggest_limits limits = {desk->still_min, STILL_PER_HOUR, desk->limits.per_day};

    if (t >= desk->looked && t - desk->looked < STILL_EVERY && !desk->stiff)
        return false;
    if (!pl_policy_is_free(&judge->policy, &judge->config.policy, &judge->session, t))
        return false;
    if (desk->stiff) {
        desk->stiff = false;
        return say(desk, PL_TRIGGER_STIFF_NECK, desk->limits, t, now, ret);
    }
    desk->looked = t;
    if (!desk->still_min ||
        pl_session_still_for(&judge->session, t) < desk->still_min * PL_USEC_PER_MIN)
        return false;
    return say(desk, PL_TRIGGER_STILL, limits, t, now, ret);
}

/* ---- what is shown ------------------------------------------------------------------------------------ */

static void publish_session(const struct pl_relief_desk *desk, struct pl_published_exercise *ret)
{
    const struct pl_guide_view guide = pl_guide_view(&desk->guide);
    const struct pl_verify_view verify = pl_verify_view(&desk->verify);

    ret->stage = guide.paused ? "paused" : pl_guide_stage_name(guide.stage);
    ret->seen = pl_seen_name(verify.seen);
    ret->rep = guide.rep;
    ret->reps_seen =
        verify.reps[PL_SIDE_NONE] + verify.reps[PL_SIDE_RIGHT] + verify.reps[PL_SIDE_LEFT];
    ret->left_s = ceil(guide.left_s);
    ret->progress_percent = round(guide.progress * 100);
}

static void publish_exercise(const struct pl_relief_desk *desk, struct pl_when now,
                             struct pl_published_exercise *ret)
{
    const struct pl_entry *entry = desk->suggested;
    const struct pl_dose dose =
        entry ? pl_relief_dose(&desk->relief, entry, now) : (struct pl_dose){.reps = 0};

    *ret = (struct pl_published_exercise){.hold_s = NAN};
    if (!entry)
        return;
    ret->id = entry->id;
    ret->title = entry->title;
    ret->because = pl_trigger_name(desk->because);
    for (int i = 0; i < entry->step_count; i++)
        ret->steps[ret->step_count++] = entry->step[i];
    ret->reps = dose.reps;
    if (dose.hold_s)
        ret->hold_s = dose.hold_s;
    if (pl_guide_running(&desk->guide))
        publish_session(desk, ret);
}

static void publish_safety(struct pl_relief_desk *desk, struct pl_when now,
                           struct pl_published_safety *ret)
{
    static const enum pl_safety_level level_of[] = {
        [PL_GATE_DUE] = PL_SAFETY_DUE,
        [PL_GATE_GREEN] = PL_SAFETY_GREEN,
        [PL_GATE_AMBER] = PL_SAFETY_AMBER,
        [PL_GATE_RED] = PL_SAFETY_RED,
    };

    *ret = (struct pl_published_safety){
        .level = level_of[pl_relief_verdict(&desk->relief, desk->catalogue, now).level]};
    pl_relief_advice(&desk->relief, desk->catalogue, now, desk->advice, sizeof(desk->advice));
    ret->advice = desk->advice;
    for (int i = 0; i < desk->catalogue->count; i++)
        if (desk->catalogue->entry[i].kind == PL_KIND_RED_FLAG &&
            ret->question_count < PL_PUBLISHED_QUESTIONS_MAX)
            ret->questions[ret->question_count++] = desk->catalogue->entry[i].question;
}

void pl_relief_desk_publish(struct pl_relief_desk *desk, struct pl_when now,
                            struct pl_published_exercise *ret_exercise,
                            struct pl_published_safety *ret_safety)
{
    pl_relief_desk_refresh(desk);
    if (desk->suggested && pl_relief_lock(&desk->relief, desk->catalogue, desk->suggested, now))
        desk->suggested = NULL; /* answers since have closed it */
    publish_exercise(desk, now, ret_exercise);
    publish_safety(desk, now, ret_safety);
}

/* ---- orders ---------------------------------------------------------------------------------------------- */

static void apply_done(struct pl_relief *relief, void *context)
{
    struct pl_desk_change *what = context;
    struct pl_practice practice = {.when = what->now, .outcome = PL_OUTCOME_DONE, .pain_after = -1};

    snprintf(practice.id, sizeof(practice.id), "%s", what->chosen->id);
    pl_relief_practise(relief, what->desk->catalogue, practice);
}

int pl_relief_desk_done(struct pl_relief_desk *desk, struct pl_when now)
{
    struct pl_desk_change what = {.now = now, .chosen = desk->suggested};

    if (pl_guide_running(&desk->guide))
        return pl_relief_desk_session_done(desk, now);
    pl_relief_desk_refresh(desk);
    if (!desk->suggested || pl_relief_lock(&desk->relief, desk->catalogue, desk->suggested, now))
        return 1;
    desk->suggested = NULL;
    return pl_relief_desk_change(desk, apply_done, &what);
}

static void apply_break(struct pl_relief *relief, void *context)
{
    struct pl_desk_change *what = context;
    const struct pl_entry *entry =
        pl_relief_break(relief, what->desk->catalogue, what->event->pause.length, what->now);

    if (entry)
        pl_relief_practise(relief, what->desk->catalogue,
                           pl_relief_break_practice(entry, what->event, what->now));
}

int pl_relief_desk_break(struct pl_relief_desk *desk, const struct pl_event *event,
                         struct pl_when now)
{
    struct pl_desk_change what = {.now = now, .event = event};

    if (!desk->enabled ||
        (pl_guide_running(&desk->guide) && desk->guide.entry->camera == PL_CAMERA_BREAK))
        return 0; /* the session logs it */
    if (desk->suggested && desk->suggested->camera == PL_CAMERA_BREAK &&
        !pl_guide_running(&desk->guide))
        desk->suggested = NULL;
    return pl_relief_desk_change(desk, apply_break, &what);
}

static void apply_check(struct pl_relief *relief, void *context)
{
    struct pl_desk_change *what = context;

    pl_relief_check(relief, what->desk->catalogue, what->check, what->now);
}

int pl_relief_desk_none_apply(struct pl_relief_desk *desk, struct pl_when now)
{
    struct pl_check check = {{0}};
    struct pl_desk_change what = {.now = now, .check = &check};

    pl_check_none_apply(&check, desk->catalogue);
    return pl_relief_desk_change(desk, apply_check, &what);
}

int pl_relief_desk_answers(struct pl_relief_desk *desk, const char *text, struct pl_when now)
{
    struct pl_check check = {{0}};
    struct pl_desk_change what = {.now = now, .check = &check};
    cJSON *json = cJSON_Parse(text);
    const bool understood = json && pl_relief_read_answers(desk->catalogue, json, &check);

    cJSON_Delete(json);
    return understood ? pl_relief_desk_change(desk, apply_check, &what) : 1;
}
