/* Statistics as a drawing: a row of coloured time for each day, and the day's numbers beside it. */
#include "stats/stats.h"

#include <math.h>
#include <time.h>

#define LEFT 110
#define HOUR_PX 30
#define ROW_PX 26
#define BAR_PX 18
#define TOP 70

static const char style[] =
    "<style>rect{shape-rendering:crispEdges}text{font:12px 'DejaVu "
    "Sans',sans-serif;fill:#333}.t{font-size:18px}.s{fill:#777}"
    ".good{fill:#4c9f70}.poor{fill:#e0a030}.unknown{fill:#b8b8b8}.standing{fill:#7fb7d6}"
    ".away{fill:#e4e8ec}line{stroke:#d8d8d8}</style>\n";

/* When clocks go back, some local time is lived twice: [from_s, to_s) of the local day. */
struct twice {
    int from_s, to_s;
    int slot; /* the first one of the second time; PL_SLOTS_A_DAY on all other days */
};

static int local_second(const struct pl_day_report *day, int slot)
{
    time_t t = (time_t)(day->from + slot * PL_SLOT_S);
    struct tm local;

    localtime_r(&t, &local);
    return local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
}

static struct twice find_twice(const struct pl_day_report *day)
{
    int slots = (int)((day->to - day->from) / PL_SLOT_S), before = 0;

    for (int i = 0; i < slots && i < PL_SLOTS_A_DAY; i++) {
        int second = local_second(day, i);

        if (second < before)
            return (struct twice){second, before + PL_SLOT_S, i};
        before = second;
    }
    return (struct twice){0, 0, PL_SLOTS_A_DAY};
}

static void print_box(FILE *to, const char *name, double x, double y, double width, double height)
{
    if (width > 0.01)
        fprintf(to, "<rect class=\"%s\" x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\"/>\n",
                name, x, y, width, height);
}

/* The box being drawn: what touches it and looks like it makes it longer. */
struct pen {
    FILE *to;
    const char *name; /* NULL: none yet */
    double x, y, width, height;
};

static void lift(struct pen *pen)
{
    if (pen->name)
        print_box(pen->to, pen->name, pen->x, pen->y, pen->width, pen->height);
    pen->name = NULL;
}

static void draw(struct pen *pen, const char *name, double x, double y, double width, double height)
{
    if (width <= 0.01)
        return;
    if (pen->name == name && fabs(pen->x + pen->width - x) < 0.02 && fabs(pen->y - y) < 0.01 &&
        fabs(pen->height - height) < 0.01) {
        pen->width = x + width - pen->x;
        return;
    }
    lift(pen);
    *pen = (struct pen){pen->to, name, x, y, width, height};
}

/* Within its five minutes a slot shows its parts one after the other. */
static void draw_slot(struct pen *pen, const struct pl_slot *slot, double x, double y,
                      double height)
{
    static const char *const names[] = {"good", "poor", "unknown", "standing", "away"};
    const float seconds[] = {slot->good_s, slot->poor_s, slot->unknown_s, slot->standing_s,
                             slot->away_s};

    for (int i = 0; i < 5; i++) {
        double width = (double)seconds[i] * (HOUR_PX / 3600.0);

        draw(pen, names[i], x, y, width, height);
        x += width;
    }
}

/* A slot stands where the clock on the wall stood, so that the marks of the hours hold on every day. Of time that
 * was lived twice, the first is the upper half of the row and the second the lower; a skipped hour stays
 * empty. */
static void print_slots(FILE *to, const struct pl_day_report *day, double y)
{
    struct twice twice = find_twice(day);
    struct pen pen = {.to = to};

    for (int i = 0; i < PL_SLOTS_A_DAY; i++) {
        int second = local_second(day, i);
        bool half = twice.from_s <= second && second < twice.to_s;
        double x = LEFT + second * (HOUR_PX / 3600.0);

        draw_slot(&pen, &day->slot[i], x, half && i >= twice.slot ? y + BAR_PX / 2.0 : y,
                  half ? BAR_PX / 2.0 : BAR_PX);
    }
    lift(&pen);
}

static void print_date(FILE *to, int64_t at, bool short_form)
{
    char text[128];
    time_t t = (time_t)at;
    struct tm local;

    localtime_r(&t, &local);
    if (short_form)
        strftime(text, sizeof text, "%a %-e %b", &local);
    else
        strftime(text, sizeof text, "%-e %B %Y", &local);
    fputs(text, to);
}

static void print_numbers(FILE *to, const struct pl_stats *stats, const struct pl_day_report *day,
                          double y)
{
    char seated[32];

    fprintf(to, "<text%s x=\"%d\" y=\"%.1f\">", day->finest_s ? "" : " class=\"s\"",
            LEFT + 24 * HOUR_PX + 12, y + 13);
    if (!day->finest_s) {
        fputs(pl_stats_no_data(day, stats->now), to);
    } else {
        pl_stats_duration(day->seated_s, seated, sizeof seated);
        fprintf(to, "%s seated, %d breaks", seated, day->breaks);
        if (isfinite(day->forward_head_median_cm))
            fprintf(to, ", head %.1f cm", day->forward_head_median_cm);
    }
    fputs("</text>\n", to);
}

static void print_row(FILE *to, const struct pl_stats *stats, int row)
{
    const struct pl_day_report *day = &stats->day[row];
    double y = TOP + row * ROW_PX;

    fprintf(to, "<text x=\"10\" y=\"%.1f\">", y + 13);
    print_date(to, day->from, true);
    fputs("</text>\n", to);
    print_slots(to, day, y);
    print_numbers(to, stats, day, y);
}

static void print_title(FILE *to, const struct pl_stats *stats)
{
    fputs("<text class=\"t\" x=\"10\" y=\"28\">Plumbline, ", to);
    print_date(to, stats->day[0].from, false);
    if (stats->count > 1) {
        fputs(" \xe2\x80\x93 ", to);
        print_date(to, stats->day[stats->count - 1].from, false);
    }
    fputs("</text>\n", to);
}

static void print_hours(FILE *to, double bottom)
{
    for (int hour = 0; hour <= 24; hour += 3) {
        int x = LEFT + hour * HOUR_PX;

        fprintf(to,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%.0f\"/>"
                "<text class=\"s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
                x, TOP - 6, x, bottom, x, TOP - 10, hour);
    }
}

static void print_legend(FILE *to, double y)
{
    static const char *const names[][2] = {{"good", "upright"},
                                           {"poor", "poor posture"},
                                           {"unknown", "not known"},
                                           {"standing", "standing"},
                                           {"away", "away"}};

    for (int i = 0; i < 5; i++) {
        print_box(to, names[i][0], LEFT + i * 130, y, 18, BAR_PX);
        fprintf(to, "<text x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT + i * 130 + 24, y + 13,
                names[i][1]);
    }
}

void pl_stats_print_svg(FILE *to, const struct pl_stats *stats)
{
    int width = LEFT + 24 * HOUR_PX + 300, bottom = TOP + stats->count * ROW_PX;

    fprintf(to,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\">\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
            width, bottom + 50, width, bottom + 50, style);
    print_title(to, stats);
    print_hours(to, bottom - (ROW_PX - BAR_PX) / 2.0);
    for (int i = 0; i < stats->count; i++)
        print_row(to, stats, i);
    print_legend(to, bottom + 14);
    fputs("</svg>\n", to);
}
