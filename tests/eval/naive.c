#include "tests/eval/naive.h"

#include <math.h>

/* An average neck, to read an angle as centimetres. */
#define NECK_CM 17.0

static struct pl_vec3 world_middle(const struct pl_pose *pose, int a, int b)
{
    return pl_vec3(50.0 * (pose->world_m[a][0] + pose->world_m[b][0]),
                   50.0 * (pose->world_m[a][1] + pose->world_m[b][1]),
                   50.0 * (pose->world_m[a][2] + pose->world_m[b][2]));
}

static double world_ahead(const struct pair *p, const struct sample *s)
{
    struct pl_vec3 ear = world_middle(&s->marks.pose, PL_POSE_LEFT_EAR, PL_POSE_RIGHT_EAR);
    struct pl_vec3 shoulder =
        world_middle(&s->marks.pose, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER);

    return pl_vec3_dot(pl_vec3_sub(ear, shoulder), pl_reference_axes(&p->reference).forward);
}

static double by_world(const struct pair *p)
{
    return world_ahead(p, p->now) - world_ahead(p, p->upright);
}

static double neck_slope(const struct sample *s)
{
    struct pl_point ear = pl_pose_middle(&s->marks.pose, PL_POSE_LEFT_EAR, PL_POSE_RIGHT_EAR);
    struct pl_point shoulder =
        pl_pose_middle(&s->marks.pose, PL_POSE_LEFT_SHOULDER, PL_POSE_RIGHT_SHOULDER);

    return ((double)shoulder.x - ear.x) / fmax((double)shoulder.y - ear.y, 1);
}

static double by_neck_angle(const struct pair *p)
{
    return NECK_CM * (neck_slope(p->now) - neck_slope(p->upright));
}

static double by_face_depth(const struct pair *p)
{
    return p->upright->has_face && p->now->has_face
               ? p->upright->fit.place_cm.v[2] - p->now->fit.place_cm.v[2]
               : 0;
}

const struct naive_method naive_methods[] = {
    {"world landmarks", by_world},
    {"neck angle in the picture", by_neck_angle},
    {"depth of the face", by_face_depth},
    {NULL, NULL},
};

void naive_estimate(struct study *s, const struct naive_method *method)
{
    for (int i = 0; i < s->n; i++)
        s->pair[i].estimate = (struct pl_number){method->change_cm(&s->pair[i]), NAN};
}
