/* The ranges that Home Assistant is told are those that the configuration accepts, to the last step. */
#include "app/watch/sinks_settings.h"
#include "config/changes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[32];
static struct pl_config config;

static int begin(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/plumbline-limits-XXXXXX");
    return mkdtemp(directory) ? 0 : -1;
}

static int end(void **state)
{
    static const char *const names[] = {PL_CHANGES_FILE, "plumbline.yaml"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        remove(path);
    }
    return rmdir(directory);
}

static void load(const char *text)
{
    char path[128];
    const struct pl_config_request request = {.file = path, .state_dir = directory};
    FILE *file;

    snprintf(path, sizeof path, "%s/plumbline.yaml", directory);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(pl_config_load(&request, &config), 0);
}

static bool accepts(const char *key, double value)
{
    char text[32], why[512];

    snprintf(text, sizeof text, "%g", value);
    return pl_config_change(&config, directory, key, text, why, sizeof why) == 0;
}

static void assert_limits_are_those_of_the_configuration(void)
{
    const struct pl_published_limits limits = pl_published_limits_from(&config.settings);

    assert_false(accepts("thresholds.forward_head_cm", limits.forward_head_min_cm - 0.5));
    assert_false(accepts("thresholds.forward_head_cm", limits.forward_head_max_cm + 0.5));
    assert_false(accepts("sitting.soft_min", limits.soft_max_min + 5));
    assert_true(accepts("thresholds.forward_head_cm", limits.forward_head_min_cm));
    assert_true(accepts("thresholds.forward_head_cm", limits.forward_head_max_cm));
    assert_true(accepts("sitting.soft_min", limits.soft_max_min));
}

static void with_the_defaults(void **state)
{
    (void)state;
    load("{}");
    assert_limits_are_those_of_the_configuration();
}

static void with_other_levels_around_them(void **state)
{
    (void)state;
    load("thresholds: {forward_head_clear_cm: 2, forward_head_strong_cm: 7}\n"
         "sitting: {firm_min: 45, soft_min: 20}\n");
    assert_limits_are_those_of_the_configuration();
}

static void the_present_value_is_always_within(void **state)
{
    struct pl_published_limits limits;

    (void)state;
    load("thresholds: {forward_head_clear_cm: 1.5, forward_head_cm: 1.7, forward_head_strong_cm: "
         "5.2}\n");
    limits = pl_published_limits_from(&config.settings);
    assert_true(fabs(limits.forward_head_min_cm - 1.7) < 1e-9);
    assert_true(fabs(limits.forward_head_max_cm - 5) < 1e-9);
    load("thresholds: {forward_head_clear_cm: 4.7, forward_head_cm: 5.2, forward_head_strong_cm: "
         "5.2}\n");
    limits = pl_published_limits_from(&config.settings);
    assert_true(fabs(limits.forward_head_min_cm - 5) < 1e-9);
    assert_true(fabs(limits.forward_head_max_cm - 5.2) < 1e-9);
}

static void a_range_without_room_is_left_to_the_configuration(void **state)
{
    struct pl_published_limits limits;

    (void)state;
    load("thresholds: {forward_head_clear_cm: 4.9, forward_head_cm: 5, forward_head_strong_cm: "
         "5}\n");
    limits = pl_published_limits_from(&config.settings);
    assert_true(isnan(limits.forward_head_min_cm) && isnan(limits.forward_head_max_cm));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_the_defaults, begin, end),
        cmocka_unit_test_setup_teardown(the_present_value_is_always_within, begin, end),
        cmocka_unit_test_setup_teardown(a_range_without_room_is_left_to_the_configuration, begin,
                                        end),
        cmocka_unit_test_setup_teardown(with_other_levels_around_them, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
