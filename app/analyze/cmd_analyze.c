/* plumbline analyze: what is to be seen on pictures and videos */
#include "app/analyze/analysis.h"
#include "app/analyze/analyze_output.h"
#include "app/analyze/annotation.h"
#include "app/command.h"
#include "app/options.h"
#include "app/watch/posture_limits.h"
#include "app/watch/sight_settings.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wishes {
    struct pl_analyze_output output;
    const char *overlay, *baseline_file;
    double first, hfov_deg; /* 0: not given */
    int pose, threads;      /* -1 and 0: not given */
};

struct run {
    struct pl_analyze_output *output;
    struct pl_annotation *annotation; /* NULL: not wanted */
    struct pl_mounting mounting;
    int failures;
};

static volatile sig_atomic_t stop;

static void on_interrupt(int signal)
{
    (void)signal;
    stop = 1;
}

static int wrong(const char *option, const char *argument, const char *right)
{
    fprintf(stderr, "plumbline: %s%s%s: %s\n", option, *argument ? " " : "", argument, right);
    return PL_EXIT_USAGE;
}

/* The whole text as a number within [low, high]. */
static bool read_number(const char *text, double low, double high, double *ret)
{
    char *end;
    double value = strtod(text, &end);

    if (end == text || *end || !(value >= low && value <= high))
        return false;
    *ret = value;
    return true;
}

static int take_baseline(struct wishes *wishes, const char *argument)
{
    if (strncmp(argument, "first:", 6)) {
        wishes->baseline_file = argument;
        return 0;
    }
    if (read_number(argument + 6, 1, 3600, &wishes->first))
        return 0;
    return wrong("--baseline", argument,
                 "after 'first:' comes a number of seconds or pictures from 1 to 3600");
}

static int take_pose(struct wishes *wishes, const char *argument)
{
    static const char *const words[] = {"lite", "full", "heavy"};

    for (int i = 0; i < 3; i++)
        if (!strcmp(argument, words[i])) {
            wishes->pose = i;
            return 0;
        }
    return wrong("--pose", argument, "it is lite, full or heavy");
}

static int take_threads(struct wishes *wishes, const char *argument)
{
    double threads;

    if (!read_number(argument, 1, 16, &threads))
        return wrong("--threads", argument, "a number from 1 to 16");
    wishes->threads = (int)threads;
    return 0;
}

static int take_option(int option, const char *argument, void *context)
{
    struct wishes *wishes = context;

    switch (option) {
    case 'j':
        wishes->output.json = true;
        return 0;
    case 'l':
        wishes->output.landmarks = true;
        return 0;
    case 'r':
        wishes->output.record_path = argument;
        return 0;
    case 'o':
        wishes->overlay = argument;
        return 0;
    case 'b':
        return take_baseline(wishes, argument);
    case 'p':
        return take_pose(wishes, argument);
    case 't':
        return take_threads(wishes, argument);
    default:
        return read_number(argument, 20, 150, &wishes->hfov_deg)
                   ? 0
                   : wrong("--hfov", argument, "degrees from 20 to 150");
    }
}

static struct pl_analysis_settings settings_of(const struct pl_settings *s,
                                               const struct wishes *wishes)
{
    struct pl_sight_settings sight = pl_sight_settings_from(s, NULL);

    if (wishes->pose >= 0)
        sight.pose = (enum pl_pose_model)wishes->pose;
    if (wishes->threads)
        sight.threads = wishes->threads;
    return (struct pl_analysis_settings){
        .sight = sight,
        .measurer = {.hfov_deg = wishes->hfov_deg > 0 ? wishes->hfov_deg : s->camera.hfov_deg,
                     .mounting = {s->camera.rotation, s->camera.mirror},
                     .eye_distance_mm = s->profile.eye_distance_mm,
                     .limits = pl_posture_limits_from(s),
                     .models = sight.models},
        .first = wishes->first,
        .baseline_file = wishes->baseline_file,
    };
}

static void say(struct run *run, const char *sentence)
{
    pl_analyze_output_clear(run->output);
    fprintf(stderr, "plumbline: %s\n", sentence);
    run->failures++;
}

static void on_trouble(void *context, const char *sentence)
{
    say(context, sentence);
}

static int on_moment(void *context, const struct pl_moment *moment)
{
    struct run *run = context;
    struct pl_message why;
    int r = run->annotation ? pl_annotation_add(run->annotation, moment, run->mounting, &why) : 0;

    if (r) {
        say(run, why.text);
        return r < 0 ? r : -EIO;
    }
    r = pl_analyze_output_moment(run->output, moment);
    if (r)
        fprintf(stderr, "plumbline: writing the measurements: %s\n", strerror(-r));
    return r;
}

/* `cut`: it ended early, for a reason that has been said. */
static void finish(struct run *run, const struct pl_analysis *analysis, bool cut)
{
    struct pl_message why;
    const char *trouble = cut ? "" : pl_analysis_baseline_trouble(analysis);
    int r = run->annotation ? pl_annotation_finish(run->annotation, &why) : 0;

    if (r < 0)
        say(run, why.text);
    if (*trouble) {
        snprintf(why.text, sizeof why.text, "no baseline: %s", trouble);
        say(run, why.text);
    }
    if (pl_analyze_output_close(run->output, &why))
        say(run, why.text);
}

/* Everything from the first input to the summary. `inputs` ends with NULL. */
static int analyze(struct pl_analysis *analysis, struct run *run, char **inputs)
{
    struct pl_analysis_listener listener = {on_moment, on_trouble, run};
    struct pl_message why;
    int r = 0;

    analysis->stop = &stop;
    for (; *inputs && r >= 0 && !stop; inputs++) {
        r = pl_analysis_input(analysis, *inputs, &listener);
        if (r < 0 && !run->failures) {
            pl_message_set(&why, "%s: %s", *inputs, strerror(-r));
            say(run, why.text);
        }
    }
    finish(run, analysis, r < 0 || stop);
    return r < 0 || run->failures || stop ? PL_EXIT_FAILED : PL_EXIT_DONE;
}

static int start(const struct pl_settings *settings, struct wishes *wishes, char **inputs)
{
    static struct pl_analysis analysis;
    struct pl_analysis_settings wanted = settings_of(settings, wishes);
    struct run run = {.output = &wishes->output, .mounting = wanted.measurer.mounting};
    struct pl_message why;
    int r = pl_analysis_init(&analysis, &wanted, &why);

    if (r == 0 && wishes->overlay)
        r = pl_annotation_create(wishes->overlay, settings, &run.annotation, &why);
    if (r == 0)
        r = pl_analyze_output_open(&wishes->output, &why);
    if (r == 0) {
        signal(SIGINT, on_interrupt);
        r = analyze(&analysis, &run, inputs);
    } else {
        fprintf(stderr, "plumbline: %s\n", why.text);
        r = PL_EXIT_FAILED;
    }
    pl_annotation_destroy(run.annotation);
    pl_analysis_done(&analysis);
    return r;
}

int pl_cmd_analyze(int argc, char **argv)
{
    static const struct option own[] = {
        {"json", no_argument, NULL, 'j'},
        {"landmarks", no_argument, NULL, 'l'},
        {"record", required_argument, NULL, 'r'},
        {"overlay", required_argument, NULL, 'o'},
        {"baseline", required_argument, NULL, 'b'},
        {"hfov", required_argument, NULL, 'f'},
        {"pose", required_argument, NULL, 'p'},
        {"threads", required_argument, NULL, 't'},
        {NULL, 0, NULL, 0},
    };
    static struct pl_config config;
    static struct wishes wishes;
    struct pl_options options;
    int r;

    wishes = (struct wishes){.pose = -1};
    r = pl_options_parse(argc, argv, own, take_option, &wishes, &options);
    if (r)
        return r;
    if (optind == argc)
        return wrong("analyze", "",
                     "which picture, video or folder? See 'plumbline analyze --help'");
    r = pl_options_load(&options, &config);
    return r ? r : start(&config.settings, &wishes, argv + optind);
}
