/* plumbline-eval: how wrong the measurement is, on rendered people whose truth is known. */
#include "tests/eval/look.h"
#include "tests/eval/report.h"
#include "vision/canonical_face.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SKIPPED 77

static const char usage[] =
    "Usage: plumbline-eval [OPTIONS]\n\n"
    "Measures rendered people and prints the tables of docs/measurement.md.\n\n"
    "  --footage DIR    with synth/, ours/ and real/ (default: $PL_FOOTAGE, else "
    "../shared/footage)\n"
    "  --models DIR     where the model files are\n"
    "  --cache FILE     keep what the networks said, for the next run\n"
    "  --markdown FILE  renew the tables inside this document\n"
    "  --check          exit 1 when a promised row is missed\n"
    "  --constants      print the constants fitted on everybody\n";

struct options {
    const char *footage, *cache, *markdown;
    struct pl_model_places models;
    bool check, constants;
};

struct work {
    struct samples samples;
    struct study plain, eyes, look, hull;
    struct film_result film, paced;
    struct album_result album[2];
};

static int parse(int argc, char **argv, struct options *o)
{
    static const struct option known[] = {
        {"footage", required_argument, NULL, 'f'}, {"models", required_argument, NULL, 'm'},
        {"cache", required_argument, NULL, 'c'},   {"markdown", required_argument, NULL, 'o'},
        {"check", no_argument, NULL, 'k'},         {"constants", no_argument, NULL, 'n'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    int c;

    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
        switch (c) {
        case 'f':
            o->footage = optarg;
            break;
        case 'm':
            o->models.option = optarg;
            break;
        case 'c':
            o->cache = optarg;
            break;
        case 'o':
            o->markdown = optarg;
            break;
        case 'k':
            o->check = true;
            break;
        case 'n':
            o->constants = true;
            break;
        default:
            fputs(usage, c == 'h' ? stdout : stderr);
            return c == 'h' ? -1 : 2;
        }
    return 0;
}

static int look(const struct options *o, struct samples *samples, struct pl_message *err)
{
    int r;

    if (o->cache && look_read_cache(o->cache, samples, err) == 0)
        return 0;
    r = look_with_sight(&o->models, samples, err);
    return r == 0 && o->cache ? look_write_cache(o->cache, samples, err) : r;
}

static int study_all(struct work *w, const struct pl_canonical_face *face, struct pl_message *err)
{
    static const struct pl_ablation everything = {.trunk_still = false};
    struct {
        struct study *study;
        struct study_options options;
    } plan[] = {{&w->plain, {.hull_mask = false}},
                {&w->eyes, {.know_eye_distance = true}},
                {&w->look, {.look_at_camera = true}},
                {&w->hull, {.hull_mask = true}}};

    for (size_t i = 0; i < sizeof(plan) / sizeof(plan[0]); i++) {
        int r = study_run(&w->samples, face, plan[i].options, plan[i].study, err);

        if (r < 0)
            return r;
        study_estimate(plan[i].study, &everything);
    }
    return 0;
}

static int watch_all(const struct options *o, struct work *w, struct pl_message *err)
{
    char video[600], truth[600], real[600];
    int r;

    snprintf(video, sizeof(video), "%s/ours/desk.mp4", o->footage);
    snprintf(truth, sizeof(truth), "%s/ours/desk.jsonl", o->footage);
    snprintf(real, sizeof(real), "%s/real", o->footage);
    r = film_run(video, truth, false, &o->models, &w->film, err);
    if (r == 0)
        r = film_run(video, truth, true, &o->models, &w->paced, err);
    if (r == 0)
        r = album_run(real, "A", &o->models, &w->album[0], err);
    return r == 0 ? album_run(real, "B", &o->models, &w->album[1], err) : r;
}

/* How many promises were not kept. */
static int missed(const struct work *w)
{
    struct errors all = errors_of_all(&w->plain, true);
    int n = 0;

    for (const struct row *row = table_rows; row->name; row++)
        n += errors_of_row(&w->plain, row).rmse > row->must_cm;
    n += fabs(all.within_1_sd - 0.68) > 0.10;
    n += fabs(all.within_2_sd - 0.95) > 0.04;
    return n + (w->film.rmse > 0.8) + (w->paced.rmse > 0.8) + (w->film.still_sd > 0.2);
}

static int print(const struct options *o, struct work *w, struct pl_message *err)
{
    struct report report = {&w->plain,   &w->eyes, &w->look,  &w->hull,
                            &w->samples, &w->film, &w->paced, {&w->album[0], &w->album[1]}};

    if (o->markdown)
        return report_into(o->markdown, &report, err);
    report_write(stdout, &report);
    return 0;
}

static void print_constants(const struct work *w)
{
    struct pl_fitted f = study_constants(&w->samples, &w->plain);

    f.size_share[PL_SIZE_LOOK] = study_constants(&w->samples, &w->look).size_share[PL_SIZE_LOOK];
    f.size_share[PL_SIZE_EYES] = study_constants(&w->samples, &w->eyes).size_share[PL_SIZE_EYES];
    printf("size %.6g %.6g %.6g, with eye distance %.6g %.6g %.6g, gain %.3f %.3f\n", f.size[0],
           f.size[1], f.size[2], f.eye_size[0], f.eye_size[1], f.eye_size[2], f.gain_face,
           f.gain_profile);
    printf("registration factor %.3f, nod %.4f, size shares", f.registration_factor,
           f.nod_cm_per_deg);
    for (int i = 0; i < PL_SIZES; i++)
        printf(" %.3f", f.size_share[i]);
    printf("\n");
}

static int evaluate(const struct options *o, struct work *w, struct pl_message *err)
{
    char folder[600], geometry[1024];
    struct pl_canonical_face face;
    int r;

    snprintf(folder, sizeof(folder), "%s/synth", o->footage);
    if ((r = samples_read(folder, &w->samples, err)) < 0 || (r = look(o, &w->samples, err)) < 0 ||
        (r = pl_models_find(&o->models, PL_MODEL_FACE_GEOMETRY, geometry, sizeof(geometry), err)) <
            0 ||
        (r = pl_canonical_face_read(geometry, &face, err)) < 0)
        return r;
    look_fit_faces(&face, &w->samples);
    if ((r = study_all(w, &face, err)) < 0 || (r = watch_all(o, w, err)) < 0)
        return r;
    if (o->constants)
        print_constants(w);
    return print(o, w, err);
}

static bool has_models(const struct pl_model_places *places, struct pl_message *reterr)
{
    static const char *const needed[] = {PL_MODEL_FACE_DETECTOR, PL_MODEL_FACE_MESH,
                                         PL_MODEL_FACE_GEOMETRY, PL_MODEL_POSE_LITE};
    char path[1024];

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (pl_models_find(places, needed[i], path, sizeof(path), reterr) < 0)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct options o = {.footage = getenv("PL_FOOTAGE")};
    static struct work work;
    struct pl_message err = {""};
    int r = parse(argc, argv, &o);

    if (r != 0)
        return r < 0 ? 0 : r;
    if (!o.footage)
        o.footage = PL_SOURCE_DIR "/../shared/footage";
    if (access(o.footage, R_OK) != 0) {
        printf("skipped: there is no footage in %s\n", o.footage);
        return SKIPPED;
    }
    if (!has_models(&o.models, &err)) {
        printf("skipped: %s\n", err.text);
        return SKIPPED;
    }
    r = evaluate(&o, &work, &err);
    if (r < 0)
        fprintf(stderr, "plumbline-eval: %s\n", err.text);
    else if (o.check && missed(&work) > 0)
        printf("%d promises were missed\n", missed(&work));
    r = r < 0 ? 1 : o.check && missed(&work) > 0;
    study_done(&work.plain);
    study_done(&work.eyes);
    study_done(&work.look);
    study_done(&work.hull);
    samples_done(&work.samples);
    return r;
}
