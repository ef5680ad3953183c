#include "posture/framing.h"

#include <math.h>

/* The face detector's box on a head of average size; the ear to the top of the head with hair, and to the back of the head
 * (anthropometric means of 13.0 and 10.2 cm); eyes to mouth. */
#define BOX_CM 15.7
#define EAR_TO_TOP_CM 14.0
#define EAR_TO_SIDE_CM 10.0
#define EYES_TO_MOUTH_CM 6.8

#define ROOM_ABOVE_CM 5.0 /* what sitting up takes; docs/setup.md asks for a hand's breadth */
#define ROOM_BESIDE_CM \
    5.0                /* a lean of 10 degrees moves the head by 7, which the head's side covers */
#define SMALL_PX 48.0  /* the face mesh looks at 192 px: with less than a quarter it guesses */
#define INSIDE 0.4     /* a shoulder that is rather outside than inside, as in reason.c */
#define TURNED_RAD 0.9 /* no sitting head leans by 50 degrees */
#define FACE_SEEN 0.5F

/* Points of the face mesh. */
#define RIGHT_EYE_OUTER 33
#define LEFT_EYE_OUTER 263

static struct pl_point middle(struct pl_point a, struct pl_point b)
{
    return (struct pl_point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static double distance(struct pl_point a, struct pl_point b)
{
    return hypot((double)a.x - b.x, (double)a.y - b.y);
}

/* The box shrinks in profile, and eyes and mouth come together when a head is bent: the larger one is right. */
static double head_px(const struct pl_landmarks *marks)
{
    const struct pl_point *p = marks->pose.point;
    struct pl_point eyes = middle(p[PL_POSE_LEFT_EYE], p[PL_POSE_RIGHT_EYE]);
    struct pl_point mouth = middle(p[PL_POSE_MOUTH_LEFT], p[PL_POSE_MOUTH_RIGHT]);

    return fmax((double)marks->face.box_width, distance(eyes, mouth) * (BOX_CM / EYES_TO_MOUTH_CM));
}

/* The eyes' line against level, or the ears from the shoulders against straight up. The face is found at every angle, while
 * the body network makes up an upright person where it does not know better. */
static bool is_turned(const struct pl_landmarks *marks, struct pl_point ears,
                      struct pl_point shoulders)
{
    struct pl_point right = marks->face.mesh[RIGHT_EYE_OUTER];
    struct pl_point left = marks->face.mesh[LEFT_EYE_OUTER];
    double turn = marks->face.presence > FACE_SEEN
                      ? atan2((double)left.y - right.y, (double)left.x - right.x)
                      : atan2((double)ears.x - shoulders.x, (double)shoulders.y - ears.y);

    return fabs(turn) > TURNED_RAD;
}

/* The smaller room at the sides of a point that has `reach` px on both sides of it. */
static double room_beside(struct pl_point p, double reach, int width)
{
    return fmin(p.x, width - 1 - (double)p.x) - reach;
}

static unsigned shoulder_faults(const struct pl_landmarks *marks, enum pl_pose_point which)
{
    struct pl_point p = marks->pose.point[which];
    unsigned faults = 0;

    if (p.x < 0 || p.x > (float)(marks->width - 1))
        faults |= PL_FRAMING_SIDE_CUT;
    if (p.y > (float)(marks->height - 1) || (!faults && marks->pose.presence_of[which] < INSIDE))
        faults |= PL_FRAMING_SHOULDERS_CUT;
    return faults;
}

static unsigned room_faults(const struct pl_framing *framing)
{
    unsigned faults = 0;

    if (framing->above_cm < 0)
        faults |= PL_FRAMING_HEAD_CUT;
    else if (framing->above_cm < ROOM_ABOVE_CM)
        faults |= PL_FRAMING_LITTLE_ABOVE;
    if (framing->beside_cm < 0)
        faults |= PL_FRAMING_SIDE_CUT;
    else if (framing->beside_cm < ROOM_BESIDE_CM)
        faults |= PL_FRAMING_LITTLE_BESIDE;
    if (framing->head_px < SMALL_PX)
        faults |= PL_FRAMING_SMALL;
    return faults;
}

struct pl_framing pl_framing_of(const struct pl_landmarks *marks)
{
    const struct pl_point *p = marks->pose.point;
    struct pl_point ears = middle(p[PL_POSE_LEFT_EAR], p[PL_POSE_RIGHT_EAR]);
    struct pl_point left = p[PL_POSE_LEFT_SHOULDER], right = p[PL_POSE_RIGHT_SHOULDER];
    struct pl_framing framing = {PL_FRAMING_NOBODY, NAN, NAN, NAN};
    double px_a_cm;

    if (!marks->present)
        return framing;
    framing.head_px = fmax(head_px(marks), 1);
    px_a_cm = framing.head_px / BOX_CM;
    if (is_turned(marks, ears, middle(left, right))) {
        framing.faults = PL_FRAMING_TURNED;
        return framing;
    }
    framing.above_cm = (ears.y - EAR_TO_TOP_CM * px_a_cm) / px_a_cm;
    framing.beside_cm =
        fmin(room_beside(ears, EAR_TO_SIDE_CM * px_a_cm, marks->width),
             fmin(room_beside(left, 0, marks->width), room_beside(right, 0, marks->width))) /
        px_a_cm;
    framing.faults = room_faults(&framing) | shoulder_faults(marks, PL_POSE_LEFT_SHOULDER) |
                     shoulder_faults(marks, PL_POSE_RIGHT_SHOULDER);
    if (framing.faults & PL_FRAMING_SIDE_CUT)
        framing.faults &= ~(unsigned)PL_FRAMING_LITTLE_BESIDE;
    return framing;
}
