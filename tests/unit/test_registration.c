/* The registration on made-up pictures whose motion is known exactly: a textured trunk, moved. */
#include "vision/registration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDTH 320
#define HEIGHT 240

static const struct pl_camera camera = {265, 160, 120};

struct scene {
    struct pl_levels *levels;
    struct pl_patch patch;
    struct pl_registration_scratch scratch;
};

static struct pl_reference sitting(double azimuth_deg)
{
    return (struct pl_reference){
        .camera = camera,
        .reading = {.azimuth_deg = azimuth_deg, .head_scale = 1},
        .head = pl_vec3(0, -8, 70),
        .shoulders = pl_vec3(0, 8, 73),
        .face_rotation = pl_mat3_identity(),
    };
}

/* Smooth, without repetition at the scale of the search. */
static double cloth(struct pl_vec3 x)
{
    return 128 + 30 * sin(0.9 * x.v[0] + 0.4 * x.v[1]) +
           30 * sin(0.5 * x.v[1] - 0.35 * x.v[0] + 1) +
           20 * sin(1.3 * x.v[1] + 2) * sin(1.1 * x.v[0]);
}

/* A wall of cloth at the depth of the shoulders, moved as a rigid body about them. */
static void render(struct pl_levels *l, struct pl_vec3 pivot, struct pl_vec6 motion)
{
    struct pl_mat3 r = pl_rotation_from_vector(pl_vec6_rotation(motion)),
                   back = pl_mat3_transpose(r);
    struct pl_vec3 normal = pl_mat3_apply(r, pl_vec3(0, 0, 1));
    struct pl_vec3 place = pl_vec3_add(pivot, pl_vec6_shift(motion));

    l->width = WIDTH;
    l->height = HEIGHT;
    l->scale = 1;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            struct pl_vec3 ray = pl_camera_ray(camera, x, y);
            double z = pl_vec3_dot(normal, place) / pl_vec3_dot(normal, ray);
            struct pl_vec3 from = pl_vec3_sub(pl_vec3_scale(ray, z), place);

            l->grey[y * WIDTH + x] = (float)cloth(pl_mat3_apply(back, from));
        }
    pl_levels_filter(l);
}

static void take_wall(struct scene *s, const struct pl_reference *ref)
{
    struct pl_template *t = &s->patch.shape;

    render(s->levels, ref->shoulders, (struct pl_vec6){{0}});
    pl_template_trunk(ref, camera, WIDTH, HEIGHT, t);
    for (int i = 0; i < t->n; i++) {
        struct pl_vec3 x =
            pl_vec3_scale(pl_camera_ray(camera, t->pixel[i].x, t->pixel[i].y), ref->shoulders.v[2]);

        for (int k = 0; k < 3; k++)
            t->place_cm[i][k] = (float)x.v[k];
    }
    pl_patch_take(&s->patch, s->levels);
}

static int setup(void **state)
{
    struct scene *s = calloc(1, sizeof(*s));
    struct pl_reference ref = sitting(0);

    if (!s || pl_levels_create(&s->levels) < 0)
        return -1;
    take_wall(s, &ref);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct scene *s = *state;

    pl_levels_destroy(s->levels);
    free(s);
    return 0;
}

static struct pl_expectation expecting(const struct pl_vec6 *starts, int n)
{
    struct pl_axes axes = pl_axes_from_view(0, 0);
    struct pl_mat6 c = pl_motion_prior_trunk(&axes);
    struct pl_expectation e = {.starts = n};

    assert_true(pl_mat6_inverse(&c, &e.information));
    for (int i = 0; i < n; i++)
        e.start[i] = starts[i];
    return e;
}

static struct pl_patch_fit found(struct scene *s, struct pl_vec6 motion,
                                 const struct pl_vec6 *starts, int n)
{
    struct pl_expectation e = expecting(starts, n);

    render(s->levels, s->patch.shape.pivot, motion);
    return pl_register(&s->patch, s->levels, camera, &e, PL_CHOOSE_ENERGY, &s->scratch);
}

static void assert_near_motion(struct pl_vec6 a, struct pl_vec6 b, double cm)
{
    for (int i = 0; i < 6; i++)
        if (fabs(a.v[i] - b.v[i]) * (i < 3 ? 20 : 1) > cm)
            fail_msg("component %d: %.3f, expected %.3f", i, a.v[i], b.v[i]);
}

static void known_motions_are_found(void **state)
{
    static const struct pl_vec6 motion[] = {
        {{0, 0, 0, 0, 0, 0}},       {{0, 0, 0, 2, -1, 0}},      {{0, 0, 0, 0, 0, -4}},
        {{0.06, 0, 0, 0, 0.5, -2}}, {{0, 0.08, 0.05, 1, 0, 3}},
    };
    static const struct pl_vec6 rest = {{0}};

    for (size_t i = 0; i < sizeof(motion) / sizeof(motion[0]); i++) {
        struct pl_patch_fit f = found(*state, motion[i], &rest, 1);

        assert_true(f.tried);
        assert_true(f.score > 0.8);
        assert_near_motion(f.motion, motion[i], 0.25);
    }
}

static void a_long_roll_of_the_chair_needs_its_start(void **state)
{
    static const struct pl_vec6 roll = {{0, 0, 0, 0, 0, -26}},
                                starts[2] = {{{0}}, {{0, 0, 0, 0, 0, -23}}};
    struct pl_patch_fit alone = found(*state, roll, starts, 1),
                        helped = found(*state, roll, starts, 2);

    assert_true(fabs(alone.motion.v[5] - roll.v[5]) > 1);
    assert_near_motion(helped.motion, roll, 0.5);
    assert_true(helped.energy < alone.energy);
}

static void another_cloth_scores_badly_and_knows_less(void **state)
{
    static const struct pl_vec6 rest = {{0}};
    struct scene *s = *state;
    struct pl_patch_fit good = found(s, rest, &rest, 1), bad;
    struct pl_expectation e = expecting(&rest, 1);

    for (int i = 0; i < WIDTH * HEIGHT; i++) /* a fixed, fine noise */
        s->levels->grey[i] = (float)((i * 2654435761u >> 24) & 255);
    pl_levels_filter(s->levels);
    bad = pl_register(&s->patch, s->levels, camera, &e, PL_CHOOSE_ENERGY, &s->scratch);
    assert_true(bad.score < 0.3);
    assert_true(bad.shift_covariance.m[2][2] > 2 * good.shift_covariance.m[2][2]);
}

static void points_outside_the_picture_cost_nothing(void **state)
{
    static const struct pl_vec6 rest = {{0}}, away = {{0, 0, 0, 40, 0, 0}};
    struct pl_patch_fit f = found(*state, away, &away, 1);

    (void)rest;
    assert_true(f.tried);
    assert_true(f.seen < 0.7);
    assert_near_motion(f.motion, away, 0.5);
}

static void light_changes_nothing(void **state)
{
    static const struct pl_vec6 motion = {{0, 0, 0, 1, 1, -2}}, rest = {{0}};
    struct scene *s = *state;
    struct pl_expectation e = expecting(&rest, 1);
    struct pl_patch_fit f;

    render(s->levels, s->patch.shape.pivot, motion);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        s->levels->grey[i] = 0.4f * s->levels->grey[i] + 0.1f * (float)(i % WIDTH);
    pl_levels_filter(s->levels);
    f = pl_register(&s->patch, s->levels, camera, &e, PL_CHOOSE_ENERGY, &s->scratch);
    assert_near_motion(f.motion, motion, 0.3);
}

static void a_patch_without_points_is_not_tried(void **state)
{
    static struct pl_patch empty;
    static const struct pl_vec6 rest = {{0}};
    struct scene *s = *state;
    struct pl_expectation e = expecting(&rest, 1);

    assert_false(pl_register(&empty, s->levels, camera, &e, PL_CHOOSE_ENERGY, &s->scratch).tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patch_without_points_is_not_tried),
        cmocka_unit_test(another_cloth_scores_badly_and_knows_less),
        cmocka_unit_test(a_long_roll_of_the_chair_needs_its_start),
        cmocka_unit_test(points_outside_the_picture_cost_nothing),
        cmocka_unit_test(known_motions_are_found),
        cmocka_unit_test(light_changes_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
