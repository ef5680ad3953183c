/* Models, baseline, history, GPIO lines: what Plumbline leans on. */
#include "alerts/gpio.h"
#include "app/doctor/doctor.h"
#include "app/watch/sight_settings.h"
#include "history/history.h"
#include "vision/baseline.h"
#include "vision/models.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pl_doctor_check_models(struct pl_doctor *doctor)
{
    const struct pl_settings *settings = doctor->settings;
    const struct pl_model_places places = {.directory = settings->model.directory};
    const struct pl_sight_settings sight = pl_sight_settings_from(settings, NULL);
    const char *files[] = {pl_pose_model_file(sight.pose), PL_MODEL_FACE_DETECTOR,
                           PL_MODEL_FACE_MESH, PL_MODEL_FACE_GEOMETRY};
    struct pl_message why;
    char path[512];

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (pl_models_find(&places, files[i], path, sizeof path, &why))
            pl_doctor_say(doctor, "models", PL_FINDING_PROBLEM,
                          "run models/fetch, or install plumbline-models", "%s", why.text);
        else if (!i)
            pl_doctor_say(doctor, "models", PL_FINDING_GOOD, NULL, "%s", path);
    }
}

#define AS_SERVICE "'sudo -u plumbline plumbline doctor' looks with the rights of the service"

static void say_baseline(struct pl_doctor *doctor, const char *path, int r,
                         const struct pl_message *why)
{
    if (r == -ENOENT)
        pl_doctor_say(doctor, "baseline", PL_FINDING_NOTE,
                      "sit upright and run 'plumbline calibrate'",
                      "none for '%s' yet: posture is not judged", doctor->settings->profile.name);
    else if (r == -EACCES)
        pl_doctor_say(doctor, "baseline", PL_FINDING_PROBLEM, AS_SERVICE, "%s", why->text);
    else if (r)
        pl_doctor_say(doctor, "baseline", PL_FINDING_PROBLEM,
                      "sit upright and run 'plumbline calibrate'", "%s", why->text);
    else
        pl_doctor_say(doctor, "baseline", PL_FINDING_GOOD, NULL, "%s", path);
}

void pl_doctor_check_baseline(struct pl_doctor *doctor)
{
    struct pl_baseline *baseline = calloc(1, sizeof *baseline);
    struct pl_message why = {""};
    char path[512];

    if (!baseline)
        return;
    if (pl_baseline_path(doctor->state_dir, doctor->settings->profile.name, path, sizeof path,
                         &why))
        pl_doctor_say(doctor, "baseline", PL_FINDING_PROBLEM, "choose another profile.name", "%s",
                      why.text);
    else
        say_baseline(doctor, path, pl_baseline_read(path, baseline, &why), &why);
    free(baseline);
}

/* The hook runs with the service's rights, which are not necessarily those of who asks. */
void pl_doctor_check_command(struct pl_doctor *doctor)
{
    const char *command = doctor->settings->alerts.command;

    if (!*command)
        return;
    if (access(command, X_OK))
        pl_doctor_say(doctor, "command", PL_FINDING_PROBLEM,
                      "alerts.command must name a program that the service may run",
                      "%s cannot be run: %s", command, strerror(errno));
    else
        pl_doctor_say(doctor, "command", PL_FINDING_GOOD, NULL, "%s", command);
}

void pl_doctor_check_history(struct pl_doctor *doctor)
{
    struct pl_history *history = NULL;
    int r;

    if (!doctor->settings->history.enabled) {
        pl_doctor_say(doctor, "history", PL_FINDING_NOTE, NULL, "switched off");
        return;
    }
    r = pl_history_open(doctor->state_dir, doctor->settings->profile.name, PL_HISTORY_READ, false,
                        &history);
    if (!r)
        pl_doctor_say(doctor, "history", PL_FINDING_GOOD, NULL, "readable");
    else if (r == PL_HISTORY_NONE)
        pl_doctor_say(doctor, "history", PL_FINDING_NOTE, NULL, "%s", pl_history_condition_text(r));
    else
        pl_doctor_say(doctor, "history", PL_FINDING_PROBLEM, r == -EACCES ? AS_SERVICE : NULL, "%s",
                      r > 0 ? pl_history_condition_text((enum pl_history_condition)r)
                            : strerror(-r));
    pl_history_close(history);
}

static void check_line(struct pl_doctor *doctor, const char *what, const char *text)
{
    struct pl_gpio_place place;
    struct pl_gpio_line *line = NULL;
    enum pl_gpio_condition condition;

    if (!*text || pl_gpio_place_parse(text, &place))
        return;
    /* As an input, so that nothing sounds or lights up. */
    condition = pl_gpio_open_input(&place, false, PL_GPIO_BIAS_AS_IS, &line);
    if (!condition)
        pl_doctor_say(doctor, "gpio", PL_FINDING_GOOD, NULL, "%s on %s", what, text);
    else if (condition == PL_GPIO_BUSY)
        pl_doctor_say(doctor, "gpio", PL_FINDING_NOTE, "fine when it is the running Plumbline",
                      "%s on %s is in use", what, text);
    else
        pl_doctor_say(doctor, "gpio", PL_FINDING_PROBLEM, pl_gpio_condition_text(condition),
                      "%s on %s cannot be used", what, text);
    pl_gpio_close(line);
}

void pl_doctor_check_gpio(struct pl_doctor *doctor)
{
    const struct pl_settings *settings = doctor->settings;

    check_line(doctor, "buzzer", settings->gpio.buzzer);
    check_line(doctor, "led", settings->gpio.led);
    check_line(doctor, "button", settings->gpio.button);
    if (!*settings->gpio.buzzer && !*settings->gpio.led && !*settings->gpio.button)
        pl_doctor_say(doctor, "gpio", PL_FINDING_NOTE, NULL,
                      "no buzzer, LED or button is configured");
}
