/* ready -> work -> release -> work ... -> change side -> work ... -> rest -> next set ... -> ask pain -> over
 *
 * The stages of one repetition are timed by the catalogue's dose; each stage knows only its length and what
 * comes after it. */
#include "protocol/guide.h"

#include "protocol/pain.h"

#include <assert.h>
#include <string.h>

static const char *const stage_names[] = {"idle",        "ready", "work",     "release",
                                          "change_side", "rest",  "ask_pain", "over"};

const char *pl_guide_stage_name(enum pl_guide_stage stage)
{
    assert(stage < PL_GUIDE_STAGE_COUNT);
    return stage_names[stage];
}

static int at_least_one(int n)
{
    return n > 0 ? n : 1;
}

static int sides(const struct pl_guide *guide)
{
    return guide->dose.each_side ? 2 : 1;
}

static int all_reps(const struct pl_guide *guide)
{
    return guide->dose.reps * guide->dose.sets * sides(guide);
}

/* 0: the stage waits for the person. */
static int stage_length_s(const struct pl_guide *guide, enum pl_guide_stage stage)
{
    switch (stage) {
    case PL_GUIDE_READY:
        return PL_GUIDE_READY_S;
    case PL_GUIDE_WORK:
        return guide->dose.hold_s ? guide->dose.hold_s : PL_GUIDE_MOVE_S;
    case PL_GUIDE_RELEASE:
        return PL_GUIDE_RELEASE_S;
    case PL_GUIDE_CHANGE_SIDE:
        return PL_GUIDE_CHANGE_S;
    case PL_GUIDE_REST:
        return at_least_one(guide->dose.rest_s);
    default:
        return 0;
    }
}

void pl_guide_start(struct pl_guide *guide, const struct pl_entry *entry, struct pl_dose dose,
                    pl_usec now)
{
    dose.reps = at_least_one(dose.reps);
    dose.sets = at_least_one(dose.sets);
    if (dose.limit_s && dose.hold_s > dose.limit_s)
        dose.hold_s = dose.limit_s;
    *guide = (struct pl_guide){.entry = entry,
                               .dose = dose,
                               .stage = PL_GUIDE_READY,
                               .now = now,
                               .pain = -1,
                               .outcome = PL_OUTCOME_SKIPPED};
}

bool pl_guide_running(const struct pl_guide *guide)
{
    return guide->stage != PL_GUIDE_IDLE && guide->stage != PL_GUIDE_OVER;
}

static void enter(struct pl_guide *guide, enum pl_guide_stage stage)
{
    guide->stage = stage;
    guide->spent = 0;
}

/* What comes after a repetition, whether done or skipped. */
static enum pl_guide_sound leave_repetition(struct pl_guide *guide)
{
    if (++guide->rep < guide->dose.reps) {
        enter(guide, PL_GUIDE_RELEASE);
        return PL_GUIDE_SOUND_RELEASE;
    }
    guide->rep = 0;
    if (++guide->side < sides(guide)) {
        enter(guide, PL_GUIDE_CHANGE_SIDE);
        return PL_GUIDE_SOUND_RELEASE;
    }
    guide->side = 0;
    if (++guide->set < guide->dose.sets) {
        enter(guide, PL_GUIDE_REST);
        return PL_GUIDE_SOUND_RELEASE;
    }
    guide->outcome = guide->reps_skipped ? PL_OUTCOME_PARTLY : PL_OUTCOME_DONE;
    if (!guide->reps_done)
        guide->outcome = PL_OUTCOME_SKIPPED;
    enter(guide, PL_GUIDE_ASK_PAIN);
    return PL_GUIDE_SOUND_END;
}

static enum pl_guide_sound leave_stage(struct pl_guide *guide)
{
    if (guide->stage == PL_GUIDE_WORK) {
        guide->reps_done++;
        return leave_repetition(guide);
    }
    enter(guide, PL_GUIDE_WORK);
    return PL_GUIDE_SOUND_GO;
}

/* A time limit on the whole (band raises: two minutes) ends the work wherever it is. */
static bool reached_limit(const struct pl_guide *guide)
{
    return guide->dose.limit_s && guide->stage != PL_GUIDE_ASK_PAIN &&
           guide->stage != PL_GUIDE_READY &&
           guide->total >=
               guide->dose.limit_s * PL_USEC_PER_SEC + PL_GUIDE_READY_S * PL_USEC_PER_SEC;
}

enum pl_guide_sound pl_guide_tick(struct pl_guide *guide, pl_usec now)
{
    enum pl_guide_sound sound = PL_GUIDE_SOUND_NONE;
    const pl_usec passed = now - guide->now;

    if (passed <= 0)
        return PL_GUIDE_SOUND_NONE; /* a frame older than the last tick: it has been counted */
    guide->now = now;
    if (!pl_guide_running(guide) || guide->paused)
        return PL_GUIDE_SOUND_NONE;
    if (passed > PL_GUIDE_GAP) {
        guide->paused = guide->stage != PL_GUIDE_ASK_PAIN;
        return PL_GUIDE_SOUND_NONE;
    }
    guide->spent += passed;
    guide->total += guide->stage == PL_GUIDE_ASK_PAIN ? 0 : passed;
    if (reached_limit(guide)) {
        guide->reps_done += guide->stage == PL_GUIDE_WORK;
        guide->outcome = PL_OUTCOME_DONE;
        enter(guide, PL_GUIDE_ASK_PAIN);
        return PL_GUIDE_SOUND_END;
    }
    for (;;) {
        const pl_usec length = stage_length_s(guide, guide->stage) * PL_USEC_PER_SEC;
        const pl_usec rest = guide->spent - length;

        if (!length || rest < 0)
            return sound;
        sound = leave_stage(guide);
        guide->spent = rest;
    }
}

void pl_guide_pause(struct pl_guide *guide, bool paused)
{
    if (pl_guide_running(guide))
        guide->paused = paused;
}

void pl_guide_skip(struct pl_guide *guide)
{
    if (!pl_guide_running(guide) || guide->stage == PL_GUIDE_ASK_PAIN)
        return;
    guide->paused = false;
    if (guide->stage == PL_GUIDE_WORK) {
        guide->reps_skipped++;
        leave_repetition(guide);
    } else {
        enter(guide, PL_GUIDE_WORK);
    }
}

void pl_guide_done(struct pl_guide *guide)
{
    if (!pl_guide_running(guide) || guide->stage == PL_GUIDE_ASK_PAIN)
        return;
    guide->paused = false;
    guide->outcome = PL_OUTCOME_DONE;
    guide->reps_done = all_reps(guide) - guide->reps_skipped;
    enter(guide, PL_GUIDE_ASK_PAIN);
}

void pl_guide_stop(struct pl_guide *guide, bool hurts)
{
    if (!pl_guide_running(guide))
        return;
    if (guide->stage != PL_GUIDE_ASK_PAIN)
        guide->outcome = guide->reps_done ? PL_OUTCOME_PARTLY : PL_OUTCOME_SKIPPED;
    if (hurts)
        guide->outcome = PL_OUTCOME_STOPPED;
    enter(guide, PL_GUIDE_OVER);
}

enum pl_text pl_guide_pain(struct pl_guide *guide, int pain)
{
    assert(pain >= 0 && pain <= 10);
    if (!pl_guide_running(guide))
        return PL_TEXT_COUNT;
    guide->pain = pain;
    if (pain >= PL_PAIN_HIGH) {
        pl_guide_stop(guide, true);
        return PL_TEXT_STOP_NOW;
    }
    guide->ease_off = pain >= PL_PAIN_EASE_OFF;
    if (guide->stage == PL_GUIDE_ASK_PAIN)
        enter(guide, PL_GUIDE_OVER);
    return guide->ease_off ? PL_TEXT_EASE_OFF : PL_TEXT_COUNT;
}

void pl_guide_finish(struct pl_guide *guide)
{
    if (guide->stage == PL_GUIDE_ASK_PAIN)
        enter(guide, PL_GUIDE_OVER);
}

static double progress_of(const struct pl_guide *guide, double fraction)
{
    const double done = guide->reps_done + guide->reps_skipped;

    if (guide->stage == PL_GUIDE_ASK_PAIN || guide->stage == PL_GUIDE_OVER)
        return 1;
    return (done + (guide->stage == PL_GUIDE_WORK ? fraction : 0)) / all_reps(guide);
}

struct pl_guide_view pl_guide_view(const struct pl_guide *guide)
{
    const int length_s = stage_length_s(guide, guide->stage);
    struct pl_guide_view view = {.stage = guide->stage,
                                 .paused = guide->paused,
                                 .set = guide->set < guide->dose.sets ? guide->set + 1
                                                                      : guide->dose.sets,
                                 .sets = guide->dose.sets,
                                 .rep = guide->rep + 1,
                                 .reps = guide->dose.reps};

    if (guide->dose.each_side)
        view.side = guide->side ? PL_SIDE_LEFT : PL_SIDE_RIGHT;
    if (length_s) {
        view.left_s = length_s - pl_seconds(guide->spent);
        view.fraction = pl_seconds(guide->spent) / length_s;
    }
    view.progress = progress_of(guide, view.fraction);
    return view;
}

struct pl_practice pl_guide_practice(const struct pl_guide *guide, struct pl_when end)
{
    struct pl_practice practice = {.when = end,
                                   .outcome = guide->outcome,
                                   .seen = guide->seen,
                                   .length_s = (int)(guide->total / PL_USEC_PER_SEC),
                                   .pain_after = guide->pain};

    assert(strlen(guide->entry->id) < sizeof(practice.id));
    memcpy(practice.id, guide->entry->id, strlen(guide->entry->id) + 1);
    return practice;
}
