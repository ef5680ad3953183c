/* `plumbline calibrate`: half a minute of sitting tall, watched while it passes. */
#include "app/calibrate/calibration_by_daemon.h"
#include "app/command.h"
#include "app/options.h"
#include "app/watch/measurer.h"
#include "app/watch/posture_limits.h"
#include "app/watch/sight_settings.h"
#include "capture/source.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REFRESH_S 5
#define FRAME_TIMEOUT (2 * PL_USEC_PER_SEC)
#define BAR 30

enum look_wish { LOOK_BY_SOURCE, LOOK_YES, LOOK_NO }; /* a recording does not do as it is told */

enum asked { ASKED_NOTHING, ASKED_LOOK, ASKED_SIT_TALL };

struct wishes {
    bool refresh;
    enum look_wish look;
    double length_s; /* 0: the setting's */
};

struct calibrating {
    const struct pl_settings *settings;
    const char *state_dir;
    struct wishes wishes;
    char path[PL_SETTING_PATH_MAX + PL_PROFILE_NAME_SIZE + 32];
    struct pl_sight *sight;
    struct pl_measurer *measurer;
    struct pl_source *source;
    bool terminal;
    double length_s;
    enum asked asked; /* what the person was told to do last */
    const char *said; /* the advice that stands on the screen */
};

static volatile sig_atomic_t stop;

static void on_interrupt(int signal)
{
    (void)signal;
    stop = 1;
}

static int take_option(int option, const char *argument, void *context)
{
    struct wishes *w = context;
    char *end;

    if (option == 'r') {
        w->refresh = true;
        return 0;
    }
    if (option == 'k' || option == 'n') {
        w->look = option == 'k' ? LOOK_YES : LOOK_NO;
        return 0;
    }
    w->length_s = strtod(argument, &end);
    if (*argument && !*end && w->length_s >= 1 && w->length_s <= 600)
        return 0;
    fprintf(stderr, "plumbline: --length %s: a number of seconds from 1 to 600\n", argument);
    return PL_EXIT_USAGE;
}

static struct pl_measurer_settings measurer_settings(const struct pl_settings *s,
                                                     struct pl_sight *sight)
{
    return (struct pl_measurer_settings){
        .hfov_deg = s->camera.hfov_deg,
        .mounting = {s->camera.rotation, s->camera.mirror},
        .eye_distance_mm = s->profile.eye_distance_mm,
        .limits = pl_posture_limits_from(s),
        .models = {.directory = s->model.directory},
        .sight = sight,
    };
}

static int open_networks(struct calibrating *c)
{
    const struct pl_settings *s = c->settings;
    struct pl_sight_settings sight = pl_sight_settings_from(s, NULL);
    struct pl_measurer_settings measurer;
    struct pl_message why = {""};
    int r = pl_sight_create(&sight, &c->sight, &why);

    measurer = measurer_settings(s, c->sight);
    if (r == 0)
        r = pl_measurer_create(&measurer, &c->measurer, &why);
    /* For a full calibration the old one matters only by the head's size, and need not be there. */
    if (r == 0 && pl_measurer_load(c->measurer, c->path, &why) < 0 && c->wishes.refresh)
        r = -ENOENT;
    if (r < 0)
        fprintf(stderr, "plumbline: %s\n", why.text);
    return r;
}

static int open_source(struct calibrating *c)
{
    struct pl_source_wish wish = {.loop = c->settings->camera.loop};
    char detail[PL_DETAIL_SIZE] = "";
    int r = pl_source_open(c->settings->camera.source, &wish, &c->source, detail);

    if (r == 0)
        return 0;
    fprintf(stderr, "plumbline: %s\n", r > 0 ? detail : strerror(-r));
    return -EIO;
}

/* A daemon beside us has the camera, and takes the new upright at once; but it looks through its own camera and knows no
 * other length. True: it was asked, and *ret is a pl_exit. */
static bool daemon_does_it(struct calibrating *c, enum pl_layer chosen_by, int *ret)
{
    double length_s = c->wishes.refresh ? REFRESH_S : c->settings->calibration.length_s;
    int r;

    if (chosen_by == PL_LAYER_COMMAND_LINE || c->wishes.length_s > 0 ||
        c->wishes.look != LOOK_BY_SOURCE)
        return false;
    r = pl_calibration_by_daemon(c->state_dir, c->wishes.refresh, length_s, &stop);
    if (r < 0 && r != -ECANCELED)
        return false;
    if (r == 0)
        printf("%s for %s.\n", c->wishes.refresh ? "Refreshed" : "Calibrated",
               c->settings->profile.name);
    *ret = r == 0 ? PL_EXIT_DONE : PL_EXIT_FAILED;
    return true;
}

/* Pictures have no time between them: all of them are one calibration. */
static void begin(struct calibrating *c)
{
    double setting = c->wishes.refresh ? REFRESH_S : c->settings->calibration.length_s;
    struct pl_calibration_plan plan = {
        .look = c->wishes.look == LOOK_BY_SOURCE ? c->source->live : c->wishes.look == LOOK_YES};

    c->length_s = c->wishes.length_s > 0 ? c->wishes.length_s : setting;
    plan.length = pl_usec_from_seconds(c->length_s);
    if (c->source->independent)
        plan.pictures = c->source->expected > 0 && c->source->expected < PL_CALIBRATION_FRAMES
                            ? (int)c->source->expected
                            : PL_CALIBRATION_FRAMES;
    pl_measurer_calibrate(c->measurer, plan, c->wishes.refresh);
}

static void ask_for(enum asked what, double length_s)
{
    if (what == ASKED_LOOK)
        fprintf(
            stderr,
            "Look straight into the camera for %.0f seconds: it shows how large your head is.\n",
            PL_SIZE_LOOK_LENGTH_S);
    else
        fprintf(stderr, "Sit tall, shoulders loose, and look straight ahead for %.0f seconds.\n",
                length_s);
}

/* Says what to do next when that has changed. Whether a look is worth it shows within a second. */
static void ask(struct calibrating *c)
{
    const struct pl_calibration *now = pl_measurer_calibration(c->measurer);
    bool looking = pl_calibration_is_looking(now);
    enum asked what = looking ? ASKED_LOOK : ASKED_SIT_TALL;

    if (what == c->asked || (looking && !now->look.asked))
        return;
    if (c->terminal)
        fprintf(stderr, "\r\033[K");
    if (now->looked == PL_SIZE_LOOK_DONE)
        fprintf(stderr, "Thank you. ");
    if (now->looked == PL_SIZE_LOOK_NO_FACE)
        fprintf(stderr, "No face was turned to the camera, so the size of your head is estimated "
                        "from its view.\n");
    ask_for(what, c->length_s);
    c->asked = what;
}

static const char *advice_of(const struct pl_calibration *now)
{
    return pl_calibration_is_looking(now) ? pl_size_look_advice(&now->look)
                                          : pl_calibration_advice(now->fault);
}

static void draw_bar(const struct pl_calibration *now)
{
    bool looking = pl_calibration_is_looking(now);
    double done = looking ? pl_size_look_progress(&now->look) : pl_calibration_progress(now);
    char quality[32] = "";

    if (!looking)
        snprintf(quality, sizeof(quality), "  quality %3.0f %%", 100 * pl_calibration_quality(now));
    fprintf(stderr, "\r\033[K[%-*.*s] %3.0f %%%s  %s", BAR, (int)(done * BAR),
            "##############################", 100 * done, quality, advice_of(now));
    fflush(stderr);
}

/* A terminal gets a bar that is drawn over itself; a log gets a line when the advice changes. */
static void show(struct calibrating *c)
{
    const struct pl_calibration *now = pl_measurer_calibration(c->measurer);

    ask(c);
    if (c->asked == ASKED_NOTHING)
        return;
    if (c->terminal)
        draw_bar(now);
    else if (advice_of(now) != c->said && *advice_of(now))
        fprintf(stderr, "%s\n", advice_of(now));
    c->said = advice_of(now);
}

/* One frame. 0; a pl_source_state; negative errno. */
static int step(struct calibrating *c)
{
    struct pl_mounting mounting = {c->settings->camera.rotation, c->settings->camera.mirror};
    static struct pl_landmarks marks;
    struct pl_frame frame;
    int r = pl_source_next(c->source, FRAME_TIMEOUT, &frame);

    if (r != 0)
        return r;
    if (c->source->independent)
        pl_sight_forget(c->sight);
    r = pl_sight_look(c->sight, &frame, mounting, PL_LOOK_ALL, &marks);
    if (r == 0)
        pl_measurer_measure(c->measurer, &frame, &marks, c->source->independent, NULL);
    pl_source_release(c->source, &frame);
    return r;
}

static int watch(struct calibrating *c)
{
    int r = 0;

    while (!stop && pl_measurer_state(c->measurer) == PL_MEASURER_CALIBRATING &&
           ((r = step(c)) == 0 || r == PL_SOURCE_NO_FRAME))
        show(c);
    if (c->terminal)
        fprintf(stderr, "\n");
    if (pl_measurer_state(c->measurer) == PL_MEASURER_READY)
        return 0;
    if (stop)
        fprintf(stderr, "plumbline: stopped; nothing was changed\n");
    else if (r == PL_SOURCE_END)
        fprintf(
            stderr,
            "plumbline: the input ended before enough good frames had come; nothing was changed\n");
    else if (r != 0)
        fprintf(stderr, "plumbline: %s\n", r > 0 ? c->source->detail : strerror(-r));
    return -EIO;
}

static int keep(struct calibrating *c)
{
    const struct pl_calibration *now = pl_measurer_calibration(c->measurer);
    const struct pl_reference *ref = pl_measurer_reference(c->measurer);
    struct pl_message why = {""};

    if (pl_measurer_save(c->measurer, c->path, c->settings->profile.name, (double)time(NULL),
                         c->settings->baseline.keep_patches, &why) < 0) {
        fprintf(stderr, "plumbline: %s\n", why.text);
        return PL_EXIT_FAILED;
    }
    printf("%s for %s: the camera sees you from %.0f degrees, your head is %.0f cm away%s, upright "
           "is known to %.1f cm, "
           "quality %.0f %%.\n",
           c->wishes.refresh ? "Refreshed" : "Calibrated", c->settings->profile.name,
           ref->reading.azimuth_deg, pl_vec3_norm(ref->head),
           ref->reading.looked ? " (its size seen from in front)" : "",
           pl_calibration_rest(now).spread_cm, 100 * pl_calibration_quality(now));
    return PL_EXIT_DONE;
}

static void close_all(struct calibrating *c)
{
    pl_source_close(c->source);
    pl_measurer_destroy(c->measurer);
    pl_sight_destroy(c->sight);
}

static int calibrate(struct calibrating *c)
{
    int r = PL_EXIT_FAILED;

    if (open_networks(c) == 0 && open_source(c) == 0) {
        begin(c);
        if (watch(c) == 0)
            r = keep(c);
        else if (pl_measurer_state(c->measurer) == PL_MEASURER_REFUSED)
            fprintf(stderr, "plumbline: not calibrated: %s; nothing was changed\n",
                    pl_calibration_advice(
                        pl_calibration_main_fault(pl_measurer_calibration(c->measurer))));
    }
    close_all(c);
    return r;
}

static enum pl_layer layer_of_source(const struct pl_config *config)
{
    const struct pl_setting *source = pl_setting_find("camera.source");

    assert(source);
    return config->origin[source - pl_setting_table].layer;
}

int pl_cmd_calibrate(int argc, char **argv)
{
    static const struct option own[] = {{"refresh", no_argument, NULL, 'r'},
                                        {"length", required_argument, NULL, 'l'},
                                        {"look", no_argument, NULL, 'k'},
                                        {"no-look", no_argument, NULL, 'n'},
                                        {NULL, 0, NULL, 0}};
    struct calibrating c = {.terminal = isatty(STDERR_FILENO)};
    static struct pl_options options;
    static struct pl_config config;
    struct pl_message why = {""};
    int r = pl_options_parse(argc, argv, own, take_option, &c.wishes, &options);

    if (r == 0)
        r = pl_options_load(&options, &config);
    if (r == 0)
        r = pl_options_make_state_dir(&options);
    if (r != 0)
        return r;
    c.settings = &config.settings;
    c.state_dir = options.state_dir;
    if (pl_baseline_path(options.state_dir, c.settings->profile.name, c.path, sizeof(c.path),
                         &why) < 0) {
        fprintf(stderr, "plumbline: %s\n", why.text);
        return PL_EXIT_FAILED;
    }
    signal(SIGINT, on_interrupt);
    return daemon_does_it(&c, layer_of_source(&config), &r) ? r : calibrate(&c);
}
