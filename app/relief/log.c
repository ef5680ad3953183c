/* plumbline relief log, progress: what the person says, and how it goes. */
#include "app/command.h"
#include "app/relief/json.h"
#include "app/relief/relief.h"
#include "protocol/guide.h"

#include <stdio.h>
#include <string.h>

struct logging {
    struct pl_relief_call *call;
    const struct pl_entry *question[PL_RELIEF_ANSWERS_MAX];
    bool yes[PL_RELIEF_ANSWERS_MAX];
    int count;
    const struct pl_entry *done;
    enum pl_review review;
};

static void apply_log(struct pl_relief *relief, void *context)
{
    struct logging *logging = context;
    struct pl_relief_call *call = logging->call;

    if (call->reset_range)
        pl_relief_forget_range(relief);
    for (int i = 0; i < logging->count; i++)
        pl_relief_answer(relief, call->catalogue, logging->question[i], logging->yes[i], call->now);
    if (call->pain >= 0 || call->spread >= 0)
        logging->review = pl_relief_pain(
            relief, call->now,
            call->pain >= 0
                ? call->pain
                : (relief->pain.count ? pl_pain_summarise(&relief->pain, call->now).latest : 0),
            call->spread >= 0 ? (enum pl_spread)call->spread : PL_SPREAD_NONE);
    if (logging->done) {
        struct pl_practice practice = {
            .when = call->now, .outcome = PL_OUTCOME_DONE, .pain_after = -1};

        snprintf(practice.id, sizeof(practice.id), "%s", logging->done->id);
        pl_relief_practise(relief, call->catalogue, practice);
    }
}

static void ask_log(struct logging *logging)
{
    struct pl_relief_call *call = logging->call;

    call->pain = pl_relief_ask_pain(call);
    for (int i = 0; i < call->catalogue->count; i++) {
        const struct pl_entry *entry = &call->catalogue->entry[i];
        int answer;

        if (entry->kind != PL_KIND_GATE || logging->count == PL_RELIEF_ANSWERS_MAX)
            continue;
        answer = pl_relief_ask_yes_no(call, entry->question);
        if (answer < 0)
            return;
        logging->question[logging->count] = entry;
        logging->yes[logging->count++] = answer;
    }
}

static void print_review(const struct pl_relief_call *call, enum pl_review review)
{
    static const enum pl_text text_of[] = {
        [PL_REVIEW_NO_IMPROVEMENT] = PL_TEXT_NO_IMPROVEMENT,
        [PL_REVIEW_STILL_LIMITING] = PL_TEXT_STILL_LIMITING,
        [PL_REVIEW_WORSE] = PL_TEXT_WORSE,
    };

    if (review == PL_REVIEW_NONE)
        return;
    pl_relief_print(call, "  ", call->catalogue->text[text_of[review]]);
    pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_APPOINTMENT]);
}

/* What the answers were given for; the first that brings something counts. */
static unsigned triggers_of(const struct logging *logging)
{
    unsigned triggers = logging->call->pain > 0 ? 1U << PL_TRIGGER_ACHE : 0;

    for (int i = 0; i < logging->count; i++)
        if (logging->yes[i] && logging->question[i]->kind == PL_KIND_SYMPTOM)
            triggers |= logging->question[i]->because;
    return triggers;
}

/* Who logs an ache has asked: no budget, and nothing is noted as suggested. */
static void print_fitting(const struct logging *logging)
{
    const struct pl_suggest_limits asked_for = {0, PL_SUGGESTIONS_KEPT + 1,
                                                PL_SUGGESTIONS_KEPT + 1};
    const unsigned triggers = triggers_of(logging);
    struct pl_relief_call *call = logging->call;
    const struct pl_entry *chosen = NULL;
    char line[PL_CATALOGUE_TEXT_BYTES];

    for (int i = 0; i < PL_TRIGGER_COUNT && !chosen; i++)
        if (triggers & 1U << i)
            pl_relief_suggest(&call->relief, call->catalogue, (enum pl_trigger)i, asked_for,
                              call->now, &chosen);
    if (!chosen)
        return;
    snprintf(line, sizeof(line), "%.300s: plumbline relief start %s", chosen->title, chosen->id);
    pl_relief_print(call, "  may help: ", line);
}

static int collect_log(struct logging *logging)
{
    struct pl_relief_call *call = logging->call;

    for (int i = 0; i < call->answer_count; i++) {
        int r = pl_relief_parse_answer(call, call->answer[i], &logging->question[logging->count],
                                       &logging->yes[logging->count]);
        if (r)
            return r;
        logging->count++;
    }
    if (!call->done)
        return 0;
    logging->done = pl_catalogue_find(call->catalogue, call->done);
    if (logging->done && !pl_relief_lock(&call->relief, call->catalogue, logging->done, call->now))
        return 0;
    fprintf(stderr, "plumbline relief: '%s' %s\n", call->done,
            logging->done ? "is locked" : "is not an entry; 'plumbline relief list' has them");
    return logging->done ? PL_EXIT_FAILED : PL_EXIT_USAGE;
}

int pl_relief_log(struct pl_relief_call *call)
{
    struct logging logging = {.call = call};
    int r = collect_log(&logging);

    if (r)
        return r;
    if (!call->answer_count && !call->done && !call->reset_range && call->pain < 0 &&
        call->spread < 0) {
        if (!call->terminal.interactive) {
            fprintf(stderr, "plumbline relief: log takes --pain, --spread, --answer, --done "
                            "or --reset-range\n");
            return PL_EXIT_USAGE;
        }
        ask_log(&logging);
    }
    r = pl_relief_change(call, apply_log, &logging);
    if (r)
        return r;
    if (!call->json) {
        print_review(call, logging.review);
        print_fitting(&logging);
    }
    return pl_relief_progress(call);
}

/* ---- progress ---------------------------------------------------------------------------------------------- */

static void print_lights(const struct pl_relief_call *call)
{
    for (int i = 0; i < call->catalogue->count; i++) {
        const struct pl_entry *entry = &call->catalogue->entry[i];

        if (entry->kind == PL_KIND_GATE)
            pl_relief_print(call,
                            pl_phase_light(&call->relief.phases, entry, call->now.day) ? "    [x] "
                                                                                       : "    [ ] ",
                            entry->title);
    }
}

static void print_pain(const struct pl_relief_call *call, const struct pl_pain_summary *pain)
{
    char text[120] = "pain: nothing logged";

    if (pain->latest >= 0 && pain->first == pain->first && pain->recent == pain->recent)
        snprintf(text, sizeof(text), "pain: %d now, %.1f at first, %.1f these days, %s",
                 pain->latest, pain->first, pain->recent,
                 pain->trend == PL_TREND_UNKNOWN ? "too early for a trend"
                                                 : pl_trend_name(pain->trend));
    else if (pain->latest >= 0)
        snprintf(text, sizeof(text), "pain: %d now", pain->latest);
    pl_relief_print(call, "  ", text);
}

static void print_adherence(const struct pl_relief_call *call, const struct pl_adherence *done)
{
    char text[120];

    snprintf(text, sizeof(text), "sessions: %d today, %d on %d of the last 7 days",
             done->done_today, done->done_week, done->active_days_week);
    pl_relief_print(call, "  ", text);
    snprintf(text, sizeof(text), "streak: %d days (best %d); two missed days in a row are forgiven",
             done->streak_days, done->best_streak_days);
    pl_relief_print(call, "  ", text);
}

static void print_range(const double best_deg[3])
{
    if (best_deg[PL_SIDE_RIGHT] > 0 || best_deg[PL_SIDE_LEFT] > 0)
        printf("  head turn at best: %.0f degrees right, %.0f left\n", best_deg[PL_SIDE_RIGHT],
               best_deg[PL_SIDE_LEFT]);
}

int pl_relief_progress(struct pl_relief_call *call)
{
    const struct pl_adherence done = pl_practice_adherence(&call->relief.practices, call->now.day);
    const struct pl_pain_summary pain = pl_pain_summarise(&call->relief.pain, call->now);
    const struct pl_verdict verdict = pl_relief_verdict(&call->relief, call->catalogue, call->now);

    if (call->json)
        return pl_relief_print_json(
            pl_relief_progress_json(&call->relief, call->catalogue, call->now));
    printf("  safety check: %s%s%s\n", pl_relief_colour(call, verdict.level),
           pl_gate_level_name(verdict.level), pl_relief_plain(call));
    printf("  phase: %s, week %d\n", pl_phase_name(pl_phase_now(&call->relief.phases)),
           pl_phase_week(&call->relief.phases, call->now.day));
    print_lights(call);
    print_pain(call, &pain);
    print_range(call->relief.turn_best_deg);
    print_adherence(call, &done);
    pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_HEADLINE]);
    return PL_EXIT_DONE;
}
