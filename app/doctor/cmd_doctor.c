/* plumbline doctor */
#include "app/command.h"
#include "app/doctor/doctor.h"
#include "app/options.h"
#include "base/json.h"
#include "base/redact.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void (*const checks[])(struct pl_doctor *) = {
    pl_doctor_check_camera,  pl_doctor_check_models, pl_doctor_check_baseline,
    pl_doctor_check_gpio,    pl_doctor_check_broker, pl_doctor_check_history,
    pl_doctor_check_disk,    pl_doctor_check_clock,  pl_doctor_check_heat,
    pl_doctor_check_command,
};

static const struct {
    const char *word, *sign, *colour;
} levels[PL_FINDING_LEVELS] = {
    [PL_FINDING_GOOD] = {"good", "ok", "32"},
    [PL_FINDING_NOTE] = {"note", "--", "33"},
    [PL_FINDING_PROBLEM] = {"problem", "!!", "31"},
};

void pl_doctor_say(struct pl_doctor *doctor, const char *area, enum pl_finding_level level,
                   const char *advice, const char *format, ...)
{
    struct pl_finding *finding = &doctor->finding[doctor->count];
    va_list args;

    if (doctor->count == PL_FINDINGS_MAX)
        return;
    doctor->count++;
    finding->area = area;
    finding->level = level;
    va_start(args, format);
    vsnprintf(finding->text, sizeof finding->text, format, args);
    va_end(args);
    pl_redact(finding->text, sizeof finding->text);
    snprintf(finding->advice, sizeof finding->advice, "%s", advice ? advice : "");
}

static int worst(const struct pl_doctor *doctor)
{
    int level = PL_FINDING_GOOD;

    for (int i = 0; i < doctor->count; i++)
        if ((int)doctor->finding[i].level > level)
            level = (int)doctor->finding[i].level;
    return level;
}

static void print_text(const struct pl_doctor *doctor)
{
    const char *no_colour = getenv("NO_COLOR");
    int colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);

    for (int i = 0; i < doctor->count; i++) {
        const struct pl_finding *finding = &doctor->finding[i];

        if (colour)
            printf("\033[%sm", levels[finding->level].colour);
        printf("%s", levels[finding->level].sign);
        printf("%s %-10s%s\n", colour ? "\033[0m" : "", finding->area, finding->text);
        if (finding->advice[0])
            printf("              -> %s\n", finding->advice);
    }
}

static void print_json(const struct pl_doctor *doctor)
{
    cJSON *all = cJSON_CreateObject(), *findings;
    char *text;

    cJSON_AddStringToObject(all, "worst", levels[worst(doctor)].word);
    findings = cJSON_AddArrayToObject(all, "findings");
    for (int i = 0; i < doctor->count; i++) {
        const struct pl_finding *finding = &doctor->finding[i];
        cJSON *row = cJSON_CreateObject();

        cJSON_AddStringToObject(row, "area", finding->area);
        cJSON_AddStringToObject(row, "level", levels[finding->level].word);
        cJSON_AddStringToObject(row, "text", finding->text);
        pl_json_add_text(row, "advice", finding->advice[0] ? finding->advice : NULL);
        cJSON_AddItemToArray(findings, row);
    }
    text = cJSON_Print(all);
    puts(text ? text : "null");
    cJSON_free(text);
    cJSON_Delete(all);
}

static int take_option(int option, const char *argument, void *context)
{
    (void)argument;
    *(int *)context = option == 'j';
    return 0;
}

int pl_cmd_doctor(int argc, char **argv)
{
    static const struct option own[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    static struct pl_config config;
    static struct pl_doctor doctor;
    struct pl_options options;
    int json = 0, r = pl_options_parse(argc, argv, own, take_option, &json, &options);

    if (!r)
        r = pl_options_load(&options, &config);
    if (r)
        return r;
    doctor.options = &options;
    doctor.settings = &config.settings;
    doctor.state_dir = options.state_dir;
    doctor.sysfs = "/sys";
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&doctor);
    if (json)
        print_json(&doctor);
    else
        print_text(&doctor);
    return worst(&doctor) == PL_FINDING_PROBLEM ? PL_EXIT_FAILED : PL_EXIT_DONE;
}
