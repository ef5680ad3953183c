/* The filter: deaf to single mistakes first, then steady, then quick, at every frame rate. */
#include "posture/filter.h"
#include "tests/scene/scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct pl_filter_tuning tuning = {2.0, 0.4, 0.8};

static double at(struct pl_filter *filter, double t, double value)
{
    return pl_filter_step(filter, &tuning, pl_usec_from_seconds(t), (struct pl_number){value, 0.8})
        .value;
}

static void one_frame_that_is_far_off_is_ignored(void **state)
{
    struct pl_filter filter = {0};

    (void)state;
    for (int i = 0; i < 25; i++)
        at(&filter, i * 0.2, 1.0);
    assert_float_equal(at(&filter, 5.0, 36.0), 1.0, 0.01);
    assert_float_equal(at(&filter, 5.2, 1.0), 1.0, 0.01);
}

static void mistakes_on_both_sides_do_not_add_up_to_a_truth(void **state)
{
    struct pl_filter filter = {0};

    (void)state;
    for (int i = 0; i < 25; i++)
        at(&filter, i * 0.2, 1.0);
    for (int i = 0; i < 4; i++)
        assert_float_equal(at(&filter, 5.0 + i * 0.2, i % 2 ? -40.0 : 40.0), 1.0, 0.01);
}

static void a_far_jump_that_lasts_is_believed_after_600_ms(void **state)
{
    struct pl_filter filter = {0};

    (void)state;
    for (int i = 0; i < 25; i++)
        at(&filter, i * 0.2, 1.0);
    assert_float_equal(at(&filter, 5.0, 13.0), 1.0, 0.01);
    assert_float_equal(at(&filter, 5.2, 13.0), 1.0, 0.01);
    assert_float_equal(at(&filter, 5.4, 13.0), 1.0, 0.01);
    assert_float_equal(at(&filter, 5.6, 13.0), 13.0, 0.01);
}

static void nothing_old_is_believed_after_a_gap(void **state)
{
    struct pl_filter filter = {0};

    (void)state;
    at(&filter, 0, 1.0);
    assert_float_equal(at(&filter, 2.5, 9.0), 9.0, 1e-9);
}

static void time_that_jumps_back_restarts(void **state)
{
    struct pl_filter filter = {0};

    (void)state;
    at(&filter, 100, 1.0);
    assert_float_equal(at(&filter, 3, 9.0), 9.0, 1e-9);
    assert_float_equal(at(&filter, 3, 7.0), 7.0, 1e-9);
}

static void an_unknown_number_stays_unknown(void **state)
{
    struct pl_filter filter = {0};

    (void)state;
    at(&filter, 0, 1.0);
    assert_false(pl_is_known(pl_filter_step(&filter, &tuning, 200000, PL_UNKNOWN)));
    assert_float_equal(at(&filter, 0.4, 1.0), 1.0, 1e-9);
}

static void the_sd_is_the_measurements_own(void **state)
{
    struct pl_filter filter = {0};
    struct pl_number out;

    (void)state;
    at(&filter, 0, 1.0);
    out = pl_filter_step(&filter, &tuning, 200000, (struct pl_number){1.0, 1.7});
    assert_float_equal(out.sd, 1.7, 1e-9);
}

static void a_bad_fit_moves_the_estimate_less(void **state)
{
    struct pl_filter good = {0}, bad = {0};
    double with_good, with_bad;

    (void)state;
    for (int i = 0; i < 10; i++) {
        at(&good, i * 0.2, 0);
        at(&bad, i * 0.2, 0);
    }
    with_good = pl_filter_step(&good, &tuning, 2000000, (struct pl_number){2.0, 0.8}).value;
    with_bad = pl_filter_step(&bad, &tuning, 2000000, (struct pl_number){2.0, 3.0}).value;
    assert_true(with_bad < with_good - 0.1);
}

struct rate {
    double interval_s, jitter_s;
};

static const struct rate rates[] = {{0.2, 0}, {0.2, 0.15}, {0.5, 0.3}, {1, 0}, {1, 0.3}};

#define RATES (sizeof rates / sizeof rates[0])

static double next(const struct rate *rate, double t, unsigned *seed)
{
    return t + rate->interval_s + rate->jitter_s * (2 * scene_uniform(seed) - 1);
}

/* Frames of a still person scatter by 0.4 cm; over any 5 s the filtered number scatters by less than 0.5. */
static void a_still_person_reads_still(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        struct pl_filter filter = {0};
        unsigned seed = 7;
        double sum = 0, squares = 0, worst = 0;
        int n = 0;

        for (double t = 0, began = 0; t < 600; t = next(&rates[r], t, &seed)) {
            double value = at(&filter, t, 3 + 0.4 * scene_normal(&seed));

            if (t - began >= 5 && n > 1) {
                double sd = sqrt((squares - sum * sum / n) / (n - 1));

                /* An sd of few frames scatters itself; the bound is for its mean over windows. */
                worst += sd * sd;
                began = t;
                n = 0;
                sum = squares = 0;
            }
            n++;
            sum += value;
            squares += value * value;
        }
        assert_true(sqrt(worst / 120) < 0.5);
    }
}

static double seconds_to_follow(const struct rate *rate, double step, unsigned seed)
{
    struct pl_filter filter = {0};
    double t = 0;

    for (; t < 10; t = next(rate, t, &seed))
        at(&filter, t, 0);
    for (double began = t; t - began < 5; t = next(rate, t, &seed))
        if (at(&filter, t, step) > 0.9 * step)
            return t - began;
    return INFINITY;
}

static void a_step_is_followed_within_two_seconds(void **state)
{
    static const double steps[] = {2, 4, 8, 20, 60};

    (void)state;
    for (size_t r = 0; r < RATES; r++)
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
            for (unsigned seed = 1; seed < 20; seed++)
                assert_true(seconds_to_follow(&rates[r], steps[i], seed) < 2.0);
}

static void a_measurement_is_smoothed_number_by_number(void **state)
{
    struct pl_smoother smoother = {0};
    struct pl_measurement m = pl_measurement_unknown(0, PL_REASON_NONE), out;

    (void)state;
    m.present = true;
    m.view_deg = (struct pl_number){40, 2};
    for (int i = 0; i < 20; i++) {
        m.t = i * 200000;
        m.forward_head_delta_cm = (struct pl_number){1, 0.8};
        m.screen_distance_cm = (struct pl_number){60, 2};
        pl_smoother_step(&smoother, &m);
    }
    m.t = 20 * 200000;
    m.forward_head_delta_cm.value = 41;
    out = pl_smoother_step(&smoother, &m);
    assert_float_equal(out.forward_head_delta_cm.value, 1, 0.01);
    assert_float_equal(out.screen_distance_cm.value, 60, 0.01);
    assert_float_equal(out.view_deg.value, 40, 1e-9);
    assert_false(pl_is_known(out.head_drop_cm));
    assert_true(out.present);
    assert_int_equal(out.t, m.t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_frame_that_is_far_off_is_ignored),
        cmocka_unit_test(mistakes_on_both_sides_do_not_add_up_to_a_truth),
        cmocka_unit_test(a_far_jump_that_lasts_is_believed_after_600_ms),
        cmocka_unit_test(nothing_old_is_believed_after_a_gap),
        cmocka_unit_test(time_that_jumps_back_restarts),
        cmocka_unit_test(an_unknown_number_stays_unknown),
        cmocka_unit_test(the_sd_is_the_measurements_own),
        cmocka_unit_test(a_bad_fit_moves_the_estimate_less),
        cmocka_unit_test(a_still_person_reads_still),
        cmocka_unit_test(a_step_is_followed_within_two_seconds),
        cmocka_unit_test(a_measurement_is_smoothed_number_by_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
