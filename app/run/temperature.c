#include "app/run/temperature.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ZONES_MAX 16

/* The first line of a zone's file; false: there is none. */
static bool read_line(const char *directory, int zone, const char *file, char *text, int size)
{
    char path[128];
    FILE *stream;
    bool there;

    snprintf(path, sizeof path, "%.64s/thermal_zone%d/%s", directory, zone, file);
    stream = fopen(path, "re");
    if (!stream)
        return false;
    there = fgets(text, size, stream) != NULL;
    fclose(stream);
    return there;
}

static bool is_processor(const char *type)
{
    static const char *const names[] = {"cpu", "soc", "x86_pkg_temp", "coretemp", "k10temp"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strncmp(type, names[i], strlen(names[i])))
            return true;
    return false;
}

double pl_cpu_temperature_c(const char *directory)
{
    char text[64];
    long milli_c;

    for (int zone = 0; zone < ZONES_MAX; zone++) {
        if (!read_line(directory, zone, "type", text, sizeof text) || !is_processor(text))
            continue;
        if (read_line(directory, zone, "temp", text, sizeof text) &&
            sscanf(text, "%ld", &milli_c) == 1)
            return (double)milli_c / 1000;
    }
    return NAN;
}
