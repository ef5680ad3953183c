#include "app/relief/screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BAR_WIDEST 50
#define BAR_NARROWEST 8
#define STATUS_LINES 5
#define LINE_BYTES 512

static const char *const keys_help = "space pause   s skip   d done   h it hurts   q stop";

static const char *stage_word(const struct pl_relief_live *live)
{
    static const char *const words[] = {"",           "get ready", "go",    "let go",
                                        "other side", "rest",      "pain?", "over"};

    return live->paused ? "paused" : words[live->stage];
}

/* "go: 2 of 5, set 1 of 3, right, 4 s" */
static void describe(const struct pl_relief_live *live, char *ret, size_t size)
{
    static const char *const sides[] = {"", ", right", ", left"};
    char set[32] = "", left[32] = "";

    if (live->sets > 1)
        snprintf(set, sizeof(set), ", set %d of %d", live->set, live->sets);
    if (live->left_s > 0)
        snprintf(left, sizeof(left), ", %.0f s", ceil(live->left_s));
    snprintf(ret, size, "%s: %d of %d%s%s%s", stage_word(live), live->rep, live->reps, set,
             sides[live->side], left);
}

/* "1 right, 2 left seen, 4 s so far, shoulders low" */
static void describe_seen(const struct pl_relief_live *live, char *ret, size_t size)
{
    char count[48], now[32] = "";

    if (live->seen_right || live->seen_left)
        snprintf(count, sizeof(count), "%d right, %d left", live->seen_right, live->seen_left);
    else
        snprintf(count, sizeof(count), "%d", live->seen_reps);
    if (live->holding_s >= 1)
        snprintf(now, sizeof(now), ", %.0f s so far", floor(live->holding_s));
    snprintf(ret, size, "camera: %s seen%s%s", count, now, live->shrugged ? ", shoulders low" : "");
}

/* What is not seen is not "not done", and the line says so. */
static void describe_sight(const struct pl_relief_session *session, char *ret, size_t size)
{
    switch (session->live.sight) {
    case PL_SIGHT_SEES:
        describe_seen(&session->live, ret, size);
        return;
    case PL_SIGHT_LEARNING:
        snprintf(ret, size, "camera: sit at rest for a moment");
        return;
    case PL_SIGHT_BLIND:
        snprintf(ret, size, "camera: cannot see this just now; your word counts");
        return;
    case PL_SIGHT_NONE:
        snprintf(ret, size, "no camera%s%.400s; your word counts",
                 session->camera.text[0] ? ": " : "", session->camera.text);
        return;
    case PL_SIGHT_NOTHING:
    case PL_SIGHT_COUNT:
        break;
    }
    ret[0] = 0;
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

static void draw_status(const struct pl_relief_screen *screen, bool again)
{
    const struct pl_relief_call *call = screen->call;
    const struct pl_relief_live *live = &screen->session->live;
    char line[LINE_BYTES] = "  ";
    int columns, rows;

    pl_terminal_size(&columns, &rows);
    if (again)
        printf("\033[%dA", STATUS_LINES);
    describe(live, line + 2, sizeof(line) - 2);
    fputs(pl_relief_colour(call, live->paused ? PL_GATE_AMBER : PL_GATE_DUE), stdout);
    put_line(call, line, columns);
    fputs(pl_relief_plain(call), stdout);
    put_bar(call, "now", live->fraction, columns);
    put_bar(call, "whole", live->progress, columns);
    describe_sight(screen->session, line + 2, sizeof(line) - 2);
    put_line(call, line, columns);
    snprintf(line, sizeof(line), "  %s", keys_help);
    put_line(call, line, columns);
    fflush(stdout);
}

void pl_relief_screen_begin(struct pl_relief_screen *screen)
{
    const struct pl_relief_call *call = screen->call;
    const struct pl_entry *entry = screen->entry;
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
    if (screen->session->where[0])
        pl_relief_print(call, "  ", screen->session->where);
    putchar('\n');
    if (call->terminal.interactive)
        draw_status(screen, false);
    fflush(stdout);
}

static bool has_moved(const struct pl_relief_live *a, const struct pl_relief_live *b)
{
    return a->stage != b->stage || a->rep != b->rep || a->set != b->set || a->side != b->side ||
           a->paused != b->paused;
}

static bool sees_more(const struct pl_relief_live *a, const struct pl_relief_live *b)
{
    return a->sight != b->sight || a->seen_right != b->seen_right || a->seen_left != b->seen_left ||
           a->seen_reps != b->seen_reps;
}

/* Where no cursor can be placed: a line for each change. */
static void say_changes(const struct pl_relief_screen *screen)
{
    const struct pl_relief_live *live = &screen->session->live;
    char line[LINE_BYTES] = "";

    if (has_moved(&screen->shown, live) && live->stage != PL_GUIDE_RELEASE) {
        describe(live, line, sizeof(line));
        printf("  %s\n", line);
    }
    if (sees_more(&screen->shown, live)) {
        describe_sight(screen->session, line, sizeof(line));
        if (line[0])
            printf("  %s\n", line);
    }
    fflush(stdout);
}

bool pl_relief_screen_update(struct pl_relief_screen *screen)
{
    const struct pl_relief_live *live = &screen->session->live;
    const bool moved = screen->shown.stage != PL_GUIDE_IDLE && screen->shown.stage != live->stage;
    const bool shown = live->stage != PL_GUIDE_ASK_PAIN && live->stage != PL_GUIDE_OVER;

    if (screen->call->terminal.interactive)
        draw_status(screen, true);
    else if (shown)
        say_changes(screen);
    screen->shown = *live;
    return moved;
}

void pl_relief_screen_end(struct pl_relief_screen *screen)
{
    if (screen->call->terminal.colour)
        fputs("\033[0m", stdout);
    fflush(stdout);
}
