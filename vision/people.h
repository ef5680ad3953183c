/* Who in the picture is the user: choosing among detected faces. Pure.
 *
 * With a seat (the baseline's) the user is the one whose place and size fit it; somebody who fits it badly is somebody
 * else. Without one it is the largest face near the middle of the picture. */
#pragma once

#include "vision/detector.h"

#include <stdbool.h>

/* Where the user's head was in the baseline's picture, and how large. */
struct pl_seat {
    struct pl_point head; /* px of the upright picture */
    float face_width;     /* px, as the face detector's box */
};

/* A face of at least this score is certainly a person's, and is counted. */
#define PL_PEOPLE_SURE_SCORE 0.5f

/* Can a head of this place and size be the user's? People lean, roll their chairs and come closer, so the limits are
 * wide: five face widths (75 cm) and a factor of two. Always true without a seat (NULL). */
bool pl_people_fits(const struct pl_seat *seat, struct pl_point head, float face_width);

/* Puts the faces in the order in which they are to be tried for the user; those that cannot be are left out.
 * `width` and `height` are the picture's. */
void pl_people_order(const struct pl_face_boxes *faces, const struct pl_seat *seat, int width,
                     int height, struct pl_face_boxes *ret);

/* How many people: the sure faces, and the user, whose face may be hidden. `head` and `face_width` are the user's;
 * head == NULL: there is no user. */
int pl_people_count(const struct pl_face_boxes *faces, const struct pl_point *head,
                    float face_width);

/* The face that belongs to the head, or NULL. */
const struct pl_face_box *pl_people_face_of(const struct pl_face_boxes *faces, struct pl_point head,
                                            float face_width);
