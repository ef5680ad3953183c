#include "vision/pose.h"

#include "vision/model_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define POINT_NUMBERS 5 /* x, y in the input's pixels, depth, visibility, presence */
#define CIRCLE_TO_SQUARE \
    2.5f /* side of the next square by the circle's radius: room about the body */

enum { POINTS, PRESENCE, WORLD };

struct pl_pose_network {
    struct pl_network *network;
};

struct pl_segmenter {
    struct pl_network *network;
};

int pl_pose_network_create(const struct pl_engine *engine, const struct pl_model_places *places,
                           const char *file, struct pl_pose_network **ret,
                           struct pl_message *reterr)
{
    static const size_t wanted[] = {
        [POINTS] = PL_POSE_POINTS * POINT_NUMBERS, [PRESENCE] = 1, [WORLD] = PL_POSE_POINTS * 3};
    struct pl_pose_network *pose = calloc(1, sizeof *pose);
    int failed;

    if (!pose) {
        pl_message_set(reterr, "not enough memory for the pose model");
        return -ENOMEM;
    }
    failed = pl_model_file_network(engine, places, file, PL_POSE_SIDE, wanted, 3, &pose->network,
                                   reterr);
    if (failed < 0) {
        pl_pose_network_destroy(pose);
        return failed;
    }
    *ret = pose;
    return 0;
}

void pl_pose_network_destroy(struct pl_pose_network *network)
{
    if (!network)
        return;
    pl_network_destroy(network->network);
    free(network);
}

static float logistic(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

static void read_points(const float *n, struct pl_square square, struct pl_pose *ret)
{
    for (int i = 0; i < PL_POSE_POINTS; i++, n += POINT_NUMBERS) {
        ret->point[i] = pl_square_point(square, PL_POSE_SIDE, n[0], n[1]);
        ret->visibility[i] = logistic(n[3]);
        ret->presence_of[i] = logistic(n[4]);
    }
}

/* The model sees the turned square; its metres are turned back to the camera's axes. */
static void read_world(const float *n, struct pl_square square, struct pl_pose *ret)
{
    float c = cosf(square.angle_rad), s = sinf(square.angle_rad);

    for (int i = 0; i < PL_POSE_NAMED_POINTS; i++, n += 3) {
        ret->world_m[i][0] = c * n[0] - s * n[1];
        ret->world_m[i][1] = s * n[0] + c * n[1];
        ret->world_m[i][2] = n[2];
    }
}

int pl_pose_network_run(struct pl_pose_network *network, const struct pl_frame *frame,
                        struct pl_mounting mounting, struct pl_square square, struct pl_pose *ret)
{
    int failed;

    pl_crop_rgb(frame, mounting, square, PL_POSE_SIDE, 1.0f / 255.0f, 0.0f,
                pl_network_input(network->network));
    failed = pl_network_run(network->network);
    if (failed < 0)
        return failed;
    ret->t = frame->t;
    ret->presence = pl_network_output(network->network, PRESENCE)[0];
    read_points(pl_network_output(network->network, POINTS), square, ret);
    read_world(pl_network_output(network->network, WORLD), square, ret);
    return 0;
}

const float *pl_pose_network_input(struct pl_pose_network *network)
{
    return pl_network_input(network->network);
}

struct pl_square pl_pose_square(const struct pl_pose *pose)
{
    struct pl_point centre = pose->point[PL_POSE_CIRCLE_CENTRE],
                    top = pose->point[PL_POSE_CIRCLE_TOP];
    float dx = top.x - centre.x, dy = top.y - centre.y;

    /* The top of an upright body is straight above its centre. */
    return (struct pl_square){centre.x, centre.y, CIRCLE_TO_SQUARE * hypotf(dx, dy),
                              atan2f(dx, -dy)};
}

int pl_segmenter_create(const struct pl_engine *engine, const struct pl_model_places *places,
                        const char *file, struct pl_segmenter **ret, struct pl_message *reterr)
{
    static const size_t wanted[] = {PL_MASK_SIDE * PL_MASK_SIDE};
    struct pl_segmenter *segmenter = calloc(1, sizeof *segmenter);
    int failed;

    if (!segmenter) {
        pl_message_set(reterr, "not enough memory for the person mask");
        return -ENOMEM;
    }
    failed = pl_model_file_network(engine, places, file, PL_POSE_SIDE, wanted, 1,
                                   &segmenter->network, reterr);
    if (failed < 0) {
        pl_segmenter_destroy(segmenter);
        return failed;
    }
    *ret = segmenter;
    return 0;
}

void pl_segmenter_destroy(struct pl_segmenter *segmenter)
{
    if (!segmenter)
        return;
    pl_network_destroy(segmenter->network);
    free(segmenter);
}

int pl_segmenter_run(struct pl_segmenter *segmenter, const struct pl_frame *frame,
                     struct pl_mounting mounting, struct pl_square square, struct pl_mask *ret)
{
    const float *logit;
    int failed;

    pl_crop_rgb(frame, mounting, square, PL_POSE_SIDE, 1.0f / 255.0f, 0.0f,
                pl_network_input(segmenter->network));
    failed = pl_network_run(segmenter->network);
    if (failed < 0)
        return failed;
    logit = pl_network_output(segmenter->network, 0);
    for (int i = 0; i < PL_MASK_SIDE * PL_MASK_SIDE; i++)
        ret->value[i] = (uint8_t)(255.0f * logistic(logit[i]) + 0.5f);
    ret->square = square;
    return 0;
}
