/* The ways in which `plumbline stats` shows days: charts of characters, JSON, a drawing, lines for a spreadsheet.
 *
 * Reports of days in, text out; local time, dates in the words of LC_TIME. What cannot be written shows in ferror(). */
#pragma once

#include "history/report.h"

#include <stdio.h>

struct pl_stats {
    int count;
    struct pl_day_report *day;
    int64_t now;
    double forward_head_cm; /* the threshold, drawn as a line */
};

#define PL_STATS_NARROWEST 40

/* What the terminal can do. */
struct pl_stats_style {
    bool utf8, colour;
    int width; /* columns, PL_STATS_NARROWEST or more */
};

/* One day in detail, or several with a line each. */
void pl_stats_print_text(FILE *to, const struct pl_stats *stats, struct pl_stats_style style);

void pl_stats_print_json(FILE *to, const struct pl_stats *stats);

/* The spans of [from, until), seconds since 1970, straight from the history. 0 or negative errno. */
int pl_stats_print_csv(FILE *to, struct pl_history *history, int64_t from, int64_t until);

/* A drawing for a browser. */
void pl_stats_print_svg(FILE *to, const struct pl_stats *stats);

/* "6 h 12 min", "54 min", "20 s". */
void pl_stats_duration(double s, char *ret, size_t size);

/* Why data is missing, in words. */
const char *pl_stats_because(const char *word);

/* The same of a whole day without any, which may lie in the future. */
const char *pl_stats_no_data(const struct pl_day_report *day, int64_t now);
