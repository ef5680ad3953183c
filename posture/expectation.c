/* Every start is there because a movement needs it: tests/replay/test_registration_on_footage.c names one for each. */
#include "posture/expectation.h"

/* The last frame's trunk is followed while it fitted at least this well. */
#define FOLLOW_SCORE 0.25
/* How people move their head against their trunk: forward, left, up. */
#define NECK_FORWARD_CM 5.0
#define NECK_ACROSS_CM 2.5
/* What a moved camera leaves of the knowledge about where things are. */
#define CAMERA_MOVED_VARIANCE 100.0
#define CAMERA_MOVED_KEEPS 0.15
#define LOST_TURN_DEG 12.0

/* A face that the profile did not show says how far the head has turned into view. Of such faces between 10 and 45 degrees
 * are believed: a mesh that hallucinates on a profile looks nearly into the camera. */
#define INTO_VIEW_LEAST_DEG 10.0
#define INTO_VIEW_MOST_DEG 45.0
#define INTO_VIEW_PRESENCE 0.9

static void add_start(struct pl_expectation *e, struct pl_vec3 rotation, struct pl_vec3 shift)
{
    e->start[e->starts++] = pl_vec6_join(rotation, shift);
}

static struct pl_vec3 ray_at(struct pl_camera c, struct pl_point p)
{
    return pl_camera_ray(c, p.x, p.y);
}

/* In profile the ears of the pose model hold the direction that the picture of a turning head leaves
 * open; along the line of sight they know nothing. */
static struct pl_mat3 profile_shift_covariance(struct pl_vec3 ray)
{
    return pl_mat3_add(pl_mat3_diagonal(2.25, 2.25, 0.25),
                       pl_mat3_scale(pl_mat3_outer(ray, ray), 64));
}

static struct pl_mat3 without_shift_knowledge(struct pl_vec3 ray, bool face)
{
    struct pl_mat3 all = pl_mat3_identity();

    return pl_mat3_scale(face ? all : pl_mat3_outer(ray, ray), CAMERA_MOVED_VARIANCE);
}

/* Degrees about up, to the person's left positive; 0 when no face came into view. */
static double turned_into_view_deg(const struct pl_reference *ref,
                                   const struct pl_observation *seen)
{
    double turn;

    if (ref->reading.face || !seen->has_face || seen->face_presence < INTO_VIEW_PRESENCE)
        return 0;
    turn = ref->reading.azimuth_deg - pl_view_face_azimuth_deg(&seen->face);
    return fabs(turn) >= INTO_VIEW_LEAST_DEG && fabs(turn) <= INTO_VIEW_MOST_DEG ? turn : 0;
}

static struct pl_vec6 head_mean(const struct pl_reference *ref, const struct pl_observation *seen,
                                const struct pl_camera_motion *camera, bool face)
{
    struct pl_vec3 r0 = ray_at(ref->camera, ref->ears_px), r1 = ray_at(ref->camera, seen->ears_px);
    struct pl_mat3 turned;

    if (!face) {
        struct pl_vec3 up = pl_reference_axes(ref).up;
        double deg = turned_into_view_deg(ref, seen);

        turned = pl_rotation_from_vector(pl_vec3_scale(up, pl_radians(deg)));
        return pl_vec6_join(pl_rotation_to_vector(pl_mat3_mul(camera->rotation, turned)),
                            pl_vec3_scale(pl_vec3_sub(r1, r0), ref->head.v[2]));
    }
    turned = pl_mat3_mul(seen->face.rotation, pl_mat3_transpose(ref->face_rotation));
    return pl_vec6_join(pl_rotation_to_vector(turned), pl_vec3(0, 0, 0));
}

static void head_starts(struct pl_expectation *e, const struct pl_reference *ref,
                        const struct pl_observation *seen, bool face,
                        const struct pl_patch_fit *before)
{
    struct pl_vec3 turn = pl_vec6_rotation(e->mean);
    bool follow = before && before->tried;

    if (follow)
        e->start[e->starts++] = before->motion;
    if (!follow || !face)
        add_start(e, turn, pl_head_shift_by_ears(ref, seen));
    if (face) /* ears say nothing of a head that came much nearer */
        add_start(e, turn, pl_head_shift_by_face(ref, seen));
}

struct pl_expectation pl_expect_head(const struct pl_reference *ref,
                                     const struct pl_observation *seen,
                                     const struct pl_camera_motion *camera,
                                     const struct pl_patch_fit *before)
{
    struct pl_axes axes = pl_reference_axes(ref);
    bool face = pl_head_by_face(ref, seen);
    struct pl_vec3 ray = ray_at(ref->camera, seen->ears_px);
    struct pl_mat6 c = pl_motion_prior_head(&axes, face || turned_into_view_deg(ref, seen) != 0);
    struct pl_expectation e = {.mean = head_mean(ref, seen, camera, face)};

    if (!face) {
        struct pl_mat3 shift = pl_mat6_block(&c, 3);

        pl_mat6_add_block(&c, 3, pl_mat3_scale(shift, -1));
        pl_mat6_add_block(&c, 3, profile_shift_covariance(ray));
    }
    if (camera->state != PL_CAMERA_STILL)
        pl_mat6_add_block(&c, 3, without_shift_knowledge(ray, face));
    pl_mat6_inverse(&c, &e.information);
    head_starts(&e, ref, seen, face, before);
    return e;
}

static struct pl_motion_belief trunk_alone(const struct pl_axes *axes,
                                           const struct pl_camera_motion *camera)
{
    struct pl_mat6 c = pl_motion_prior_trunk(axes);
    struct pl_vec3 turn = pl_rotation_to_vector(camera->rotation);

    if (camera->state != PL_CAMERA_STILL) {
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 6; j++)
                c.m[i][j] *= CAMERA_MOVED_KEEPS;
        pl_mat6_add_block(&c, 3, pl_mat3_scale(pl_mat3_identity(), CAMERA_MOVED_VARIANCE));
    }
    if (camera->state == PL_CAMERA_LOST)
        pl_mat6_add_block(&c, 0,
                          pl_mat3_scale(pl_mat3_identity(), pl_square(pl_radians(LOST_TURN_DEG))));
    return pl_motion_belief_from(pl_vec6_join(turn, pl_vec3(0, 0, 0)), &c);
}

/* The covariance of what people do along forward, left and up, in the turned camera's axes. */
static struct pl_mat3 along_axes(const struct pl_axes *a, const struct pl_camera_motion *camera,
                                 double forward, double across)
{
    struct pl_mat3 c = pl_mat3_scale(pl_mat3_outer(a->forward, a->forward), pl_square(forward));

    c = pl_mat3_add(c, pl_mat3_scale(pl_mat3_outer(a->left, a->left), pl_square(across)));
    c = pl_mat3_add(c, pl_mat3_scale(pl_mat3_outer(a->up, a->up), pl_square(across)));
    return pl_mat3_turned(camera->rotation, c);
}

/* Where the trunk would be if it were still under the head as in the key frame. */
static struct pl_vec3 trunk_under_head(const struct pl_reference *ref,
                                       const struct pl_camera_motion *camera,
                                       const struct pl_moved *head)
{
    struct pl_vec3 neck = pl_mat3_apply(camera->rotation, pl_vec3_sub(ref->shoulders, ref->head));

    return pl_vec3_sub(pl_vec3_add(pl_vec3_add(ref->head, head->shift_cm), neck), ref->shoulders);
}

static void add_pose_shoulders(struct pl_motion_belief *b, const struct pl_reference *ref,
                               const struct pl_observation *seen)
{
    struct pl_vec3 r0 = ray_at(ref->camera, ref->shoulders_px),
                   r1 = ray_at(ref->camera, seen->shoulders_px);
    double q = 2 + 2 * pl_square(sin(pl_radians(ref->reading.azimuth_deg)));
    struct pl_mat3 c = pl_mat3_diagonal(q * q, q * q, 0.49);

    c = pl_mat3_add(c, pl_mat3_scale(pl_mat3_outer(r1, r1), 400));
    pl_motion_belief_add_shift(b, pl_vec3_scale(pl_vec3_sub(r1, r0), ref->shoulders.v[2]), c);
}

struct pl_expectation pl_expect_trunk(const struct pl_reference *ref,
                                      const struct pl_observation *seen,
                                      const struct pl_camera_motion *camera,
                                      const struct pl_moved *head,
                                      const struct pl_patch_fit *before)
{
    struct pl_axes axes = pl_reference_axes(ref);
    struct pl_motion_belief belief = trunk_alone(&axes, camera);
    struct pl_vec3 under_head = trunk_under_head(ref, camera, head);
    struct pl_mat3 neck = along_axes(&axes, camera, NECK_FORWARD_CM, NECK_ACROSS_CM);
    struct pl_expectation e = {.starts = 0};

    pl_motion_belief_add_shift(&belief, under_head, pl_mat3_add(neck, head->covariance));
    add_pose_shoulders(&belief, ref, seen);
    e.information = belief.information;
    e.mean = pl_motion_belief_mean(&belief);
    if (before && before->tried && before->score > FOLLOW_SCORE)
        e.start[e.starts++] = before->motion;
    else /* where it was: heads go forward alone */
        add_start(&e, pl_rotation_to_vector(camera->rotation), pl_vec3(0, 0, 0));
    e.start[e.starts++] = e.mean;
    return e;
}
