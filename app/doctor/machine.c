/* Disk, clock, heat: the machine itself. */
#include "app/doctor/doctor.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define ENOUGH_MB 100 /* a year of history takes 35 */
#define HOT_C 80      /* a Pi slows down at 80 to 85 */

void pl_doctor_check_disk(struct pl_doctor *doctor)
{
    struct statvfs disk;
    unsigned long long free_mb;

    if (statvfs(doctor->state_dir, &disk)) {
        pl_doctor_say(doctor, "disk", errno == ENOENT ? PL_FINDING_NOTE : PL_FINDING_PROBLEM,
                      errno == ENOENT ? "'plumbline run' makes it" : "check its owner and mode",
                      "state directory %s: %s", doctor->state_dir, strerror(errno));
        return;
    }
    free_mb = (unsigned long long)disk.f_bavail * disk.f_frsize / 1000000;
    if (free_mb < ENOUGH_MB)
        pl_doctor_say(doctor, "disk", PL_FINDING_PROBLEM,
                      "make room; until then the history waits in memory",
                      "only %llu MB free at %s", free_mb, doctor->state_dir);
    else
        pl_doctor_say(doctor, "disk", PL_FINDING_GOOD, NULL, "%llu MB free at %s", free_mb,
                      doctor->state_dir);
    if (access(doctor->state_dir, W_OK))
        pl_doctor_say(doctor, "disk", PL_FINDING_NOTE,
                      "run as the user of the service: sudo -u plumbline plumbline doctor",
                      "%s is not ours to write", doctor->state_dir);
}

void pl_doctor_check_clock(struct pl_doctor *doctor)
{
    static const time_t long_ago = 1735689600; /* 2025: a Pi without a clock begins in the past */
    struct timex kernel = {0};
    int state = adjtimex(&kernel);

    if (time(NULL) < long_ago)
        pl_doctor_say(doctor, "clock", PL_FINDING_PROBLEM,
                      "connect to a network once, or add a clock module",
                      "the clock is years behind");
    else if (state == TIME_ERROR || (kernel.status & STA_UNSYNC))
        pl_doctor_say(doctor, "clock", PL_FINDING_NOTE,
                      "'timedatectl' shows why; the history is dated again when it is set",
                      "the clock is not synchronised");
    else
        pl_doctor_say(doctor, "clock", PL_FINDING_GOOD, NULL, "synchronised");
}

/* Reads one number from the first file that fits below sysfs. 0, or 1 when there is none. */
static int read_number(const struct pl_doctor *doctor, const char *pattern, int base, long *ret)
{
    char path[512], text[64];
    glob_t found;
    FILE *from = NULL;
    int r = 1;

    snprintf(path, sizeof path, "%s/%s", doctor->sysfs, pattern);
    if (glob(path, 0, NULL, &found))
        return 1;
    from = fopen(found.gl_pathv[0], "re");
    if (from && fgets(text, sizeof text, from)) {
        *ret = strtol(text, NULL, base);
        r = 0;
    }
    if (from)
        fclose(from);
    globfree(&found);
    return r;
}

/* Bits of the firmware's answer, now and (16 higher) since it was started: 0 low voltage, 1 to 3 slowed down. */
#define VOLTAGE_IS_LOW 0x1
#define VOLTAGE_WAS_LOW 0x10000

static void say_power(struct pl_doctor *doctor, long bits)
{
    if (bits & (VOLTAGE_IS_LOW | VOLTAGE_WAS_LOW))
        pl_doctor_say(doctor, "power", PL_FINDING_PROBLEM, "use the official power supply",
                      "the voltage %s too low", bits & VOLTAGE_IS_LOW ? "is" : "has been");
    else if (bits)
        pl_doctor_say(doctor, "heat", PL_FINDING_NOTE, "add a heat sink or more air",
                      "the Pi has been slowed down (0x%lx)", bits);
    else
        pl_doctor_say(doctor, "power", PL_FINDING_GOOD, NULL,
                      "never throttled since it was started");
}

/* Raspberry Pi OS tells everything; Debian's own kernel only whether the voltage is low. */
static void check_throttling(struct pl_doctor *doctor)
{
    long bits, low;

    if (!read_number(doctor, "devices/platform/soc*/soc*:firmware/get_throttled", 16, &bits))
        say_power(doctor, bits);
    else if (!read_number(doctor,
                          "devices/platform/soc*/soc*:firmware/raspberrypi-hwmon/hwmon/"
                          "hwmon*/in0_lcrit_alarm",
                          10, &low))
        say_power(doctor, low ? VOLTAGE_IS_LOW : 0);
}

void pl_doctor_check_heat(struct pl_doctor *doctor)
{
    long milli_c;

    check_throttling(doctor);
    if (read_number(doctor, "class/thermal/thermal_zone0/temp", 10, &milli_c))
        return;
    if (milli_c >= HOT_C * 1000)
        pl_doctor_say(doctor, "heat", PL_FINDING_NOTE, "add a heat sink or more air", "%ld degrees",
                      milli_c / 1000);
    else
        pl_doctor_say(doctor, "heat", PL_FINDING_GOOD, NULL, "%ld degrees", milli_c / 1000);
}
