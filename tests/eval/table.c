#include "tests/eval/table.h"

#include <math.h>
#include <string.h>

#define ALARM_CM 2.5

const struct row table_rows[] = {
    {"forward, camera at 0-60", "", 0, 60, 0.85, 0.6, true},
    {"forward, camera at 75-90", "", 75, 90, 0.8, 0.6, true},
    {"head turned 25", "turn", 0, 90, 1.0, 0.6, false},
    {"dim light", "dim", 0, 90, 0.5, 0.3, true},
    {"camera raised 25 cm", "high", 0, 90, 1.2, 0.8, true},
    {"chair nearer", "near", 0, 90, 1.0, 0.6, true},
    {"chair farther", "far", 0, 90, 1.0, 0.6, true},
    {"sideways lean 10", "lean10", 0, 90, 1.0, 0.6, true},
    {"looking down 20", "pitch20", 0, 90, 1.0, 0.6, true},
    {"trunk slouch 15", "slouch15", 0, 90, 1.0, 0.6, true},
    {"another shirt: forward", "shirt", 0, 90, 1.2, 0.8, true},
    {"another shirt: chair nearer", "shirtnear", 0, 90, 1.2, 0.8, true},
    {"another shirt: slouch", "shirtslouch15", 0, 90, 2.0, 0.8, true},
    {NULL, NULL, 0, 0, 0, 0, false},
};

bool row_has(const struct row *row, const struct sample *s)
{
    bool tag = row->exact_tag ? strcmp(s->tag, row->tag) == 0
                              : strncmp(s->tag, row->tag, strlen(row->tag)) == 0;

    return tag && s->view_deg >= row->view_from && s->view_deg <= row->view_to;
}

static void add_error(struct errors *e, const struct pair *p)
{
    double error = p->estimate.value - p->truth_cm;

    e->n++;
    e->bias += error;
    e->rmse += error * error;
    e->worst = fmax(e->worst, fabs(error));
    e->mean_sd += p->estimate.sd;
    e->within_1_sd += fabs(error) <= p->estimate.sd;
    e->within_2_sd += fabs(error) <= 2 * p->estimate.sd;
}

struct errors errors_of(const struct study *s,
                        bool (*wanted)(const struct pair *p, const void *context),
                        const void *context)
{
    struct errors e = {0};

    for (int i = 0; i < s->n; i++)
        if (wanted(&s->pair[i], context))
            add_error(&e, &s->pair[i]);
    if (!e.n)
        return e;
    e.bias /= e.n;
    e.rmse = sqrt(e.rmse / e.n);
    e.mean_sd /= e.n;
    e.within_1_sd /= e.n;
    e.within_2_sd /= e.n;
    return e;
}

static bool in_row(const struct pair *p, const void *row)
{
    return row_has(row, p->now);
}

struct errors errors_of_row(const struct study *s, const struct row *row)
{
    return errors_of(s, in_row, row);
}

static bool in_any_row(const struct pair *p, const void *shirts)
{
    bool shirt = strncmp(p->now->tag, "shirt", 5) == 0;

    if (shirt && !*(const bool *)shirts)
        return false;
    for (const struct row *r = table_rows; r->name; r++)
        if (row_has(r, p->now))
            return true;
    return false;
}

struct errors errors_of_all(const struct study *s, bool shirts)
{
    return errors_of(s, in_any_row, &shirts);
}

struct alarms alarms_of_all(const struct study *s)
{
    static const bool shirts = true;
    struct alarms a = {0};

    for (int i = 0; i < s->n; i++) {
        const struct pair *p = &s->pair[i];
        bool said = p->estimate.value > ALARM_CM, is = p->truth_cm > ALARM_CM;

        if (!in_any_row(p, &shirts))
            continue;
        a.forward += is;
        a.found += is && said;
        a.back += !is;
        a.false_alarms += !is && said;
    }
    return a;
}
