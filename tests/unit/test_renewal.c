/* Renewal of key frames: upright never drifts, and what is not known exactly adds up. */
#include "posture/measure.h"
#include "posture/renewal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FORWARD_CM 3.0

static void assert_near(double value, double expected, double margin)
{
    if (!(fabs(value - expected) <= margin))
        fail_msg("%.4f, expected %.4f +- %.4f", value, expected, margin);
}

static struct pl_observation seen_with(double trunk_score)
{
    return (struct pl_observation){
        .present = true, .reference_id = 1, .trunk = {.tried = true, .score = trunk_score}};
}

static struct pl_measurement sitting(pl_usec t, double forward_cm, double sd_cm)
{
    struct pl_measurement m = pl_measurement_unknown(t, PL_REASON_NONE);

    m.present = true;
    m.forward_head_delta_cm = (struct pl_number){forward_cm, sd_cm};
    m.head_drop_cm = (struct pl_number){1.5, 0.5};
    m.trunk_forward_cm = (struct pl_number){-2, 0.5};
    m.trunk_drop_cm = (struct pl_number){0.5, 0.5};
    return m;
}

/* How a person behaves, and how well the patch fits, for some seconds at 5 frames a second. */
struct spell {
    double seconds, forward_cm, sways_cm, score;
    enum pl_reason reason;
};

/* Seconds until a key frame was asked for; -1: never. */
static double renewed_after(struct pl_renewal *r, const struct spell *spells, bool has_patches,
                            struct pl_tie *ret)
{
    int frame = 1;

    for (const struct spell *s = spells; s->seconds > 0; s++) {
        struct pl_observation seen = seen_with(s->score);

        for (int i = 0; i < (int)(5 * s->seconds); i++, frame++) {
            double sway = i / 5 % 2 ? s->sways_cm : -s->sways_cm;
            struct pl_measurement m =
                sitting(frame * PL_USEC_PER_SEC / 5, s->forward_cm + sway, 0.6);

            m.reason = s->reason;
            if (pl_renewal_step(r, &seen, &m, has_patches, ret))
                return frame / 5.0;
        }
    }
    return -1;
}

static void a_key_frame_is_kept_without_need(void **state)
{
    static const struct {
        const char *what;
        struct spell spells[4];
    } cases[] = {
        {"the patch fits", {{600, FORWARD_CM, 0, 0.8, PL_REASON_NONE}}},
        {"it fits badly for less than a minute",
         {{58, 0, 0, 0.1, PL_REASON_NONE},
          {1, 0, 0, 0.8, PL_REASON_NONE},
          {58, 0, 0, 0.1, PL_REASON_NONE}}},
        {"the person never sits still", {{600, 0, 4, 0.1, PL_REASON_NONE}}},
        {"the camera moved", {{600, 0, 0, 0.1, PL_REASON_CAMERA_MOVED}}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_renewal r = {.poor_since = 0};
        struct pl_tie tie;

        if (renewed_after(&r, cases[i].spells, true, &tie) >= 0)
            fail_msg("renewed although %s", cases[i].what);
    }
}

static void what_is_not_measured_is_no_ground(void **state)
{
    struct pl_renewal r = {.poor_since = 0};
    struct pl_observation seen = seen_with(0.1), other = seen_with(0.1);
    struct pl_tie tie;

    (void)state;
    other.reference_id = 0;
    for (int i = 1; i < 3000; i++) {
        struct pl_measurement m = sitting(i * PL_USEC_PER_SEC / 5, 0, 0.6);

        assert_false(pl_renewal_step(&r, &other, &m, true, &tie));
        m.forward_head_delta_cm = PL_UNKNOWN;
        assert_false(pl_renewal_step(&r, &seen, &m, true, &tie));
    }
}

static void a_minute_of_poor_fit_and_five_still_seconds_renew(void **state)
{
    static const struct spell still[] = {{100, 0, 0, 0.1, PL_REASON_NONE},
                                         {0, 0, 0, 0, PL_REASON_NONE}};
    static const struct spell late[] = {{70, 0, 4, 0.1, PL_REASON_NONE},
                                        {30, 0, 0, 0.1, PL_REASON_NONE},
                                        {0, 0, 0, 0, PL_REASON_NONE}};
    struct pl_renewal r = {.poor_since = 0};
    struct pl_tie tie;

    (void)state;
    assert_near(renewed_after(&r, still, true, &tie), 60, 0.5);
    assert_near(renewed_after(&r, late, true, &tie), 75, 0.5);
    assert_near(renewed_after(&r, still, false, &tie), 5, 0.5);
}

/* ---- with pl_measure() behind it ---- */

static const struct pl_camera camera = {530, 320, 240};

static struct pl_reference key_frame(unsigned id)
{
    return (struct pl_reference){.id = id,
                                 .camera = camera,
                                 .reading = {.azimuth_deg = 90, .head_scale = 1},
                                 .head = pl_vec3(0, -8, 70),
                                 .shoulders = pl_vec3(3, 9, 70),
                                 .face_rotation = pl_mat3_identity(),
                                 .ears_px = {320, 180},
                                 .shoulders_px = {343, 308},
                                 .pose_angle_deg = 90};
}

/* From the left side forward is to the picture's left. */
static struct pl_observation moved_forward(const struct pl_reference *ref, pl_usec t, double cm,
                                           double score)
{
    struct pl_patch_fit fit = {.tried = true,
                               .rotation_covariance = pl_mat3_diagonal(1e-5, 1e-5, 1e-5),
                               .shift_covariance = pl_mat3_diagonal(0.01, 0.01, 0.02),
                               .score = score,
                               .seen = 1};
    struct pl_observation o = {.t = t,
                               .present = true,
                               .people = 1,
                               .width = 640,
                               .height = 480,
                               .camera = camera,
                               .brightness = 100,
                               .pose_presence = 1,
                               .shoulders_inside = 1,
                               .pose_angle_deg = 90,
                               .ears_px = ref->ears_px,
                               .shoulders_px = ref->shoulders_px,
                               .face = {.rotation = pl_mat3_identity()},
                               .reading = ref->reading,
                               .reference_id = ref->id,
                               .background = {.judged = true, .at_rest = 0.95, .best = 0.95},
                               .head = fit,
                               .trunk = fit};

    o.head.score = 0.8;
    o.head.motion.v[3] = -cm;
    return o;
}

static struct pl_measurement measured(const struct pl_reference *ref, double forward_cm)
{
    struct pl_observation o = moved_forward(ref, PL_USEC_PER_SEC, forward_cm, 0.8);

    return pl_measure(ref, &o, &pl_fitted_default, &pl_posture_limits_default);
}

/* The person sits `forward_cm` ahead of this key frame until it is renewed. */
static struct pl_reference renewed(struct pl_reference ref, double forward_cm)
{
    struct pl_renewal r = {.poor_since = 0};
    struct pl_reference next = key_frame(ref.id + 1);
    struct pl_tie tie;

    for (int i = 1; i < 1000; i++) {
        struct pl_observation o = moved_forward(&ref, i * PL_USEC_PER_SEC / 5, forward_cm, 0.1);
        struct pl_measurement m =
            pl_measure(&ref, &o, &pl_fitted_default, &pl_posture_limits_default);

        if (!pl_renewal_step(&r, &o, &m, true, &tie))
            continue;
        pl_reference_set_rest(&next, &tie.rest);
        next.tie_sd_cm = tie.sd_cm;
        return next;
    }
    fail_msg("the key frame was not renewed");
    return ref;
}

static void upright_does_not_drift_to_how_the_person_sits(void **state)
{
    struct pl_reference ref = key_frame(1);
    double before = measured(&ref, FORWARD_CM).forward_head_delta_cm.value;

    (void)state;
    assert_true(before > 2.5);
    ref = renewed(ref, FORWARD_CM);
    for (int i = 0; i < 5; i++) {
        assert_near(measured(&ref, 0).forward_head_delta_cm.value, before, 0.05);
        ref = renewed(ref, 0);
    }
    assert_true(fabs(measured(&ref, -FORWARD_CM).forward_head_delta_cm.value) < 0.2);
}

static void the_variance_of_the_ties_adds_up(void **state)
{
    struct pl_reference ref = key_frame(1);
    double own = measured(&ref, 0).forward_head_delta_cm.sd, step, before = 0;

    (void)state;
    ref = renewed(ref, 0);
    step = ref.tie_sd_cm;
    assert_true(step >= 0.9 * own);
    for (int n = 2; n <= 4; n++) {
        before = ref.tie_sd_cm;
        ref = renewed(ref, 0);
        assert_near(ref.tie_sd_cm, step * sqrt(n), 0.01);
        assert_true(ref.tie_sd_cm > before);
    }
    assert_near(measured(&ref, 0).forward_head_delta_cm.sd, hypot(own, ref.tie_sd_cm), 0.01);
}

static void beyond_two_centimetres_the_baseline_is_stale(void **state)
{
    struct pl_reference ref = key_frame(1);
    int renewals = 0;

    (void)state;
    while (measured(&ref, 0).reason == PL_REASON_NONE && renewals++ < 1000) {
        assert_true(measured(&ref, 0).forward_head_delta_cm.sd <= 2);
        ref = renewed(ref, 0);
    }
    assert_int_equal(measured(&ref, 0).reason, PL_REASON_BASELINE_STALE);
    assert_true(measured(&ref, 0).forward_head_delta_cm.sd > 2);
    assert_true(renewals > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_frame_is_kept_without_need),
        cmocka_unit_test(what_is_not_measured_is_no_ground),
        cmocka_unit_test(upright_does_not_drift_to_how_the_person_sits),
        cmocka_unit_test(the_variance_of_the_ties_adds_up),
        cmocka_unit_test(beyond_two_centimetres_the_baseline_is_stale),
        cmocka_unit_test(a_minute_of_poor_fit_and_five_still_seconds_renew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
