/* Heat and power as a Pi's kernels show them, in a sysfs of our own. */
#include "app/doctor/doctor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char directory[64];
static char said[512]; /* what was found: "area level text; " each */

void pl_doctor_say(struct pl_doctor *doctor, const char *area, enum pl_finding_level level,
                   const char *advice, const char *format, ...)
{
    size_t used = strlen(said);
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(said + used, sizeof said - used, "%s %d %s; ", area, level, text);
    assert_true(level == PL_FINDING_GOOD || advice);
    doctor->count++;
}

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *format, ...)
{
    char command[512];
    va_list args;

    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_int_equal(system(command), 0);
}

static const char *look(void)
{
    struct pl_doctor doctor = {.sysfs = directory};

    said[0] = '\0';
    pl_doctor_check_heat(&doctor);
    return said;
}

#define PI_OS "devices/platform/soc/soc:firmware/get_throttled"
#define PI_5 "devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled"
#define DEBIAN "devices/platform/soc/soc:firmware/raspberrypi-hwmon/hwmon/hwmon1/in0_lcrit_alarm"
#define HEAT "class/thermal/thermal_zone0/temp"

static void what_the_kernel_shows_is_said(void **state)
{
    static const struct {
        const char *file, *text, *said;
    } rows[] = {
        {PI_OS, "0", "power 0 never throttled since it was started; "},
        {PI_OS, "50005", "power 2 the voltage is too low; "},
        {PI_OS, "50000", "power 2 the voltage has been too low; "},
        {PI_OS, "e0000", "heat 1 the Pi has been slowed down (0xe0000); "},
        {PI_5, "10000", "power 2 the voltage has been too low; "},
        {DEBIAN, "1", "power 2 the voltage is too low; "},
        {DEBIAN, "0", "power 0 never throttled since it was started; "},
        {HEAT, "48312", "heat 0 48 degrees; "},
        {HEAT, "81000", "heat 1 81 degrees; "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        run("f=%s/%s; mkdir -p $(dirname $f) && echo %s >$f", directory, rows[i].file,
            rows[i].text);
        assert_string_equal(look(), rows[i].said);
        run("rm -r %s/*", directory);
    }
}

static void a_machine_that_shows_nothing_is_not_talked_about(void **state)
{
    (void)state;
    assert_string_equal(look(), "");
}

static int make_directory(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/plumbline-sysfs-XXXXXX");
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    run("rm -r '%s'", directory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_that_shows_nothing_is_not_talked_about),
        cmocka_unit_test(what_the_kernel_shows_is_said),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
