/* What a face that comes into view says about a head in profile. */
#include "posture/expectation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct pl_camera camera = {530, 320, 240};

static struct pl_reference profile_from(double azimuth_deg)
{
    return (struct pl_reference){
        .id = 1,
        .camera = camera,
        .reading = {.azimuth_deg = azimuth_deg, .head_scale = 1},
        .head = pl_vec3(0, -8, 70),
        .shoulders = pl_vec3(3, 9, 70),
        .face_rotation = pl_mat3_identity(),
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
    };
}

/* A face that the camera sees from `from_deg` (the mesh's own yaw). */
static struct pl_observation face_seen_from(double from_deg, double presence)
{
    return (struct pl_observation){
        .present = true,
        .camera = camera,
        .ears_px = {320, 180},
        .shoulders_px = {343, 308},
        .has_face = true,
        .face_presence = presence,
        .face = {.rotation = pl_rotation_from_vector(pl_vec3(0, pl_radians(from_deg), 0))},
    };
}

static void a_face_that_comes_into_view_tells_the_turn(void **state)
{
    static const struct {
        double azimuth_deg, face_yaw_deg, presence, turn_deg;
    } cases[] = {
        {90, 55, 1, 26},    /* towards a camera at the left */
        {-90, -55, 1, -26}, /* and at the right */
        {90, 55, 0.8, 0},   /* hardly a face */
        {90, -27, 1, 0},    /* what the mesh makes of a profile */
        {90, 20, 1, 0},     /* no neck turns so far */
        {70, 59, 1, 0},     /* as at rest */
    };
    const struct pl_camera_motion still = {.state = PL_CAMERA_STILL,
                                           .rotation = pl_mat3_identity()};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_reference ref = profile_from(cases[i].azimuth_deg);
        struct pl_observation seen = face_seen_from(cases[i].face_yaw_deg, cases[i].presence);
        struct pl_expectation e = pl_expect_head(&ref, &seen, &still, NULL);
        double turn = pl_vec3_dot(pl_vec6_rotation(e.mean), pl_reference_axes(&ref).up);

        assert_true(fabs(pl_degrees(turn) - cases[i].turn_deg) < 1);
    }
}

/* The view was read with a face: then the face itself is the witness, and nothing is new. */
static void a_face_that_was_there_before_is_no_news(void **state)
{
    struct pl_reference ref = profile_from(60);
    struct pl_observation seen = face_seen_from(0, 1);
    const struct pl_camera_motion still = {.state = PL_CAMERA_STILL,
                                           .rotation = pl_mat3_identity()};
    struct pl_expectation e;

    (void)state;
    ref.reading.face = true;
    ref.face_rotation = seen.face.rotation;
    e = pl_expect_head(&ref, &seen, &still, NULL);
    assert_true(pl_vec3_norm(pl_vec6_rotation(e.mean)) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_that_comes_into_view_tells_the_turn),
        cmocka_unit_test(a_face_that_was_there_before_is_no_news),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
