#include "vision/sight.h"

#include "vision/detector.h"
#include "vision/face.h"
#include "vision/luma.h"
#include "vision/pose.h"
#include "vision/square.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PRESENT 0.5f        /* of the pose model: somebody is there */
#define HOPELESS 0.05f      /* no better square will come of it */
#define SURELY_PRESENT 0.8f /* without a face that led to it */
#define MESH_HOLDS 0.5f     /* of the face mesh: good enough to lead to the next one */
#define FAINTEST_FACE \
    0.25f /* worth a try, because the pose model has the last word; armchairs reach 0.2 */
#define FACES_TRIED 3
#define ROUNDS 3 /* from a first guess to a square that fits */
#define PEOPLE_INTERVAL (5 * PL_USEC_PER_SEC)

/* The first square from a face: a seated body hangs this far below it and is this large. */
#define FACE_TO_BODY_DOWN 2.6f  /* face heights */
#define FACE_TO_BODY_SIDE 13.0f /* face widths */

/* Where to search when the whole picture shows no face: parts of it, as shares of its width, height and
 * shorter side. Faces that are small in the picture are large enough in one of these, and bodies without a visible
 * face are found by the pose model itself. */
static const struct part {
    float x, y, side;
    bool for_faces;
} parts[] = {
    {0.5f, 0.4f, 0.7f, true},  {0.25f, 0.4f, 0.7f, true}, {0.75f, 0.4f, 0.7f, true},
    {0.5f, 0.5f, 1.0f, false}, {0.5f, 0.6f, 1.4f, false}, {0.3f, 0.5f, 1.0f, false},
    {0.7f, 0.5f, 1.0f, false},
};
#define PARTS ((int)(sizeof parts / sizeof *parts))

struct pl_sight {
    struct pl_engine *engine;
    struct pl_detector *detector;
    struct pl_pose_network *pose;
    struct pl_face_network *face;
    struct pl_sight_settings settings;
    char option[512], directory[512]; /* settings.models points here */

    struct pl_seat seat;
    bool has_seat;

    bool following;
    bool searched;         /* one whole search has been made since the last pl_sight_forget() */
    int next_part;         /* of the parts, tried one a look while nobody is there */
    struct pl_square body; /* where to look for the body next */
    struct pl_square looked_at; /* what the pose model's input shows */
    pl_usec people_t;           /* when the people were counted */
    struct pl_landmarks seen;
};

/* One frame being looked at. */
struct view {
    const struct pl_frame *frame;
    struct pl_mounting mounting;
    int width, height;
    struct pl_face_boxes faces; /* of the whole picture, when the detector was asked */
    bool has_faces;
};

static const char *const pose_files[] = {
    [PL_POSE_MODEL_LITE] = PL_MODEL_POSE_LITE,
    [PL_POSE_MODEL_FULL] = PL_MODEL_POSE_FULL,
    [PL_POSE_MODEL_HEAVY] = PL_MODEL_POSE_HEAVY,
};

const char *pl_pose_model_file(enum pl_pose_model model)
{
    return pose_files[model];
}

static const char *keep_string(char *ret, size_t size, const char *text)
{
    snprintf(ret, size, "%s", text ? text : "");
    return ret;
}

int pl_sight_create(const struct pl_sight_settings *settings, struct pl_sight **ret,
                    struct pl_message *reterr)
{
    struct pl_sight *sight = calloc(1, sizeof *sight);
    const struct pl_model_places *places;
    int failed;

    if (!sight) {
        pl_message_set(reterr, "not enough memory for the networks");
        return -ENOMEM;
    }
    sight->settings = *settings;
    places = &sight->settings.models;
    sight->settings.models.option =
        keep_string(sight->option, sizeof sight->option, settings->models.option);
    sight->settings.models.directory =
        keep_string(sight->directory, sizeof sight->directory, settings->models.directory);
    if ((failed = pl_engine_create(settings->threads, settings->half, &sight->engine, reterr)) <
            0 ||
        (failed = pl_detector_create(sight->engine, places, &sight->detector, reterr)) < 0 ||
        (failed = pl_pose_network_create(sight->engine, places, pose_files[settings->pose],
                                         &sight->pose, reterr)) < 0 ||
        (failed = pl_face_network_create(sight->engine, places, &sight->face, reterr)) < 0) {
        pl_sight_destroy(sight);
        return failed;
    }
    *ret = sight;
    return 0;
}

void pl_sight_destroy(struct pl_sight *sight)
{
    if (!sight)
        return;
    pl_face_network_destroy(sight->face);
    pl_pose_network_destroy(sight->pose);
    pl_detector_destroy(sight->detector);
    pl_engine_destroy(sight->engine);
    free(sight);
}

void pl_sight_expect(struct pl_sight *sight, const struct pl_seat *seat)
{
    sight->has_seat = seat != NULL;
    if (seat)
        sight->seat = *seat;
}

void pl_sight_forget(struct pl_sight *sight)
{
    sight->following = false;
    sight->searched = false;
    sight->next_part = 0;
}

static const struct pl_seat *seat_of(const struct pl_sight *sight)
{
    return sight->has_seat ? &sight->seat : NULL;
}

/* The head as the pose model sees it. A face detector's box is about as wide as the face square's 1.5-fold face. */
static struct pl_point head_of(const struct pl_pose *pose)
{
    struct pl_square face = pl_face_square_of_pose(pose);

    return (struct pl_point){face.cx, face.cy};
}

static float face_width_of(const struct pl_pose *pose)
{
    return pl_face_square_of_pose(pose).side / 1.8f;
}

struct pl_seat pl_seat_of(const struct pl_landmarks *landmarks)
{
    struct pl_seat seat = {head_of(&landmarks->pose), face_width_of(&landmarks->pose)};

    assert(landmarks->present);
    if (landmarks->face.box_width > 0.0f)
        seat = (struct pl_seat){landmarks->face.box_centre, landmarks->face.box_width};
    return seat;
}

static struct pl_square whole_picture(const struct view *view)
{
    float longer = (float)(view->width > view->height ? view->width : view->height);

    return (struct pl_square){(float)view->width / 2, (float)view->height / 2, longer, 0.0f};
}

static struct pl_square square_of_part(const struct view *view, struct part part)
{
    float shorter = (float)(view->width < view->height ? view->width : view->height);

    return (struct pl_square){part.x * (float)view->width, part.y * (float)view->height,
                              part.side * shorter, 0.0f};
}

/* Faces of the whole picture, found once a look. */
static int detect(struct pl_sight *sight, struct view *view)
{
    int failed;

    if (view->has_faces)
        return 0;
    failed = pl_detector_run(sight->detector, view->frame, view->mounting, whole_picture(view),
                             FAINTEST_FACE, &view->faces);
    view->has_faces = !failed;
    return failed;
}

/* Is what the pose model found a person whom we may follow? */
static bool is_acceptable(const struct pl_sight *sight, const struct pl_pose *pose, float lowest)
{
    return pose->presence >= lowest && pl_square_is_usable(pl_pose_square(pose)) &&
           pl_people_fits(seat_of(sight), head_of(pose), face_width_of(pose));
}

static void follow(struct pl_sight *sight, const struct pl_pose *pose)
{
    sight->seen.pose = *pose;
    sight->body = pl_pose_square(pose);
    sight->following = true;
}

static int run_pose(struct pl_sight *sight, const struct view *view, struct pl_square square,
                    struct pl_pose *ret)
{
    sight->looked_at = square;
    return pl_pose_network_run(sight->pose, view->frame, view->mounting, square, ret);
}

/* Does the body belong to the face that led to it? A chair can look like a face, and a picture with a chair like a
 * body elsewhere. */
static bool belongs(const struct pl_pose *pose, const struct pl_face_box *face)
{
    struct pl_point head = head_of(pose);
    float away = hypotf(head.x - face->centre.x, head.y - face->centre.y);
    float ratio = face_width_of(pose) / face->width;

    return away <= face->width && ratio > 0.4f && ratio < 2.5f;
}

/* Lets the pose model improve a first guess. Follows who is found; true, or false, or negative. `face` led to the
 * guess, or NULL. */
static int try_square(struct pl_sight *sight, const struct view *view, struct pl_square square,
                      const struct pl_face_box *face)
{
    struct pl_pose pose;

    for (int round = 0; round < ROUNDS; round++) {
        int failed = run_pose(sight, view, square, &pose);
        if (failed < 0)
            return failed;
        square = pl_pose_square(&pose);
        if (pose.presence < HOPELESS || !pl_square_is_usable(square))
            return false;
    }
    if (!is_acceptable(sight, &pose, face ? PRESENT : SURELY_PRESENT) ||
        (face && !belongs(&pose, face)))
        return false;
    follow(sight, &pose);
    return true;
}

static struct pl_square body_below(const struct pl_face_box *face)
{
    return (struct pl_square){face->centre.x, face->centre.y + FACE_TO_BODY_DOWN * face->height,
                              FACE_TO_BODY_SIDE * face->width, 0.0f};
}

static int try_faces(struct pl_sight *sight, const struct view *view,
                     const struct pl_face_boxes *faces)
{
    struct pl_face_boxes order;

    pl_people_order(faces, seat_of(sight), view->width, view->height, &order);
    for (int i = 0; i < order.count && i < FACES_TRIED; i++) {
        int found = try_square(sight, view, body_below(&order.box[i]), &order.box[i]);
        if (found != false)
            return found;
    }
    return false;
}

static int try_part(struct pl_sight *sight, const struct view *view, int number)
{
    struct pl_square square = square_of_part(view, parts[number]);
    struct pl_face_boxes faces;
    int failed;

    if (!parts[number].for_faces)
        return try_square(sight, view, square, NULL);
    failed = pl_detector_run(sight->detector, view->frame, view->mounting, square, FAINTEST_FACE,
                             &faces);
    return failed < 0 ? failed : try_faces(sight, view, &faces);
}

/* Looks for the user in the whole picture. The first search tries everything at once; while nobody comes, each further
 * one tries one of the parts in turn, so that an empty room costs little. */
static int search(struct pl_sight *sight, struct view *view)
{
    int tries = sight->searched ? 1 : PARTS, found;

    sight->following = false;
    sight->searched = true;
    found = detect(sight, view);
    if (!found)
        found = try_faces(sight, view, &view->faces);
    for (int i = 0; i < tries && found == false; i++) {
        found = try_part(sight, view, sight->next_part);
        sight->next_part = (sight->next_part + 1) % PARTS;
    }
    return found < 0 ? found : 0;
}

static int look_for_pose(struct pl_sight *sight, struct view *view)
{
    struct pl_pose pose;
    int failed = run_pose(sight, view, sight->body, &pose);

    if (failed < 0)
        return failed;
    if (!is_acceptable(sight, &pose, PRESENT))
        return search(sight, view);
    follow(sight, &pose);
    sight->body = pl_square_settled(sight->looked_at, sight->body);
    return 0;
}

/* Where to look for the face: where the last mesh was while it holds; else in the box that the detector saw at the
 * user's head; else where the pose says. */
static int look_for_face(struct pl_sight *sight, const struct view *view)
{
    struct pl_face *face = &sight->seen.face;
    const struct pl_pose *pose = &sight->seen.pose;
    const struct pl_face_box *box =
        view->has_faces ? pl_people_face_of(&view->faces, head_of(pose), face_width_of(pose))
                        : NULL;
    struct pl_square square = pl_face_square_of_mesh(face);
    bool holds = face->presence >= MESH_HOLDS && pl_square_is_usable(square);
    int failed = 0;

    if (holds)
        failed = pl_face_network_run(sight->face, view->frame, view->mounting, square, 1, face);
    if (failed < 0 || (holds && face->presence >= MESH_HOLDS))
        return failed;
    square = box ? pl_face_square_of_box(box) : pl_face_square_of_pose(pose);
    if (!pl_square_is_usable(square)) {
        face->presence = 0.0f;
        return 0;
    }
    return pl_face_network_run(sight->face, view->frame, view->mounting, square, 2, face);
}

static int look_for_people(struct pl_sight *sight, struct view *view)
{
    const struct pl_pose *pose = &sight->seen.pose;
    struct pl_point head = head_of(pose);
    int failed = detect(sight, view);

    if (failed < 0)
        return failed;
    sight->seen.people =
        pl_people_count(&view->faces, sight->following ? &head : NULL, face_width_of(pose));
    sight->people_t = view->frame->t;
    return 0;
}

/* Mean luma, 0..255, of what the pose model's input shows of the picture. */
static float brightness_of_person(const struct pl_sight *sight, const struct view *view)
{
    const float *input = pl_pose_network_input(sight->pose);
    const int step = PL_POSE_SIDE / 16;
    float sum = 0.0f;
    int points = 0;

    for (int v = step / 2; v < PL_POSE_SIDE; v += step)
        for (int u = step / 2; u < PL_POSE_SIDE; u += step) {
            struct pl_point p = pl_square_point(sight->looked_at, PL_POSE_SIDE, (float)u, (float)v);
            const float *rgb = input + 3 * (PL_POSE_SIDE * v + u);
            if (p.x < 0 || p.y < 0 || p.x > (float)(view->width - 1) ||
                p.y > (float)(view->height - 1))
                continue;
            sum += 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
            points++;
        }
    return points ? 255.0f * sum / (float)points : 0.0f;
}

static float brightness_of_picture(const struct view *view)
{
    uint8_t luma[16 * 16];
    int sum = 0;

    pl_luma_picture_u8(view->frame, view->mounting, 16, 16, luma);
    for (int i = 0; i < 16 * 16; i++)
        sum += luma[i];
    return (float)sum / (16 * 16);
}

/* What the detector says about the user's face, when it was asked in this look. */
static void note_box(struct pl_sight *sight, const struct view *view)
{
    const struct pl_pose *pose = &sight->seen.pose;
    const struct pl_face_box *box =
        view->has_faces ? pl_people_face_of(&view->faces, head_of(pose), face_width_of(pose))
                        : NULL;

    sight->seen.face.box_width = box ? box->width : 0.0f;
    if (box)
        sight->seen.face.box_centre = box->centre;
}

static bool people_are_due(const struct pl_sight *sight, const struct view *view)
{
    return view->has_faces || view->frame->t - sight->people_t >= PEOPLE_INTERVAL ||
           view->frame->t < sight->people_t;
}

static int look_at_user(struct pl_sight *sight, struct view *view, unsigned look)
{
    int failed = 0;

    if (look & PL_LOOK_PEOPLE || people_are_due(sight, view))
        failed = look_for_people(sight, view);
    if (!failed && look & PL_LOOK_FACE)
        failed = look_for_face(sight, view);
    if (!failed)
        note_box(sight, view);
    return failed;
}

static int look_at_nobody(struct pl_sight *sight, struct view *view)
{
    sight->seen.pose = (struct pl_pose){.t = view->frame->t};
    sight->seen.face = (struct pl_face){.t = view->frame->t};
    sight->seen.brightness = brightness_of_picture(view);
    return look_for_people(sight, view);
}

/* A picture of another size is another camera. */
static void notice_picture(struct pl_sight *sight, const struct view *view)
{
    if (sight->seen.width != view->width || sight->seen.height != view->height)
        pl_sight_forget(sight);
    sight->seen.t = view->frame->t;
    sight->seen.width = view->width;
    sight->seen.height = view->height;
}

int pl_sight_look(struct pl_sight *sight, const struct pl_frame *frame, struct pl_mounting mounting,
                  unsigned look, struct pl_landmarks *ret)
{
    struct view view = {.frame = frame,
                        .mounting = mounting,
                        .width = pl_upright_width(frame, mounting),
                        .height = pl_upright_height(frame, mounting)};
    int failed = 0;

    notice_picture(sight, &view);
    if (!sight->following) {
        look = PL_LOOK_ALL;
        sight->seen.face.presence = 0.0f; /* the mesh of somebody who left leads nowhere */
        failed = search(sight, &view);
    } else if (look & PL_LOOK_POSE) {
        failed = look_for_pose(sight, &view);
    }
    if (!failed)
        failed = sight->following ? look_at_user(sight, &view, look) : look_at_nobody(sight, &view);
    if (failed < 0)
        return failed;
    if (sight->following && look & PL_LOOK_POSE)
        sight->seen.brightness = brightness_of_person(sight, &view);
    sight->seen.present = sight->following;
    *ret = sight->seen;
    return 0;
}

int pl_sight_mask(struct pl_sight *sight, const struct pl_frame *frame, struct pl_mounting mounting,
                  struct pl_mask *ret, struct pl_message *reterr)
{
    struct pl_segmenter *segmenter;
    int failed;

    if (!sight->following)
        return PL_SIGHT_NOBODY;
    failed = pl_segmenter_create(sight->engine, &sight->settings.models,
                                 pose_files[sight->settings.pose], &segmenter, reterr);
    if (failed < 0)
        return failed;
    failed = pl_segmenter_run(segmenter, frame, mounting, sight->body, ret);
    pl_segmenter_destroy(segmenter);
    if (failed < 0)
        pl_message_set(reterr, "the person mask's network failed");
    return failed;
}
