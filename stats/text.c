/* Statistics as charts of characters. */
#include "stats/stats.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* From so many columns on, a day's line has room for all of its numbers. */
#define WIDE 72

enum mark { MARK_GOOD, MARK_POOR, MARK_UNKNOWN, MARK_STANDING, MARK_AWAY, MARK_MISSING };

static const struct {
    const char *utf8, *ascii, *colour, *name;
} marks[] = {
    [MARK_GOOD] = {"█", "#", "32", "upright"},      [MARK_POOR] = {"▓", "%", "33", "poor"},
    [MARK_UNKNOWN] = {"▒", "?", "90", "not known"}, [MARK_STANDING] = {"░", "|", "36", "standing"},
    [MARK_AWAY] = {" ", " ", "0", "away"},          [MARK_MISSING] = {"·", ".", "90", "no data"},
};

static void print_mark(FILE *to, enum mark mark, int times, struct pl_stats_style style)
{
    if (style.colour && times > 0)
        fprintf(to, "\033[%sm", marks[mark].colour);
    for (int i = 0; i < times; i++)
        fputs(style.utf8 ? marks[mark].utf8 : marks[mark].ascii, to);
    if (style.colour && times > 0)
        fputs("\033[0m", to);
}

static const char *dash(struct pl_stats_style style)
{
    return style.utf8 ? "–" : "-";
}

static void print_title(FILE *to, bool weekday, int64_t at, struct pl_stats_style style)
{
    char text[128];
    time_t t = (time_t)at;
    struct tm local;

    localtime_r(&t, &local);
    if (weekday)
        strftime(text, sizeof text, "%A, %-e %B %Y", &local);
    else
        strftime(text, sizeof text, "%-e %B %Y", &local);
    fprintf(to, style.colour ? "\033[1m%s\033[0m" : "%s", text);
}

/* --- the timeline of a day ------------------------------------------------------------------------- */

static enum mark mark_of(const struct pl_slot *slot)
{
    float seated = slot->good_s + slot->poor_s + slot->unknown_s;
    float known = seated + slot->standing_s + slot->away_s;

    if (known < 30)
        return MARK_MISSING;
    if (seated * 2 < known)
        return slot->standing_s > slot->away_s ? MARK_STANDING : MARK_AWAY;
    if (slot->unknown_s > slot->good_s + slot->poor_s)
        return MARK_UNKNOWN;
    return slot->poor_s > slot->good_s ? MARK_POOR : MARK_GOOD;
}

static bool has_data(const struct pl_slot *slot)
{
    return slot->good_s + slot->poor_s + slot->unknown_s + slot->standing_s + slot->away_s > 0;
}

static struct pl_slot sum_of(const struct pl_slot *slots, int count)
{
    struct pl_slot sum = {0};

    for (int i = 0; i < count; i++) {
        sum.good_s += slots[i].good_s;
        sum.poor_s += slots[i].poor_s;
        sum.unknown_s += slots[i].unknown_s;
        sum.standing_s += slots[i].standing_s;
        sum.away_s += slots[i].away_s;
    }
    return sum;
}

/* The hours between which there is something to see. */
static void find_hours(const struct pl_day_report *day, int *ret_first, int *ret_last)
{
    int first = -1, last = -1;

    for (int i = 0; i < PL_SLOTS_A_DAY; i++) {
        if (!has_data(&day->slot[i]))
            continue;
        if (first < 0)
            first = i / 12;
        last = i / 12;
    }
    *ret_first = first < 0 ? 8 : first;
    *ret_last = last < 0 ? 17 : last;
}

/* As many characters an hour as fit, of those that divide twelve slots. */
static int cells_an_hour(int hours, int width)
{
    static const int choices[] = {12, 6, 4, 3, 2};

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (choices[i] * hours <= width)
            return choices[i];
    return 1;
}

/* Two digits and a space must fit between one mark and the next. */
static void print_hour_marks(FILE *to, const struct pl_day_report *day, int first, int last,
                             int cells)
{
    int step = (2 + cells) / cells;

    fputs("  ", to);
    for (int hour = first; hour <= last; hour += step) {
        time_t t = (time_t)(day->from + hour * 3600);
        struct tm local;

        localtime_r(&t, &local);
        fprintf(to, "%-*.2d", cells * step, local.tm_hour);
    }
    fputc('\n', to);
}

static void print_legend(FILE *to, struct pl_stats_style style)
{
    int column = 0;

    for (int i = 0; i <= MARK_MISSING; i++) {
        int width = (int)strlen(marks[i].name) + 5;

        if (column && column + width - 3 > style.width - 2)
            column = 0;
        if (!column)
            fputs(i ? "\n  " : "  ", to);
        print_mark(to, (enum mark)i, 1, style);
        fprintf(to, " %s%s", marks[i].name, i < MARK_MISSING ? "   " : "\n");
        column += width;
    }
}

static void print_timeline(FILE *to, const struct pl_day_report *day, struct pl_stats_style style)
{
    int first, last, cells;

    find_hours(day, &first, &last);
    cells = cells_an_hour(last - first + 1, style.width - 4);
    print_hour_marks(to, day, first, last, cells);
    fputs("  ", to);
    for (int i = first * cells; i < (last + 1) * cells; i++) {
        struct pl_slot sum = sum_of(&day->slot[i * 12 / cells], 12 / cells);
        print_mark(to, mark_of(&sum), 1, style);
    }
    fputs("\n\n", to);
    print_legend(to, style);
}

/* --- bars ------------------------------------------------------------------------------------------ */

static void print_split(FILE *to, const struct pl_day_report *day, int width,
                        struct pl_stats_style style)
{
    double all = day->seated_s > 0 ? day->seated_s : 1;
    int good = (int)lround(day->good_s / all * width);
    int poor = (int)lround(day->poor_s / all * width);

    if (good + poor > width)
        poor = width - good;
    print_mark(to, MARK_GOOD, good, style);
    print_mark(to, MARK_POOR, poor, style);
    print_mark(to, MARK_UNKNOWN, width - good - poor, style);
}

static void print_bin_name(FILE *to, int bin)
{
    int low = PL_FORWARD_LOWEST_CM + bin - 1;

    if (!bin)
        fprintf(to, "  under %2d cm  ", low + 1);
    else if (bin == PL_FORWARD_BINS - 1)
        fprintf(to, "  from  %2d cm  ", low);
    else
        fprintf(to, "  %2d to %2d cm  ", low, low + 1);
}

static void print_histogram(FILE *to, const struct pl_stats *stats, struct pl_stats_style style)
{
    double sum[PL_FORWARD_BINS] = {0}, most = 0;
    int first = PL_FORWARD_BINS, last = -1, room = style.width - 30;

    for (int i = 0; i < PL_FORWARD_BINS; i++) {
        for (int d = 0; d < stats->count; d++)
            sum[i] += stats->day[d].forward_bin_s[i];
        most = fmax(most, sum[i]);
        if (sum[i] > 0) {
            first = i < first ? i : first;
            last = i;
        }
    }
    if (last < 0)
        return;
    fputs("\nHead ahead of your own upright\n", to);
    for (int i = first; i <= last; i++) {
        bool over = PL_FORWARD_LOWEST_CM + i > stats->forward_head_cm;
        char time[32];

        pl_stats_duration(sum[i], time, sizeof time);
        print_bin_name(to, i);
        print_mark(to, over ? MARK_POOR : MARK_GOOD, (int)ceil(sum[i] / most * room), style);
        fprintf(to, " %s\n", sum[i] > 0 ? time : "");
    }
}

static void print_breaks(FILE *to, const struct pl_day_report *day, int columns)
{
    int listed = day->breaks < PL_REPORT_BREAKS_MAX ? day->breaks : PL_REPORT_BREAKS_MAX;

    if (listed)
        fputs("\nBreaks\n", to);
    for (int i = 0; i < listed; i++) {
        int64_t began = day->rest[i].at - llround(day->rest[i].length_s);
        time_t t = (time_t)(began > day->from ? began : day->from);
        char clock[16], length[32];
        struct tm local;

        localtime_r(&t, &local);
        strftime(clock, sizeof clock, "%H:%M", &local);
        pl_stats_duration(day->rest[i].length_s, length, sizeof length);
        fprintf(to, "  %s  %-10s%s", clock, length,
                i % columns == columns - 1 || i == listed - 1 ? "\n" : "   ");
    }
}

static void print_missing(FILE *to, const struct pl_day_report *day, struct pl_stats_style style)
{
    int reasons = 0;
    char time[32];

    if (day->missing_s < 60)
        return;
    pl_stats_duration(day->missing_s, time, sizeof time);
    fprintf(to, "\n  No data for %s:", time);
    while (reasons < day->missing_count && day->missing[reasons].s >= 60)
        reasons++;
    if (reasons < 2) {
        fprintf(to, "%s%s.\n", style.width < 60 ? "\n  " : " ",
                pl_stats_because(day->missing_count ? day->missing[0].because : ""));
        return;
    }
    fputc('\n', to);
    for (int i = 0; i < reasons; i++) {
        pl_stats_duration(day->missing[i].s, time, sizeof time);
        fprintf(to, "    %11s%s%s\n", time, style.width < 60 ? "\n    " : "  ",
                pl_stats_because(day->missing[i].because));
    }
}

/* --- pages ----------------------------------------------------------------------------------------- */

static void print_head_median(FILE *to, double cm, struct pl_stats_style style)
{
    if (isfinite(cm))
        fprintf(to, "%5.1f cm", cm);
    else
        fprintf(to, "    %s   ", dash(style));
}

static void print_day(FILE *to, const struct pl_stats *stats, struct pl_stats_style style)
{
    const struct pl_day_report *day = &stats->day[0];
    char seated[32], longest[32];

    print_title(to, true, day->from, style);
    fputs("\n\n", to);
    if (!day->finest_s) {
        fprintf(to, "  No data: %s.\n", pl_stats_no_data(day, stats->now));
        return;
    }
    pl_stats_duration(day->seated_s, seated, sizeof seated);
    pl_stats_duration(day->longest_sit_s, longest, sizeof longest);
    fprintf(to, "  Seated %s%slongest %s%sbreaks %d   alerts %d\n", seated,
            style.width < 45 ? "\n  " : "   ", longest, style.width < 70 ? "\n  " : "   ",
            day->breaks, day->posture_alerts + day->too_close + day->breaks_due);
    fputs("  ", to);
    print_split(to, day, style.width - 20 > 60 ? 60 : style.width - 20, style);
    fprintf(to, " %.0f %% upright\n\n",
            day->good_s + day->poor_s > 0 ? 100 * day->good_s / (day->good_s + day->poor_s) : 0);
    print_timeline(to, day, style);
    print_histogram(to, stats, style);
    print_breaks(to, day, style.width < 60 ? 2 : 3);
    print_missing(to, day, style);
    if (day->finest_s > 60)
        fprintf(to, "\n  Minutes of this day have been summed up%sto save space.\n",
                style.width < 60 ? "\n  " : " ");
}

/* One character for a day's median between low and high. */
static void print_height(FILE *to, double cm, double low, double high, struct pl_stats_style style)
{
    static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char ascii[] = "_.-=+*%#";
    int h = isfinite(cm) ? (int)lround((cm - low) / (high - low) * 7) : -1;

    if (h < 0)
        fputs(style.utf8 ? "·" : " ", to);
    else if (style.utf8)
        fputs(heights[h], to);
    else
        fputc(ascii[h], to);
}

static void print_trend(FILE *to, const struct pl_stats *stats, struct pl_stats_style style)
{
    bool fits = stats->count + 46 <= style.width; /* beside its words */
    double low = 0, high = stats->forward_head_cm;

    for (int i = 0; i < stats->count; i++)
        if (isfinite(stats->day[i].forward_head_median_cm)) {
            low = fmin(low, stats->day[i].forward_head_median_cm);
            high = fmax(high, stats->day[i].forward_head_median_cm);
        }
    fputs("\nTrend of the head's median  ", to);
    if (!fits)
        fprintf(to, "\n(%.1f to %.1f cm)", low, high);
    for (int i = 0; i < stats->count; i++) {
        if (!fits && i % (style.width - 4) == 0)
            fputs("\n  ", to);
        print_height(to, stats->day[i].forward_head_median_cm, low, high, style);
    }
    if (fits)
        fprintf(to, "  (%.1f to %.1f cm)", low, high);
    fputc('\n', to);
}

static void print_day_row(FILE *to, const struct pl_stats *stats, int number, double most_s,
                          int room, struct pl_stats_style style)
{
    const struct pl_day_report *day = &stats->day[number];
    char seated[32], longest[32], date[64];
    time_t t = (time_t)day->from;
    struct tm local;
    int width = most_s > 0 ? (int)ceil(day->seated_s / most_s * room) : 0;

    localtime_r(&t, &local);
    strftime(date, sizeof date, "%a %e %b", &local);
    pl_stats_duration(day->seated_s, seated, sizeof seated);
    pl_stats_duration(day->longest_sit_s, longest, sizeof longest);
    fprintf(to, "  %-11s", date);
    if (!day->finest_s) {
        fprintf(to, "%s\n", pl_stats_no_data(day, stats->now));
        return;
    }
    print_split(to, day, width, style);
    fprintf(to, "%*s %-11s", room - width, "", seated);
    if (style.width >= WIDE)
        fprintf(to, " %-11s %4d %6d  ", longest, day->breaks,
                day->posture_alerts + day->too_close + day->breaks_due);
    print_head_median(to, day->forward_head_median_cm, style);
    fputc('\n', to);
}

static void print_range_head(FILE *to, int room, struct pl_stats_style style)
{
    fprintf(to, "\n\n  %-11s%-*s %-11s", "", room, "", "seated");
    fputs(style.width >= WIDE ? " longest     breaks alerts    head\n" : "  head\n", to);
}

static void print_range(FILE *to, const struct pl_stats *stats, struct pl_stats_style style)
{
    int room = style.width - (style.width >= WIDE ? 60 : 34);
    double most_s = 0;

    for (int i = 0; i < stats->count; i++)
        most_s = fmax(most_s, stats->day[i].seated_s);
    print_title(to, false, stats->day[0].from, style);
    fprintf(to, " %s ", dash(style));
    print_title(to, false, stats->day[stats->count - 1].from, style);
    print_range_head(to, room, style);
    for (int i = 0; i < stats->count; i++)
        print_day_row(to, stats, i, most_s, room, style);
    print_trend(to, stats, style);
    print_histogram(to, stats, style);
}

void pl_stats_print_text(FILE *to, const struct pl_stats *stats, struct pl_stats_style style)
{
    if (stats->count == 1)
        print_day(to, stats, style);
    else
        print_range(to, stats, style);
}
