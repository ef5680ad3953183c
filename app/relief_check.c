/* plumbline relief check, log, progress: what the person says, and how it goes. */
#include "app/command.h"
#include "app/relief.h"
#include "app/relief_json.h"
#include "protocol/guide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 128

struct checking {
    struct pl_relief_call *call;
    struct pl_check check;
    enum pl_applied applied;
};

/* Reads a line; false at the end of input. */
static bool ask_line(char line[LINE_BYTES])
{
    fflush(stdout);
    if (!fgets(line, LINE_BYTES, stdin))
        return false;
    line[strcspn(line, "\n")] = 0;
    return true;
}

/* 1 yes, 0 no, -1 the end of input. Asks again until it is one of them: no answer is ever guessed. */
static int ask_yes_no(const struct pl_relief_call *call, const char *question)
{
    char line[LINE_BYTES];

    for (;;) {
        pl_relief_print(call, "  ", question);
        printf("    yes or no: ");
        if (!ask_line(line))
            return -1;
        if (line[0] == 'y' || line[0] == 'Y' || line[0] == 'j' || line[0] == 'J')
            return 1;
        if (line[0] == 'n' || line[0] == 'N')
            return 0;
    }
}

/* A number from 0 to 10, or -1 for none. */
static int ask_pain(const struct pl_relief_call *call)
{
    char line[LINE_BYTES], *end;

    for (;;) {
        long pain;

        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_PAIN_SCALE]);
        printf("    0 to 10 (Enter: none to log): ");
        if (!ask_line(line) || !line[0])
            return -1;
        pain = strtol(line, &end, 10);
        if (end != line && !*end && pain >= 0 && pain <= 10)
            return (int)pain;
    }
}

static bool ask_kind(struct checking *checking, enum pl_kind kind)
{
    struct pl_relief_call *call = checking->call;

    for (int i = 0; i < call->catalogue->count; i++) {
        const struct pl_entry *entry = &call->catalogue->entry[i];
        int answer;

        if (entry->kind != kind || !entry->question || checking->check.answer[i])
            continue;
        answer = ask_yes_no(call, entry->question);
        if (answer < 0)
            return false;
        pl_check_answer(&checking->check, call->catalogue, entry, answer);
    }
    return true;
}

/* All conditions in one list: most people name none. */
static void ask_conditions(struct checking *checking)
{
    struct pl_relief_call *call = checking->call;
    const struct pl_entry *entries[PL_CATALOGUE_ENTRIES];
    char line[LINE_BYTES], number[24], *at;
    int count = 0;

    pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_CONDITIONS]);
    for (int i = 0; i < call->catalogue->count; i++)
        if (call->catalogue->entry[i].kind == PL_KIND_CONDITION) {
            entries[count++] = &call->catalogue->entry[i];
            snprintf(number, sizeof(number), "    %2d ", count);
            pl_relief_print(call, number, entries[count - 1]->title);
        }
    printf("    numbers (Enter: none): ");
    if (!ask_line(line))
        return;
    for (int i = 0; i < count; i++)
        if (!checking->check.answer[entries[i] - call->catalogue->entry])
            pl_check_answer(&checking->check, call->catalogue, entries[i], false);
    for (at = line; *at; at++) {
        const long named = strtol(at, &at, 10);

        if (named >= 1 && named <= count)
            checking->check.answer[entries[named - 1] - call->catalogue->entry] = PL_ANSWER_YES;
        if (!*at)
            break;
    }
}

static void ask_all(struct checking *checking)
{
    struct pl_relief_call *call = checking->call;

    pl_relief_print(call, "", call->catalogue->text[PL_TEXT_NOTICE]);
    pl_relief_print(call, "", call->catalogue->text[PL_TEXT_CHECK_INTRO]);
    if (!ask_kind(checking, PL_KIND_RED_FLAG) ||
        pl_check_flagged(&checking->check, call->catalogue))
        return;
    ask_kind(checking, PL_KIND_SEVERITY);
    if (call->pain < 0)
        call->pain = ask_pain(call);
    ask_conditions(checking);
}

/* Pain first: a check answered now is the answer to it. */
static void apply_check(struct pl_relief *relief, void *context)
{
    struct checking *checking = context;
    struct pl_relief_call *call = checking->call;

    if (call->pain >= 0)
        pl_relief_pain(relief, call->now, call->pain,
                       call->spread >= 0 ? (enum pl_spread)call->spread : PL_SPREAD_NONE);
    checking->applied = pl_relief_check(relief, call->catalogue, &checking->check, call->now);
}

static void print_verdict(const struct pl_relief_call *call)
{
    const struct pl_verdict verdict = pl_relief_verdict(&call->relief, call->catalogue, call->now);
    char advice[3 * PL_CATALOGUE_TEXT_BYTES];

    pl_relief_advice(&call->relief, call->catalogue, call->now, advice, sizeof(advice));
    printf("\n%s%s%s\n", pl_relief_colour(call, verdict.level), pl_gate_level_name(verdict.level),
           pl_relief_plain(call));
    pl_relief_print(call, "  ", advice);
    for (int i = 0; i < call->relief.gate.flags.count; i++) {
        const struct pl_entry *flag =
            pl_catalogue_find(call->catalogue, call->relief.gate.flags.id[i]);

        pl_relief_print(call, "  - ", flag ? flag->title : call->relief.gate.flags.id[i]);
    }
    pl_relief_print(call, "", call->catalogue->text[PL_TEXT_NOTICE]);
}

static int print_json(cJSON *json)
{
    char *text = cJSON_Print(json);

    if (text)
        puts(text);
    free(text);
    cJSON_Delete(json);
    return text ? PL_EXIT_DONE : PL_EXIT_FAILED;
}

static int say_missing(const struct checking *checking)
{
    const struct pl_relief_call *call = checking->call;

    fprintf(stderr, "plumbline relief: no answer to");
    for (int i = 0; i < call->catalogue->count; i++)
        if (call->catalogue->entry[i].kind == PL_KIND_RED_FLAG && !checking->check.answer[i])
            fprintf(stderr, " %s", call->catalogue->entry[i].id);
    fprintf(stderr, "; nothing was unlocked\n");
    return PL_EXIT_FAILED;
}

int pl_relief_check_command(struct pl_relief_call *call)
{
    struct checking checking = {.call = call};
    const bool said = call->answer_count > 0 || call->pain >= 0;
    int r = 0;

    for (int i = 0; i < call->answer_count; i++) {
        const struct pl_entry *question;
        bool yes;

        r = pl_relief_parse_answer(call, call->answer[i], &question, &yes);
        if (r)
            return r;
        pl_check_answer(&checking.check, call->catalogue, question, yes);
    }
    if (call->terminal.interactive && !call->json &&
        pl_check_next(&checking.check, call->catalogue))
        ask_all(&checking);
    else if (!said)
        checking.applied = PL_APPLIED_WHOLE; /* only asked how it stands */
    if (said || call->terminal.interactive)
        r = pl_relief_change(call, apply_check, &checking);
    if (r)
        return r;
    if (call->json)
        r = print_json(
            pl_relief_safety_json(&call->relief, call->catalogue, &checking.check, call->now));
    else
        print_verdict(call);
    return !r && checking.applied == PL_APPLIED_INCOMPLETE ? say_missing(&checking) : r;
}

/* ---- log ------------------------------------------------------------------------------------------------- */

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

    call->pain = ask_pain(call);
    for (int i = 0; i < call->catalogue->count; i++) {
        const struct pl_entry *entry = &call->catalogue->entry[i];
        int answer;

        if (entry->kind != PL_KIND_GATE || logging->count == PL_RELIEF_ANSWERS_MAX)
            continue;
        answer = ask_yes_no(call, entry->question);
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
    if (!call->json)
        print_review(call, logging.review);
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

static void print_pain(const struct pl_pain_summary *pain)
{
    if (pain->latest < 0) {
        puts("  pain: nothing logged");
        return;
    }
    printf("  pain: %d now", pain->latest);
    if (pain->first == pain->first && pain->recent == pain->recent)
        printf(", %.1f at first, %.1f these days, %s", pain->first, pain->recent,
               pl_trend_name(pain->trend));
    putchar('\n');
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
        return print_json(pl_relief_progress_json(&call->relief, call->catalogue, call->now));
    printf("  safety check: %s%s%s\n", pl_relief_colour(call, verdict.level),
           pl_gate_level_name(verdict.level), pl_relief_plain(call));
    printf("  phase: %s, week %d\n", pl_phase_name(pl_phase_now(&call->relief.phases)),
           pl_phase_week(&call->relief.phases, call->now.day));
    print_lights(call);
    print_pain(&pain);
    print_range(call->relief.turn_best_deg);
    printf("  sessions: %d today, %d on %d of the last 7 days\n", done.done_today, done.done_week,
           done.active_days_week);
    printf("  streak: %d days (best %d); two missed days in a row are forgiven\n", done.streak_days,
           done.best_streak_days);
    pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_HEADLINE]);
    return PL_EXIT_DONE;
}
