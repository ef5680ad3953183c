/* plumbline relief list, show, suggest */
#include "app/command.h"
#include "app/relief/json.h"
#include "app/relief/relief.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without --all, what one can do: exercises, breaks, care, habits. */
static bool is_listed(const struct pl_relief_call *call, const struct pl_entry *entry)
{
    if (call->kind)
        return !strcmp(call->kind, pl_kind_name(entry->kind));
    return call->all || call->json || entry->step_count > 0;
}

#define BEFORE_TITLE 40 /* columns; a narrow terminal has the title on a line of its own */

static void print_row(const struct pl_relief_call *call, const struct pl_entry *entry)
{
    const bool locked = pl_relief_lock(&call->relief, call->catalogue, entry, call->now);
    char title[PL_CATALOGUE_TEXT_BYTES];
    int columns, rows, width;

    pl_terminal_size(&columns, &rows);
    width = pl_terminal_fit(&call->terminal, entry->title, 60, title, sizeof(title));
    printf("  %-18s  %-9s %-7s", entry->id, entry->phase ? pl_phase_name(entry->phase) : "",
           locked ? "locked" : "");
    if (BEFORE_TITLE + width <= columns) {
        printf(" %s\n", title);
        return;
    }
    putchar('\n');
    pl_relief_print(call, "      ", entry->title);
}

static void print_kind(const struct pl_relief_call *call, enum pl_kind kind)
{
    bool any = false;

    for (int i = 0; i < call->catalogue->count; i++) {
        const struct pl_entry *entry = &call->catalogue->entry[i];

        if (entry->kind != kind || !is_listed(call, entry))
            continue;
        if (!any)
            printf("%s%s\n", kind ? "\n" : "", pl_kind_name(kind));
        any = true;
        print_row(call, entry);
    }
}

int pl_relief_list(struct pl_relief_call *call)
{
    cJSON *list;

    if (!call->json) {
        for (int kind = 0; kind < PL_KIND_COUNT; kind++)
            print_kind(call, (enum pl_kind)kind);
        putchar('\n');
        pl_relief_print_verdict(call);
        return PL_EXIT_DONE;
    }
    list = cJSON_CreateArray();
    for (int i = 0; i < call->catalogue->count; i++)
        if (is_listed(call, &call->catalogue->entry[i]))
            cJSON_AddItemToArray(list, pl_relief_entry_json(&call->relief, call->catalogue,
                                                            &call->catalogue->entry[i], call->now));
    return pl_relief_print_json(list);
}

static void print_dose(const struct pl_dose *dose)
{
    if (!dose->reps)
        return;
    printf("  ");
    if (dose->reps * dose->sets > 1)
        printf("%d times%s", dose->reps, dose->each_side ? " each side" : "");
    if (dose->hold_s)
        printf("%s%d%s", dose->reps * dose->sets > 1 ? ", held " : "",
               dose->hold_s >= 120 ? dose->hold_s / 60 : dose->hold_s,
               dose->hold_s >= 120 ? " min" : " s");
    if (dose->sets > 1)
        printf(", %d sets", dose->sets);
    if (dose->per_day)
        printf(", up to %d a day", dose->per_day);
    if (dose->days_per_week && dose->days_per_week < 7)
        printf(", %d days a week", dose->days_per_week);
    putchar('\n');
}

static void print_entry(const struct pl_relief_call *call, const struct pl_entry *entry)
{
    const enum pl_lock lock = pl_relief_lock(&call->relief, call->catalogue, entry, call->now);
    const struct pl_dose dose = pl_relief_dose(&call->relief, entry, call->now);
    const char *words[] = {entry->question, entry->advice, entry->precaution, entry->stop};
    char number[24];

    pl_relief_print(call, "", entry->title);
    print_dose(&dose);
    for (int i = 0; i < entry->step_count; i++) {
        snprintf(number, sizeof(number), "  %d. ", i + 1);
        pl_relief_print(call, number, entry->step[i]);
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (words[i])
            pl_relief_print(call, "  ", words[i]);
    for (int i = 0; i < entry->not_if_count; i++)
        pl_relief_print(call, "  x ", pl_catalogue_find(call->catalogue, entry->not_if[i])->title);
    if (lock)
        pl_relief_print(call, "  locked: ", pl_lock_text(call->catalogue, lock));
}

static const struct pl_entry *find_entry(const struct pl_relief_call *call)
{
    const struct pl_entry *entry =
        call->operand ? pl_catalogue_find(call->catalogue, call->operand) : NULL;

    if (!call->operand)
        fputs("plumbline relief: show which entry? 'plumbline relief list' has them\n", stderr);
    else if (!entry)
        fprintf(stderr,
                "plumbline relief: there is no entry '%s'; 'plumbline relief list' has them\n",
                call->operand);
    return entry;
}

int pl_relief_show(struct pl_relief_call *call)
{
    const struct pl_entry *entry = find_entry(call);

    if (!entry)
        return PL_EXIT_USAGE;
    if (call->json)
        return pl_relief_print_json(
            pl_relief_entry_json(&call->relief, call->catalogue, entry, call->now));
    print_entry(call, entry);
    pl_relief_print(call, "", call->catalogue->text[PL_TEXT_NOTICE]);
    return PL_EXIT_DONE;
}

struct suggesting {
    struct pl_relief_call *call;
    enum pl_trigger trigger;
    const struct pl_entry *chosen;
};

/* A person who asks is not held to the budget that spares people who do not. */
static void suggest(struct pl_relief *relief, void *context)
{
    const struct pl_suggest_limits asked_for = {0, PL_SUGGESTIONS_KEPT + 1,
                                                PL_SUGGESTIONS_KEPT + 1};
    struct suggesting *suggesting = context;
    struct pl_relief_call *call = suggesting->call;
    const enum pl_phase kept = relief->phases.wanted;

    relief->phases.wanted = call->relief.phases.wanted;
    pl_relief_suggest(relief, call->catalogue, suggesting->trigger, asked_for, call->now,
                      &suggesting->chosen);
    relief->phases.wanted = kept;
}

int pl_relief_suggest_command(struct pl_relief_call *call)
{
    struct suggesting suggesting = {call, PL_TRIGGER_COUNT, NULL};
    const char *because = call->because ? call->because : "";
    cJSON *json;
    int r;

    suggesting.trigger = pl_trigger_from_name(because);
    if (suggesting.trigger == PL_TRIGGER_COUNT) {
        fprintf(stderr, "plumbline relief: --because takes one of");
        for (int i = 0; i < PL_TRIGGER_COUNT; i++)
            fprintf(stderr, " %s", pl_trigger_name((enum pl_trigger)i));
        if (*because)
            fprintf(stderr, ", not '%s'", because);
        fputc('\n', stderr);
        return PL_EXIT_USAGE;
    }
    r = pl_relief_change(call, suggest, &suggesting);
    if (r)
        return r;
    if (call->json) {
        json = suggesting.chosen ? pl_relief_entry_json(&call->relief, call->catalogue,
                                                        suggesting.chosen, call->now)
                                 : pl_relief_exercise_json(&call->relief, NULL, NULL, call->now);
        cJSON_DeleteItemFromObjectCaseSensitive(json, "because");
        cJSON_AddStringToObject(json, "because", because);
        return pl_relief_print_json(json);
    }
    if (suggesting.chosen)
        print_entry(call, suggesting.chosen);
    if (pl_relief_verdict(&call->relief, call->catalogue, call->now).locked)
        pl_relief_print_verdict(call);
    return PL_EXIT_DONE;
}
