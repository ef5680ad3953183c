#include "app/relief_screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BAR_WIDEST 50
#define BAR_NARROWEST 8
#define STATUS_LINES 4
#define LINE_BYTES 512

static const char *const keys_help = "space pause   s skip   d done   h it hurts   q stop";

static const char *stage_word(const struct pl_guide_view *view)
{
    static const char *const words[] = {"",           "get ready", "go",    "let go",
                                        "other side", "rest",      "pain?", "over"};

    return view->paused ? "paused" : words[view->stage];
}

/* "go: 2 of 5, set 1 of 3, right, 4 s" */
static void describe(const struct pl_guide_view *view, char *ret, size_t size)
{
    static const char *const sides[] = {"", ", right", ", left"};
    char set[32] = "", left[32] = "";

    if (view->sets > 1)
        snprintf(set, sizeof(set), ", set %d of %d", view->set, view->sets);
    if (view->left_s > 0)
        snprintf(left, sizeof(left), ", %.0f s", ceil(view->left_s));
    snprintf(ret, size, "%s: %d of %d%s%s%s", stage_word(view), view->rep, view->reps, set,
             sides[view->side], left);
}

static void bar(const struct pl_relief_call *call, double fraction, int width, char *ret,
                size_t size)
{
    const int full = (int)lround(fmin(fmax(fraction, 0), 1) * width);
    const char *on = call->terminal.utf8 ? "█" : "#";
    const char *off = call->terminal.utf8 ? "░" : ".";
    size_t used = 0;

    for (int i = 0; i < width && used + 4 < size; i++)
        used += (size_t)snprintf(ret + used, size - used, "%s", i < full ? on : off);
}

/* One line of the status block, cut to the window, the rest of the line cleared. */
static void put_line(const struct pl_relief_call *call, const char *text, int columns)
{
    char shown[LINE_BYTES];

    pl_terminal_fit(&call->terminal, text, columns - 1, shown, sizeof(shown));
    printf("\r%s\033[K\n", shown);
}

static void put_bar(const struct pl_relief_call *call, const char *name, double fraction,
                    int columns)
{
    int width = columns - 12;
    char drawn[LINE_BYTES], line[LINE_BYTES + 16];

    width = width > BAR_WIDEST ? BAR_WIDEST : width < BAR_NARROWEST ? BAR_NARROWEST : width;
    bar(call, fraction, width, drawn, sizeof(drawn));
    snprintf(line, sizeof(line), "  %-5s %s", name, drawn);
    put_line(call, line, columns);
}

static void draw_status(struct pl_relief_screen *screen, const struct pl_guide *guide, bool again)
{
    const struct pl_relief_call *call = screen->call;
    const struct pl_guide_view view = pl_guide_view(guide);
    char line[LINE_BYTES] = "  ";
    int columns, rows;

    pl_terminal_size(&columns, &rows);
    if (again)
        printf("\033[%dA", STATUS_LINES);
    describe(&view, line + 2, sizeof(line) - 2);
    fputs(pl_relief_colour(call, view.paused ? PL_GATE_AMBER : PL_GATE_DUE), stdout);
    put_line(call, line, columns);
    fputs(pl_relief_plain(call), stdout);
    put_bar(call, "now", view.fraction, columns);
    put_bar(call, "whole", view.progress, columns);
    snprintf(line, sizeof(line), "  %s", keys_help);
    put_line(call, line, columns);
    fflush(stdout);
}

void pl_relief_screen_begin(struct pl_relief_screen *screen, const struct pl_guide *guide)
{
    const struct pl_relief_call *call = screen->call;
    const struct pl_entry *entry = guide->entry;
    char number[24];

    if (call->terminal.interactive)
        fputs("\033[H\033[2J", stdout);
    pl_relief_print(call, "", entry->title);
    for (int i = 0; i < entry->step_count; i++) {
        snprintf(number, sizeof(number), "  %d. ", i + 1);
        pl_relief_print(call, number, entry->step[i]);
    }
    if (entry->precaution)
        pl_relief_print(call, "  ", entry->precaution);
    if (entry->stop)
        pl_relief_print(call, "  ", entry->stop);
    putchar('\n');
    if (call->terminal.interactive)
        draw_status(screen, guide, false);
    fflush(stdout);
}

static bool has_changed(const struct pl_relief_screen *screen, const struct pl_guide_view *view)
{
    return screen->stage != view->stage || screen->rep != view->rep || screen->set != view->set ||
           screen->side != view->side || screen->paused != view->paused;
}

void pl_relief_screen_update(struct pl_relief_screen *screen, const struct pl_guide *guide)
{
    const struct pl_guide_view view = pl_guide_view(guide);
    char line[LINE_BYTES];

    if (screen->call->terminal.interactive) {
        draw_status(screen, guide, true);
    } else if (has_changed(screen, &view) && view.stage != PL_GUIDE_RELEASE &&
               view.stage != PL_GUIDE_ASK_PAIN && view.stage != PL_GUIDE_OVER) {
        describe(&view, line, sizeof(line));
        printf("  %s\n", line);
        fflush(stdout);
    }
    screen->stage = view.stage;
    screen->rep = view.rep;
    screen->set = view.set;
    screen->side = view.side;
    screen->paused = view.paused;
}

void pl_relief_screen_end(struct pl_relief_screen *screen)
{
    if (screen->call->terminal.colour)
        fputs("\033[0m", stdout);
    fflush(stdout);
}
