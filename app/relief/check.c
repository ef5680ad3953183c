/* plumbline relief check: the questions before the exercises. */
#include "app/command.h"
#include "app/relief/json.h"
#include "app/relief/relief.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checking {
    struct pl_relief_call *call;
    struct pl_check check;
    enum pl_applied applied;
};

static bool ask_kind(struct checking *checking, enum pl_kind kind)
{
    struct pl_relief_call *call = checking->call;

    for (int i = 0; i < call->catalogue->count; i++) {
        const struct pl_entry *entry = &call->catalogue->entry[i];
        int answer;

        if (entry->kind != kind || !entry->question || checking->check.answer[i])
            continue;
        answer = pl_relief_ask_yes_no(call, entry->question);
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
    char line[PL_RELIEF_LINE_BYTES], number[24], *at;
    int count = 0;

    pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_CONDITIONS]);
    for (int i = 0; i < call->catalogue->count; i++)
        if (call->catalogue->entry[i].kind == PL_KIND_CONDITION) {
            entries[count++] = &call->catalogue->entry[i];
            snprintf(number, sizeof(number), "    %2d ", count);
            pl_relief_print(call, number, entries[count - 1]->title);
        }
    printf("    numbers (Enter: none): ");
    if (!pl_relief_ask_line(line))
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
        call->pain = pl_relief_ask_pain(call);
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
    putchar('\n');
    pl_relief_print_verdict(call);
    for (int i = 0; i < call->relief.gate.flags.count; i++) {
        const struct pl_entry *flag =
            pl_catalogue_find(call->catalogue, call->relief.gate.flags.id[i]);

        pl_relief_print(call, "  - ", flag ? flag->title : call->relief.gate.flags.id[i]);
    }
    pl_relief_print(call, "", call->catalogue->text[PL_TEXT_NOTICE]);
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
        r = pl_relief_print_json(
            pl_relief_safety_json(&call->relief, call->catalogue, &checking.check, call->now));
    else
        print_verdict(call);
    return !r && checking.applied == PL_APPLIED_INCOMPLETE ? say_missing(&checking) : r;
}
