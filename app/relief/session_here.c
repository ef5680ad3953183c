#include "app/relief/session.h"

#include "alerts/sinks.h"
#include "app/relief/desk.h"
#include "app/watch/eyes.h"
#include "app/watch/sinks_settings.h"
#include "base/clock.h"
#include "capture/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct here {
    struct pl_relief_session base;
    struct pl_relief_desk *desk;
    struct pl_eyes eyes;     /* without a worker: no camera looks */
    struct pl_sinks *sinks;  /* NULL: no buzzer */
    sd_event_source *source; /* of sightings */
};

static void look(struct here *s)
{
    struct pl_relief_live *live = &s->base.live;

    pl_relief_desk_live(s->desk, live);
    if ((!s->eyes.worker || s->base.camera.text[0]) && live->sight == PL_SIGHT_LEARNING)
        live->sight = PL_SIGHT_NONE;
}

static void order(struct pl_relief_session *session, const char *json)
{
    struct here *s = (struct here *)session;
    const int r = pl_relief_desk_exercise(s->desk, json, pl_clock_now(), pl_when_now());

    look(s);
    session->live.refused = r != 0;
}

static void say_camera(struct here *s, const struct pl_sighting *seen)
{
    const bool fine = seen->camera == PL_SOURCE_OK || seen->camera == PL_SOURCE_NO_FRAME;

    snprintf(s->base.camera.text, sizeof s->base.camera.text, "%s", fine ? "" : seen->detail);
}

/* Whether a frame was looked at. Nobody's sitting is followed here, so standing is what this frame says. */
static bool take_sample(struct here *s, struct pl_verify_sample *ret)
{
    struct pl_sighting seen;
    uint64_t overtaken;

    if (!s->eyes.worker || !pl_mailbox_take(pl_worker_mailbox(s->eyes.worker), &seen, &overtaken))
        return false;
    say_camera(s, &seen);
    *ret = pl_relief_sample(&seen.body, &seen.measurement, seen.measurement.head_above);
    return seen.measured;
}

static void step(struct pl_relief_session *session)
{
    struct here *s = (struct here *)session;
    struct pl_verify_sample sample;
    const bool seen = take_sample(s, &sample);
    enum pl_tune tune;

    pl_relief_desk_guide(s->desk, seen ? &sample : NULL, pl_clock_now(), pl_when_now(), &tune);
    if (s->sinks)
        pl_sinks_play(s->sinks, tune);
    look(s);
}

static void close_session(struct pl_relief_session *session)
{
    struct here *s = (struct here *)session;

    sd_event_source_unref(s->source);
    pl_eyes_close(&s->eyes);
    pl_sinks_destroy(s->sinks);
    pl_relief_desk_destroy(s->desk);
    free(s);
}

static const struct pl_relief_session_ops ops = {order, step, close_session};

/* Only wakes the loop; step() takes it. */
static int on_sighting(sd_event_source *source, int fd, uint32_t events, void *context)
{
    (void)source;
    (void)fd;
    (void)events;
    (void)context;
    return 0;
}

static int open_camera(struct here *s, const struct pl_relief_session_wish *wish, sd_event *loop)
{
    struct pl_worker_wishes wishes = pl_eyes_wishes(wish->settings);
    struct pl_message why = {""};
    int r = pl_source_prepare(wish->settings->camera.source, s->base.camera.text);

    wishes.paused = false; /* that is for the daemon; here somebody asks for the camera */
    wishes.exercising = true;
    if (r != 0)
        return r;
    if ((r = pl_eyes_open(&s->eyes, wish->options, wish->settings, &why)) < 0) {
        snprintf(s->base.camera.text, sizeof s->base.camera.text, "%s", why.text);
        return r;
    }
    pl_eyes_load_baseline(&s->eyes, wish->options->state_dir, &why); /* turns need none */
    if ((r = pl_eyes_watch(&s->eyes, &wishes, false)) == 0)
        r = sd_event_add_io(loop, &s->source,
                            pl_mailbox_descriptor(pl_worker_mailbox(s->eyes.worker)), EPOLLIN,
                            on_sighting, s);
    if (r < 0)
        snprintf(s->base.camera.text, sizeof s->base.camera.text, "%s", strerror(-r));
    return r;
}

/* Only the buzzer: this is no daemon, and nothing of it goes to a broker. */
static void open_buzzer(struct here *s, const struct pl_settings *settings, sd_event *loop)
{
    const struct pl_sinks_settings all = pl_sinks_settings_from(settings, "");
    const struct pl_sinks_settings buzzer = {
        .gpio = {.buzzer = all.gpio.buzzer,
                 .active_low = all.gpio.active_low,
                 .buzzer_pwm = all.gpio.buzzer_pwm,
                 .buzzer_tone_hz = all.gpio.buzzer_tone_hz},
        .version = all.version,
    };
    const struct pl_sinks_handlers nobody = {0};

    if (buzzer.gpio.buzzer[0] || buzzer.gpio.buzzer_pwm[0])
        pl_sinks_create(&buzzer, loop, &nobody, &s->sinks);
}

/* Threads and children of both begin here, and none of them may get the terminal's signals. */
static void open_devices(struct here *s, const struct pl_relief_session_wish *wish, sd_event *loop)
{
    static const int terminal[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH};
    sigset_t signals, before;

    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof terminal / sizeof terminal[0]; i++)
        sigaddset(&signals, terminal[i]);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    if (wish->buzzer)
        open_buzzer(s, wish->settings, loop);
    if (wish->camera && open_camera(s, wish, loop) != 0)
        pl_eyes_close(&s->eyes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int pl_relief_session_here(const struct pl_relief_session_wish *wish, sd_event *loop,
                           struct pl_relief_session **ret)
{
    struct here *s = calloc(1, sizeof *s);
    int r = s ? pl_relief_desk_create(wish->settings, wish->options->state_dir, NULL, &s->desk)
              : -ENOMEM;

    if (r < 0) {
        free(s);
        return r;
    }
    s->base.ops = &ops;
    s->base.where = "";
    open_devices(s, wish, loop);
    *ret = &s->base;
    return 0;
}
