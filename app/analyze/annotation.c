#include "app/analyze/annotation.h"

#include "capture/media.h"
#include "overlay/module.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum kind { KIND_PICTURE, KIND_PICTURES, KIND_VIDEO };

#define RATE_UNKNOWN_HZ 5.0 /* of a stream that does not say */

static const struct pl_overlay_functions *module;

struct pl_annotation {
    const char *out;
    enum kind kind;
    struct pl_overlay_settings look;
    struct pl_overlay *overlay; /* made at the first moment, which tells whether it moves */
    struct pl_video_writer *writer;
    bool drawn, drawn_somebody;
};

static enum kind kind_of(const char *out)
{
    const char *end = strrchr(out, '.');

    if (*out && out[strlen(out) - 1] == '/')
        return KIND_PICTURES;
    if (end && (!strcasecmp(end, ".png") || !strcasecmp(end, ".jpg") || !strcasecmp(end, ".jpeg")))
        return KIND_PICTURE;
    return KIND_VIDEO;
}

static bool load_module(struct pl_message *reterr)
{
    struct pl_message why;

    if (!module)
        module = (const struct pl_overlay_functions *)pl_module_load(
            PL_OVERLAY_MODULE, PL_OVERLAY_ENTRY, PL_OVERLAY_VERSION, &why);
    if (!module)
        pl_message_set(reterr, "drawing needs a module: %s", why.text);
    return module != NULL;
}

int pl_annotation_create(const char *out, const struct pl_settings *settings,
                         struct pl_annotation **ret, struct pl_message *reterr)
{
    struct pl_annotation *annotation;

    if (!load_module(reterr))
        return -ENOENT;
    if (kind_of(out) == KIND_PICTURES && mkdir(out, 0777) && errno != EEXIST) {
        int r = -errno;
        pl_message_set(reterr, "%s: cannot make the folder: %s", out, strerror(-r));
        return r;
    }
    annotation = calloc(1, sizeof *annotation);
    if (!annotation) {
        pl_message_set(reterr, "no memory for the overlay");
        return -ENOMEM;
    }
    annotation->out = out;
    annotation->kind = kind_of(out);
    annotation->look.forward_head_cm = settings->thresholds.forward_head_cm;
    annotation->look.forward_strong_cm = settings->thresholds.forward_head_strong_cm;
    *ret = annotation;
    return 0;
}

static int draw(struct pl_annotation *a, const struct pl_moment *moment,
                struct pl_mounting mounting)
{
    const struct pl_record *record = moment->smooth;
    int r = 0;

    if (!a->overlay) {
        a->look.moving = !moment->source->independent;
        r = module->create(&a->look, &a->overlay);
    }
    if (r == 0)
        r = module->draw(a->overlay, moment->frame, mounting, &record->landmarks,
                         &record->measurement);
    a->drawn |= r == 0;
    return r;
}

static int add_to_video(struct pl_annotation *a, const struct pl_source *source,
                        struct pl_message *reterr)
{
    struct pl_frame canvas = module->frame(a->overlay);
    double rate = source->independent   ? 1.0
                  : source->rate_hz > 0 ? source->rate_hz
                                        : RATE_UNKNOWN_HZ;
    char detail[PL_DETAIL_SIZE] = "";
    int r = 0;

    if (!a->writer)
        r = pl_video_writer_open(a->out, canvas.width, canvas.height, rate, &a->writer, detail);
    if (r == 0)
        r = pl_video_writer_add(a->writer, &canvas, detail);
    if (r)
        pl_message_set(reterr, "%s", *detail ? detail : strerror(r < 0 ? -r : EIO));
    return r;
}

/* OUT/name-of-the-input[.frame].png */
static int save_one_of_many(struct pl_annotation *a, const struct pl_moment *moment,
                            struct pl_message *reterr)
{
    const char *input = moment->smooth->input, *slash = strrchr(input, '/');
    const char *name = slash ? slash + 1 : input;
    char path[1024];

    if (moment->source->independent)
        snprintf(path, sizeof path, "%s%s.png", a->out, name);
    else
        snprintf(path, sizeof path, "%s%s.%06ld.png", a->out, name, moment->smooth->frame);
    return module->save(a->overlay, path, reterr);
}

int pl_annotation_add(struct pl_annotation *annotation, const struct pl_moment *moment,
                      struct pl_mounting mounting, struct pl_message *reterr)
{
    bool present = moment->smooth->landmarks.present;
    int r;

    if (annotation->kind == KIND_PICTURE && annotation->drawn_somebody && !present)
        return 0; /* the last moment with somebody stays on the canvas */
    r = draw(annotation, moment, mounting);
    annotation->drawn_somebody |= present;
    if (r) {
        pl_message_set(reterr, "cannot draw: %s", strerror(-r));
        return r;
    }
    if (annotation->kind == KIND_VIDEO)
        return add_to_video(annotation, moment->source, reterr);
    if (annotation->kind == KIND_PICTURES)
        return save_one_of_many(annotation, moment, reterr);
    return 0;
}

int pl_annotation_finish(struct pl_annotation *annotation, struct pl_message *reterr)
{
    pl_video_writer_close(annotation->writer);
    annotation->writer = NULL;
    if (!annotation->drawn)
        return 1;
    return annotation->kind == KIND_PICTURE
               ? module->save(annotation->overlay, annotation->out, reterr)
               : 0;
}

void pl_annotation_destroy(struct pl_annotation *annotation)
{
    if (!annotation)
        return;
    pl_video_writer_close(annotation->writer);
    if (annotation->overlay)
        module->destroy(annotation->overlay);
    free(annotation);
}
