#include "vision/face.h"

#include "vision/model_file.h"
#include "vision/square.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define HOPELESS 0.05f /* presence; in profile, say: another round would be as blind */
#define ROOM 1.5f      /* side of the square by the extent of the face */

enum { MESH, PRESENCE };

struct pl_face_network {
    struct pl_network *network;
};

int pl_face_network_create(const struct pl_engine *engine, const struct pl_model_places *places,
                           struct pl_face_network **ret, struct pl_message *reterr)
{
    static const size_t wanted[] = {[MESH] = PL_FACE_POINTS * 3, [PRESENCE] = 1};
    struct pl_face_network *face = calloc(1, sizeof *face);
    int failed;

    if (!face) {
        pl_message_set(reterr, "not enough memory for the face mesh");
        return -ENOMEM;
    }
    failed = pl_model_file_network(engine, places, PL_MODEL_FACE_MESH, PL_FACE_SIDE, wanted, 2,
                                   &face->network, reterr);
    if (failed < 0) {
        pl_face_network_destroy(face);
        return failed;
    }
    *ret = face;
    return 0;
}

void pl_face_network_destroy(struct pl_face_network *network)
{
    if (!network)
        return;
    pl_network_destroy(network->network);
    free(network);
}

static int run_once(struct pl_network *network, const struct pl_frame *frame,
                    struct pl_mounting mounting, struct pl_square square, struct pl_face *ret)
{
    const float *n = pl_network_output(network, MESH);
    int failed;

    pl_crop_rgb(frame, mounting, square, PL_FACE_SIDE, 1.0f / 255.0f, 0.0f,
                pl_network_input(network));
    failed = pl_network_run(network);
    if (failed < 0)
        return failed;
    for (int i = 0; i < PL_FACE_POINTS; i++)
        ret->mesh[i] = pl_square_point(square, PL_FACE_SIDE, n[3 * i], n[3 * i + 1]);
    ret->presence = 1.0f / (1.0f + expf(-pl_network_output(network, PRESENCE)[0]));
    ret->t = frame->t;
    return 0;
}

int pl_face_network_run(struct pl_face_network *network, const struct pl_frame *frame,
                        struct pl_mounting mounting, struct pl_square square, int rounds,
                        struct pl_face *ret)
{
    assert(rounds >= 1);
    for (int i = 0; i < rounds; i++) {
        int failed = run_once(network->network, frame, mounting, square, ret);
        if (failed < 0)
            return failed;
        square = pl_face_square_of_mesh(ret);
        if (!pl_square_is_usable(square) || ret->presence < HOPELESS)
            break;
    }
    return 0;
}

static float angle_of(struct pl_point right, struct pl_point left)
{
    return atan2f(left.y - right.y, left.x - right.x);
}

struct pl_square pl_face_square_of_mesh(const struct pl_face *face)
{
    struct pl_point low = face->mesh[0], high = face->mesh[0];

    for (int i = 1; i < PL_FACE_POINTS; i++) {
        low.x = fminf(low.x, face->mesh[i].x);
        low.y = fminf(low.y, face->mesh[i].y);
        high.x = fmaxf(high.x, face->mesh[i].x);
        high.y = fmaxf(high.y, face->mesh[i].y);
    }
    return (struct pl_square){
        (low.x + high.x) / 2, (low.y + high.y) / 2, ROOM * fmaxf(high.x - low.x, high.y - low.y),
        angle_of(face->mesh[PL_FACE_RIGHT_EYE_OUTER], face->mesh[PL_FACE_LEFT_EYE_OUTER])};
}

struct pl_square pl_face_square_of_box(const struct pl_face_box *box)
{
    return (struct pl_square){box->centre.x, box->centre.y, ROOM * fmaxf(box->width, box->height),
                              angle_of(box->right_eye, box->left_eye)};
}

static struct pl_point middle(const struct pl_pose *pose, enum pl_pose_point a,
                              enum pl_pose_point b)
{
    return (struct pl_point){(pose->point[a].x + pose->point[b].x) / 2,
                             (pose->point[a].y + pose->point[b].y) / 2};
}

/* From eyes to mouth is a length that turning the head leaves alone: a quarter of the square (a mesh is 18 cm high,
 * eyes and mouth are 7 cm apart). The direction gives the roll, also in profile, where the eyes' line does not. */
struct pl_square pl_face_square_of_pose(const struct pl_pose *pose)
{
    struct pl_point eyes = middle(pose, PL_POSE_LEFT_EYE, PL_POSE_RIGHT_EYE);
    struct pl_point mouth = middle(pose, PL_POSE_MOUTH_LEFT, PL_POSE_MOUTH_RIGHT);
    float dx = mouth.x - eyes.x, dy = mouth.y - eyes.y;

    return (struct pl_square){(eyes.x + mouth.x) / 2, (eyes.y + mouth.y) / 2, 3.8f * hypotf(dx, dy),
                              atan2f(-dx, dy)};
}
