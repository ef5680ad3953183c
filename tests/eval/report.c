#include "tests/eval/report.h"

#include "tests/eval/naive.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MARK "<!-- plumbline-eval begins -->\n"
#define END_MARK "<!-- plumbline-eval ends -->\n"
#define DOCUMENT_MAX (1 << 20)

static const struct pl_ablation nothing_left_out = {.trunk_still = false};

static const struct {
    const char *name;
    struct pl_ablation ablation;
} ablations[] = {
    {"all", {.trunk_still = false}},
    {"trunk assumed still", {.trunk_still = true}},
    {"trunk from the pose's shoulders and their width", {.trunk_by_width = true}},
    {"no face fit", {.no_face = true}},
    {"no head patch", {.no_head_patch = true}},
    {"camera tilt ignored", {.no_tilt = true}},
};

static void write_row(FILE *out, const struct row *row, const struct study *s)
{
    struct errors e = errors_of_row(s, row);

    fprintf(
        out, "| %s | %d | %.2f | %.1f | **%.2f**%s | %+.2f | %.2f | %.2f | %.0f %% | %.0f %% |\n",
        row->name, e.n, row->must_cm, row->aim_cm, e.rmse, e.rmse > row->must_cm ? " (missed)" : "",
        e.bias, e.worst, e.mean_sd, 100 * e.within_1_sd, 100 * e.within_2_sd);
}

static void write_main(FILE *out, const struct study *s)
{
    struct errors all = errors_of_all(s, false), shirts = errors_of_all(s, true);
    struct alarms a = alarms_of_all(s);

    fprintf(out,
            "| movement | n | must | aim | RMSE | bias | worst | mean sd | within 1 sd | 2 sd |\n"
            "|---|---|---|---|---|---|---|---|---|---|\n");
    for (const struct row *row = table_rows; row->name; row++)
        write_row(out, row, s);
    fprintf(out,
            "\nOver all rows %.0f %% of the errors lie within one sd and %.0f %% within two "
            "(without the other "
            "shirts %.0f %% and %.0f %%).\n",
            100 * shirts.within_1_sd, 100 * shirts.within_2_sd, 100 * all.within_1_sd,
            100 * all.within_2_sd);
    fprintf(out, "At 2.5 cm: %d of %d forward heads found, %d false alarms on %d others.\n\n",
            a.found, a.forward, a.false_alarms, a.back);
}

static void write_heading_of_rows(FILE *out, const char *first)
{
    fprintf(out, "| %s |", first);
    for (const struct row *row = table_rows; row->name; row++)
        fprintf(out, " %s |", row->name);
    fprintf(out, "\n|---|");
    for (const struct row *row = table_rows; row->name; row++)
        fprintf(out, "---|");
    fprintf(out, "\n");
}

static void write_rmse_line(FILE *out, const char *name, const struct study *s)
{
    fprintf(out, "| %s |", name);
    for (const struct row *row = table_rows; row->name; row++)
        fprintf(out, " %.2f |", errors_of_row(s, row).rmse);
    fprintf(out, "\n");
}

static void write_parts(FILE *out, const struct report *r)
{
    fprintf(out, "### What each part is worth, and what others do (RMSE, cm)\n\n");
    write_heading_of_rows(out, "");
    for (size_t i = 0; i < sizeof(ablations) / sizeof(ablations[0]); i++) {
        study_estimate(r->plain, &ablations[i].ablation);
        write_rmse_line(out, ablations[i].name, r->plain);
    }
    write_rmse_line(out, "patches without the person mask", r->hull);
    write_rmse_line(out, "head size from a look into the camera", r->look);
    write_rmse_line(out, "eye distance typed in", r->eyes);
    for (const struct naive_method *m = naive_methods; m->name; m++) {
        naive_estimate(r->plain, m);
        write_rmse_line(out, m->name, r->plain);
    }
    study_estimate(r->plain, &nothing_left_out);
    fprintf(out, "\n");
}

static void write_alarms_of_others(FILE *out, struct study *s)
{
    fprintf(out, "Forward heads at 2.5 cm by other methods:");
    for (const struct naive_method *m = naive_methods; m->name; m++) {
        struct alarms a;

        naive_estimate(s, m);
        a = alarms_of_all(s);
        fprintf(out, "%s %s finds %d of %d with %d false alarms on %d",
                m == naive_methods ? "" : ";", m->name, a.found, a.forward, a.false_alarms, a.back);
    }
    study_estimate(s, &nothing_left_out);
    fprintf(out, ".\n\n");
}

struct cell {
    const char *tag, *person;
    int view_deg;
};

static bool in_cell(const struct pair *p, const void *context)
{
    const struct cell *c = context;

    return (c->view_deg < 0 || p->now->view_deg == c->view_deg) &&
           (!c->tag || strcmp(p->now->tag, c->tag) == 0) &&
           (!c->person || strcmp(p->now->person, c->person) == 0);
}

static void write_views(FILE *out, const struct study *s)
{
    static const int views[] = {0, 15, 30, 45, 60, 75, 90};
    static const char *const tags[] = {"",      "turnL",     "turnR",        "dim",     "high",
                                       "near",  "far",       "lean10",       "pitch20", "slouch15",
                                       "shirt", "shirtnear", "shirtslouch15"};

    fprintf(out, "### By view (RMSE and, after the slash, bias, cm)\n\n| movement | 0 | 15 | 30 | "
                 "45 | 60 | 75 | 90 |\n"
                 "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        fprintf(out, "| %s |", tags[i][0] ? tags[i] : "forward");
        for (size_t k = 0; k < sizeof(views) / sizeof(views[0]); k++) {
            struct cell c = {tags[i], NULL, views[k]};
            struct errors e = errors_of(s, in_cell, &c);

            if (e.n)
                fprintf(out, " %.2f / %+.2f |", e.rmse, e.bias);
            else
                fprintf(out, " |");
        }
        fprintf(out, "\n");
    }
    fprintf(out, "\n");
}

static void write_people(FILE *out, const struct report *r)
{
    const char *last = "";

    fprintf(out, "### By person\n\n| person | n | RMSE | bias | worst | within 1 sd | 2 sd "
                 "|\n|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < r->samples->n; i++) {
        struct cell c = {NULL, r->samples->at[i].person, -1};
        struct errors e;

        if (strcmp(c.person, last) == 0)
            continue;
        last = c.person;
        e = errors_of(r->plain, in_cell, &c);
        fprintf(out, "| %s | %d | %.2f | %+.2f | %.2f | %.0f %% | %.0f %% |\n", c.person, e.n,
                e.rmse, e.bias, e.worst, 100 * e.within_1_sd, 100 * e.within_2_sd);
    }
    fprintf(out, "\n");
}

static void write_film(FILE *out, const struct report *r)
{
    const struct film_result *f = r->film, *paced = r->paced;

    fprintf(out,
            "### desk.mp4, through sight, measurer and filter\n\nRMSE %.2f cm over %d frames (must "
            "0.8, aim 0.5), worst %.2f; still jitter sd %.2f (must 0.2); within 1 sd %.0f %%, 2 sd "
            "%.0f %%. Looked at as seldom as the daemon does, with the last measurement for the "
            "frames between: RMSE %.2f, worst %.2f; within 1 sd "
            "%.0f %%, 2 sd %.0f %%.\n\n"
            "| phase | n | RMSE | bias | worst | RMSE at the daemon's pace |\n"
            "|---|---|---|---|---|---|\n",
            f->rmse, f->n, f->worst, f->still_sd, 100 * f->within_1_sd, 100 * f->within_2_sd,
            paced->rmse, paced->worst, 100 * paced->within_1_sd, 100 * paced->within_2_sd);
    for (int i = 0; i < FILM_PHASES; i++)
        if (f->phase[i].n)
            fprintf(out, "| %s | %d | %.2f | %+.2f | %.2f | %.2f |\n", f->phase[i].name,
                    f->phase[i].n, f->phase[i].rmse, f->phase[i].bias, f->phase[i].worst,
                    paced->phase[i].rmse);
    fprintf(out, "\n");
}

static void write_album(FILE *out, const char *who, const struct album_result *a)
{
    fprintf(out,
            "Person %s: %d of %d upright and %d of %d slouched right, balanced accuracy %.0f %%, "
            "%d unknown.\n",
            who, a->upright_right, a->upright, a->slouched_right, a->slouched,
            50.0 * a->upright_right / fmax(a->upright, 1) +
                50.0 * a->slouched_right / fmax(a->slouched, 1),
            a->unknown);
    for (int i = 0; i < a->wrongs; i++)
        fprintf(out, "%s%s%s", i ? ", " : "Confused: ", a->wrong[i],
                i + 1 < a->wrongs ? "" : ".\n");
    fprintf(out, "\n");
}

void report_write(FILE *out, const struct report *r)
{
    fprintf(out, "### Rendered people (cm; each left out of everything that was fitted)\n\n");
    write_main(out, r->plain);
    fprintf(out, "The same after a look into the camera (`plumbline calibrate` asks for it):\n\n");
    write_main(out, r->look);
    fprintf(out, "The same with the eye distance typed in (`profile.eye_distance_mm`):\n\n");
    write_main(out, r->eyes);
    write_parts(out, r);
    write_alarms_of_others(out, r->plain);
    write_views(out, r->plain);
    write_people(out, r);
    fprintf(out,
            "Cost on one core of the machine that made these tables: level images %.1f ms, face, "
            "background and "
            "all starts of both patches %.1f ms (independent pictures, up to 4 starts).\n\n",
            r->plain->cost.levels_ms, r->plain->cost.patches_ms);
    if (r->film)
        write_film(out, r);
    fprintf(out, "### Photographs labelled by their author, upright against slouched\n\n");
    for (int i = 0; i < 2; i++)
        if (r->albums[i])
            write_album(out, i ? "B" : "A", r->albums[i]);
}

static char *read_document(const char *path)
{
    char *text = calloc(1, DOCUMENT_MAX);
    FILE *f = text ? fopen(path, "rbe") : NULL;

    if (f) {
        size_t n = fread(text, 1, DOCUMENT_MAX - 1, f);

        text[n] = '\0';
        fclose(f);
    }
    return text;
}

int report_into(const char *path, const struct report *r, struct pl_message *reterr)
{
    char *text = read_document(path), *begin = text ? strstr(text, BEGIN_MARK) : NULL;
    char *end = begin ? strstr(begin, END_MARK) : NULL;
    FILE *out = end ? fopen(path, "wbe") : NULL;
    int code = 0;

    if (out) {
        fwrite(text, 1, (size_t)(begin - text) + strlen(BEGIN_MARK), out);
        fprintf(out, "\n");
        report_write(out, r);
        fputs(end, out);
    }
    if (!out || fclose(out) != 0) {
        pl_message_set(reterr, "cannot renew %s; it must hold the lines %.30s and %.28s", path,
                       BEGIN_MARK, END_MARK);
        code = -EINVAL;
    }
    free(text);
    return code;
}
