#include "vision/people.h"

#include <math.h>
#include <stddef.h>

#define SEAT_REACH 5.0f /* face widths from the seat */
#define SEAT_ZOOM 2.0f  /* factor of size */
#define HEAD_REACH \
    1.0f /* face widths between a head and its face: a face in profile lies beside the ears */

static float distance(struct pl_point a, struct pl_point b)
{
    return hypotf(a.x - b.x, a.y - b.y);
}

bool pl_people_fits(const struct pl_seat *seat, struct pl_point head, float face_width)
{
    if (!seat)
        return true;

    float zoom = face_width / seat->face_width;

    return distance(seat->head, head) <= SEAT_REACH * fmaxf(seat->face_width, face_width) &&
           zoom <= SEAT_ZOOM && zoom >= 1.0f / SEAT_ZOOM;
}

/* Higher is more likely the user. Unsure faces come after all sure ones, the surest first. */
static float likelihood(const struct pl_face_box *face, const struct pl_seat *seat, int width,
                        int height)
{
    struct pl_point middle = {(float)width / 2, (float)height / 2};
    float half_diagonal = hypotf(middle.x, middle.y);

    if (face->score < PL_PEOPLE_SURE_SCORE)
        return face->score - 1.0f;
    if (seat)
        return expf(-distance(seat->head, face->centre) / (SEAT_REACH * seat->face_width) -
                    fabsf(logf(face->width / seat->face_width)));
    return face->width / half_diagonal *
           (1.0f - 0.8f * distance(middle, face->centre) / half_diagonal);
}

void pl_people_order(const struct pl_face_boxes *faces, const struct pl_seat *seat, int width,
                     int height, struct pl_face_boxes *ret)
{
    float key[PL_DETECTOR_MAX_FACES];

    ret->count = 0;
    for (int i = 0; i < faces->count; i++) {
        const struct pl_face_box *face = &faces->box[i];
        float k = likelihood(face, seat, width, height);
        int at = ret->count;
        if (!pl_people_fits(seat, face->centre, face->width))
            continue;
        for (; at > 0 && key[at - 1] < k; at--) {
            key[at] = key[at - 1];
            ret->box[at] = ret->box[at - 1];
        }
        key[at] = k;
        ret->box[at] = *face;
        ret->count++;
    }
}

const struct pl_face_box *pl_people_face_of(const struct pl_face_boxes *faces, struct pl_point head,
                                            float face_width)
{
    const struct pl_face_box *nearest = NULL;
    float least = HEAD_REACH * face_width;

    for (int i = 0; i < faces->count; i++) {
        float d = distance(faces->box[i].centre, head);
        if (d <= least) {
            least = d;
            nearest = &faces->box[i];
        }
    }
    return nearest;
}

int pl_people_count(const struct pl_face_boxes *faces, const struct pl_point *head,
                    float face_width)
{
    int count = 0;

    for (int i = 0; i < faces->count; i++)
        count += faces->box[i].score >= PL_PEOPLE_SURE_SCORE;
    if (head) {
        const struct pl_face_box *own = pl_people_face_of(faces, *head, face_width);
        count += !own || own->score < PL_PEOPLE_SURE_SCORE;
    }
    return count;
}
