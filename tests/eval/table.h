/* Errors by row (movement and view), by person, and how honest the sds are. */
#pragma once

#include "tests/eval/study.h"

struct row {
    const char *name; /* for people */
    const char *tag;  /* prefix of the movement's tag; "" for forward */
    int view_from, view_to;
    double must_cm, aim_cm; /* 0: nothing was promised */
    bool exact_tag;         /* the tag must be equal, not only begin so */
};

/* The promised rows; ends with a NULL name. */
extern const struct row table_rows[];

struct errors {
    int n;
    double bias, rmse, worst, mean_sd;
    double within_1_sd, within_2_sd; /* 0..1; NaN without sds */
};

struct alarms {
    int forward, found; /* truly above 2.5 cm, and so measured */
    int back, false_alarms;
};

bool row_has(const struct row *row, const struct sample *sample);

/* `wanted` decides which pairs count. */
struct errors errors_of(const struct study *s,
                        bool (*wanted)(const struct pair *p, const void *context),
                        const void *context);
struct errors errors_of_row(const struct study *s, const struct row *row);

/* Over all promised rows; `shirts` with the rows of another shirt. */
struct errors errors_of_all(const struct study *s, bool shirts);
struct alarms alarms_of_all(const struct study *s);
