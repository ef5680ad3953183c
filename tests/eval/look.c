#include "tests/eval/look.h"

#include "capture/source.h"
#include "posture/reference.h"
#include "vision/sight.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The cache is for this machine and this build only: structs as they lie in memory, their size checked. */
static const char magic[8] = "PLEV0001";

struct record {
    char name[96];
    struct pl_landmarks marks;
    struct pl_mask mask;
};

static struct sample *sample_named(struct samples *samples, const char *name)
{
    for (int i = 0; i < samples->n; i++)
        if (strcmp(samples->at[i].name, name) == 0)
            return &samples->at[i];
    return NULL;
}

static int read_records(FILE *f, struct samples *samples)
{
    static struct record record;
    int found = 0;

    while (fread(&record, sizeof(record), 1, f) == 1) {
        struct sample *s = sample_named(samples, record.name);

        if (!s)
            continue;
        s->marks = record.marks;
        s->mask = record.mask;
        found++;
    }
    return found;
}

int look_read_cache(const char *path, struct samples *samples, struct pl_message *reterr)
{
    FILE *f = fopen(path, "rbe");
    char head[sizeof(magic)];
    int32_t size_count[2];
    int found = 0;

    if (f && fread(head, sizeof(head), 1, f) == 1 &&
        fread(size_count, sizeof(size_count), 1, f) == 1 &&
        memcmp(head, magic, sizeof(magic)) == 0 && size_count[0] == (int32_t)sizeof(struct record))
        found = read_records(f, samples);
    if (f)
        fclose(f);
    if (found == samples->n)
        return 0;
    pl_message_set(reterr, "%s holds %d of %d samples", path, found, samples->n);
    return -ENOENT;
}

int look_write_cache(const char *path, const struct samples *samples, struct pl_message *reterr)
{
    int32_t size_count[2] = {(int32_t)sizeof(struct record), samples->n};
    FILE *f = fopen(path, "wbe");
    bool good = f && fwrite(magic, sizeof(magic), 1, f) == 1 &&
                fwrite(size_count, sizeof(size_count), 1, f) == 1;

    for (int i = 0; i < samples->n && good; i++) {
        static struct record record;

        memcpy(record.name, samples->at[i].name, sizeof(record.name));
        record.marks = samples->at[i].marks;
        record.mask = samples->at[i].mask;
        good = fwrite(&record, sizeof(record), 1, f) == 1;
    }
    if (f && fclose(f) != 0)
        good = false;
    if (good)
        return 0;
    pl_message_set(reterr, "cannot write %s: %s", path, strerror(errno));
    return -EIO;
}

static int look_at_frame(struct pl_sight *sight, const struct pl_frame *frame, struct sample *s,
                         struct pl_message *reterr)
{
    struct pl_mounting upright = {0, 0};
    int r;

    pl_sight_forget(sight);
    r = pl_sight_look(sight, frame, upright, PL_LOOK_ALL, &s->marks);
    if (r == 0 && !s->marks.present) {
        pl_message_set(reterr, "nobody was found in %s", s->image);
        return -ENOENT;
    }
    return r < 0 ? r : pl_sight_mask(sight, frame, upright, &s->mask, reterr);
}

static int look_at(struct pl_sight *sight, struct sample *s, struct pl_message *reterr)
{
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source;
    struct pl_frame frame;
    int r = pl_source_open(s->image, &(struct pl_source_wish){0}, &source, detail);

    if (r == 0) {
        r = pl_source_next(source, PL_USEC_PER_SEC, &frame);
        if (r == 0) {
            r = look_at_frame(sight, &frame, s, reterr);
            pl_source_release(source, &frame);
        }
        pl_source_close(source);
    }
    if (r > 0)
        pl_message_set(reterr, "cannot read %s: %s", s->image, detail);
    return r > 0 ? -EIO : r;
}

int look_with_sight(const struct pl_model_places *models, struct samples *samples,
                    struct pl_message *reterr)
{
    struct pl_sight_settings settings = {.models = *models, .threads = 1};
    struct pl_sight *sight;
    int r = pl_sight_create(&settings, &sight, reterr);

    if (r < 0)
        return r;
    for (int i = 0; i < samples->n && r == 0; i++)
        r = look_at(sight, &samples->at[i], reterr);
    pl_sight_destroy(sight);
    return r;
}

void look_fit_faces(const struct pl_canonical_face *face, struct samples *samples)
{
    for (int i = 0; i < samples->n; i++) {
        struct sample *s = &samples->at[i];
        struct pl_camera camera = {s->focal_px, s->marks.width / 2.0, s->marks.height / 2.0};

        s->has_face = s->marks.face.presence > PL_FACE_SEEN &&
                      pl_face_fit_solve(face, s->marks.face.mesh, camera, &s->fit) == 0;
    }
}
