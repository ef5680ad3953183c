#include "vision/detector.h"

#include "vision/model_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* The detector's two grids of anchors, in the order of its outputs. */
static const struct {
    int side, per_cell;
} grids[] = {{16, 2}, {8, 6}};

#define ANCHORS 896
#define NUMBERS 16   /* of an anchor: centre x, y, width, height, six points x, y */
#define OVERLAP 0.3f /* of two boxes of one face: intersection by union */

enum { BOXES, SCORES };

struct pl_detector {
    struct pl_network *network;
};

int pl_detector_create(const struct pl_engine *engine, const struct pl_model_places *places,
                       struct pl_detector **ret, struct pl_message *reterr)
{
    static const size_t wanted[] = {[BOXES] = ANCHORS * NUMBERS, [SCORES] = ANCHORS};
    struct pl_detector *detector = calloc(1, sizeof *detector);
    int failed;

    if (!detector) {
        pl_message_set(reterr, "not enough memory for the face detector");
        return -ENOMEM;
    }
    failed = pl_model_file_network(engine, places, PL_MODEL_FACE_DETECTOR, PL_DETECTOR_SIDE, wanted,
                                   2, &detector->network, reterr);
    if (failed < 0) {
        pl_detector_destroy(detector);
        return failed;
    }
    *ret = detector;
    return 0;
}

void pl_detector_destroy(struct pl_detector *detector)
{
    if (!detector)
        return;
    pl_network_destroy(detector->network);
    free(detector);
}

static float logistic(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

/* A point relative to its anchor, in pixels of the network's input, as a point of the picture. */
static struct pl_point point_at(struct pl_square area, struct pl_point anchor, const float *offset)
{
    return pl_square_point(area, PL_DETECTOR_SIDE, anchor.x + offset[0], anchor.y + offset[1]);
}

static struct pl_face_box decode(struct pl_square area, struct pl_point anchor, const float *n,
                                 float score)
{
    float scale = area.side / PL_DETECTOR_SIDE;

    return (struct pl_face_box){
        .centre = point_at(area, anchor, n),
        .width = n[2] * scale,
        .height = n[3] * scale,
        .score = score,
        .right_eye = point_at(area, anchor, n + 4),
        .left_eye = point_at(area, anchor, n + 6),
    };
}

static float overlap_along(float a, float a_length, float b, float b_length)
{
    float low = fmaxf(a - a_length / 2, b - b_length / 2),
          high = fminf(a + a_length / 2, b + b_length / 2);

    return fmaxf(0.0f, high - low);
}

static bool is_same_face(const struct pl_face_box *a, const struct pl_face_box *b)
{
    float both = overlap_along(a->centre.x, a->width, b->centre.x, b->width) *
                 overlap_along(a->centre.y, a->height, b->centre.y, b->height);

    return both > OVERLAP * (a->width * a->height + b->width * b->height - both);
}

/* Keeps the list sorted by score and free of second boxes of the same face. */
static void insert(struct pl_face_boxes *list, struct pl_face_box box)
{
    int at = 0, kept;

    while (at < list->count && list->box[at].score >= box.score)
        if (is_same_face(&list->box[at++], &box))
            return;
    kept = at;
    for (int i = at; i < list->count; i++)
        if (!is_same_face(&list->box[i], &box))
            list->box[kept++] = list->box[i];
    if (at == PL_DETECTOR_MAX_FACES)
        return;
    if (kept == PL_DETECTOR_MAX_FACES)
        kept--;
    for (int i = kept; i > at; i--)
        list->box[i] = list->box[i - 1];
    list->box[at] = box;
    list->count = kept + 1;
}

static void collect(const struct pl_detector *detector, struct pl_square area, float lowest,
                    struct pl_face_boxes *ret)
{
    const float *numbers = pl_network_output(detector->network, BOXES);
    const float *score = pl_network_output(detector->network, SCORES);

    for (size_t g = 0; g < sizeof grids / sizeof *grids; g++)
        for (int cell = 0; cell < grids[g].side * grids[g].side; cell++) {
            float step = (float)PL_DETECTOR_SIDE / (float)grids[g].side;
            int column = cell % grids[g].side, row = cell / grids[g].side;
            struct pl_point anchor = {((float)column + 0.5f) * step, ((float)row + 0.5f) * step};
            for (int k = 0; k < grids[g].per_cell; k++, numbers += NUMBERS, score++)
                if (logistic(*score) >= lowest && numbers[2] > 0.0f && numbers[3] > 0.0f)
                    insert(ret, decode(area, anchor, numbers, logistic(*score)));
        }
}

int pl_detector_run(struct pl_detector *detector, const struct pl_frame *frame,
                    struct pl_mounting mounting, struct pl_square area, float lowest,
                    struct pl_face_boxes *ret)
{
    float middle =
        0.5f * (area.side / PL_DETECTOR_SIDE - 1.0f); /* sample the middles of large pixels */
    struct pl_square sampled = {area.cx + middle, area.cy + middle, area.side, 0.0f};
    struct pl_face_boxes faces = {.count = 0};
    int failed;

    pl_crop_rgb(frame, mounting, sampled, PL_DETECTOR_SIDE, 2.0f / 255.0f, -1.0f,
                pl_network_input(detector->network));
    failed = pl_network_run(detector->network);
    if (failed < 0)
        return failed;
    collect(detector, area, lowest, &faces);
    *ret = faces;
    return 0;
}

const float *pl_detector_input(struct pl_detector *detector)
{
    return pl_network_input(detector->network);
}
