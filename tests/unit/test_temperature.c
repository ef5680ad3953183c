/* The processor's temperature, on a made-up /sys/class/thermal. */
#include "app/run/temperature.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/plumbline-thermal-XXXXXX";

static void add_zone(int zone, const char *type, const char *temperature)
{
    const char *const names[] = {"type", "temp"}, *const texts[] = {type, temperature};
    char path[128];

    snprintf(path, sizeof path, "%s/thermal_zone%d", root, zone);
    mkdir(path, 0755);
    for (int i = 0; i < 2; i++) {
        FILE *file;
        snprintf(path, sizeof path, "%s/thermal_zone%d/%s", root, zone, names[i]);
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(texts[i], file);
        fclose(file);
    }
}

static int make_root(void **state)
{
    (void)state;
    return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
    static const char *const names[] = {"/type", "/temp", ""};

    (void)state;
    for (int zone = 0; zone < 3; zone++)
        for (int i = 0; i < 3; i++) {
            char path[128];
            snprintf(path, sizeof path, "%s/thermal_zone%d%s", root, zone, names[i]);
            remove(path);
        }
    return rmdir(root);
}

static void only_a_zone_of_a_processor_counts(void **state)
{
    (void)state;
    assert_true(isnan(pl_cpu_temperature_c("/nowhere")));
    assert_true(isnan(pl_cpu_temperature_c(root)));
    add_zone(0, "acpitz\n", "20000\n");
    assert_true(isnan(pl_cpu_temperature_c(root)));
    add_zone(1, "cpu-thermal\n", "garbage\n");
    assert_true(isnan(pl_cpu_temperature_c(root)));
    add_zone(1, "cpu-thermal\n", "48312\n");
    add_zone(2, "x86_pkg_temp\n", "60000\n");
    assert_true(fabs(pl_cpu_temperature_c(root) - 48.312) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_a_zone_of_a_processor_counts, make_root, remove_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
