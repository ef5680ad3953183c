/* How relief looks on paper and on a terminal: wrapping, colours, answers. */
#include "app/command.h"
#include "app/relief/json.h"
#include "app/relief/relief.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDEST 100
#define NARROWEST 24

static size_t word_length(const char *text)
{
    return strcspn(text, " \n");
}

void pl_relief_print(const struct pl_relief_call *call, const char *indent, const char *text)
{
    char word[PL_CATALOGUE_TEXT_BYTES], shown[PL_CATALOGUE_TEXT_BYTES];
    const int margin = (int)strlen(indent);
    int columns, rows, column = margin;

    pl_terminal_size(&columns, &rows);
    columns = columns > WIDEST ? WIDEST : columns < NARROWEST ? NARROWEST : columns;
    fputs(indent, stdout);
    for (text += strspn(text, " "); *text; text += strspn(text, " \n")) {
        const size_t length = word_length(text);
        int width;

        snprintf(word, sizeof(word), "%.*s", (int)length, text);
        width = pl_terminal_fit(&call->terminal, word, WIDEST, shown, sizeof(shown));
        if (column > margin && column + 1 + width > columns) {
            printf("\n%*s", margin, "");
            column = margin;
        }
        column += printf(column > margin ? " " : "") + width;
        fputs(shown, stdout);
        text += length;
    }
    putchar('\n');
}

const char *pl_relief_colour(const struct pl_relief_call *call, enum pl_gate_level level)
{
    static const char *const colours[] = {"\033[1m", "\033[32m", "\033[33m", "\033[31m"};

    return call->terminal.colour ? colours[level] : "";
}

const char *pl_relief_plain(const struct pl_relief_call *call)
{
    return call->terminal.colour ? "\033[0m" : "";
}

int pl_relief_parse_answer(const struct pl_relief_call *call, const char *text,
                           const struct pl_entry **ret_question, bool *ret_yes)
{
    const char *equals = strchr(text, '=');
    char id[PL_CATALOGUE_ID_BYTES];

    if (!equals || (strcmp(equals, "=yes") != 0 && strcmp(equals, "=no") != 0)) {
        fprintf(stderr, "plumbline relief: an answer is ID=yes or ID=no, not '%s'\n", text);
        return PL_EXIT_USAGE;
    }
    snprintf(id, sizeof(id), "%.*s", (int)(equals - text), text);
    *ret_question = pl_catalogue_find_question(call->catalogue, id);
    if (!*ret_question) {
        fprintf(
            stderr,
            "plumbline relief: '%s' is not a question; 'plumbline relief list --all' has them\n",
            id);
        return PL_EXIT_USAGE;
    }
    *ret_yes = equals[1] == 'y';
    return 0;
}

int pl_relief_print_json(cJSON *json)
{
    char *text = cJSON_Print(json);

    if (text)
        puts(text);
    free(text);
    cJSON_Delete(json);
    return text ? PL_EXIT_DONE : PL_EXIT_FAILED;
}

void pl_relief_print_verdict(const struct pl_relief_call *call)
{
    const struct pl_verdict verdict = pl_relief_verdict(&call->relief, call->catalogue, call->now);
    char advice[3 * PL_CATALOGUE_TEXT_BYTES];

    pl_relief_advice(&call->relief, call->catalogue, call->now, advice, sizeof(advice));
    printf("%s%s%s\n", pl_relief_colour(call, verdict.level), pl_gate_level_name(verdict.level),
           pl_relief_plain(call));
    pl_relief_print(call, "  ", advice);
}
