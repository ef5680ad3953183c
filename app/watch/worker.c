#include "app/watch/worker.h"

#include "base/clock.h"
#include "capture/watch.h"
#include "vision/change_gate.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define HEARTBEAT PL_USEC_PER_SEC           /* between two sightings, at most */
#define FRAME_TIMEOUT (PL_USEC_PER_SEC / 2) /* short enough for a clean stop */

struct pl_worker {
    struct pl_worker_settings settings;
    pthread_t thread;
    struct pl_mailbox *mailbox;
    int bell; /* rings when `asked` or `stopping` changes */

    pthread_mutex_t lock; /* of the three below */
    struct pl_worker_wishes asked;
    enum calibration { NONE, WHOLE, REFRESH } calibration;
    bool stopping;

    /* The thread's own. */
    struct pl_worker_wishes wishes;
    struct pl_source *source;
    struct pl_watch watch;
    struct pl_pace pace;
    struct pl_change_gate gate;
    struct pl_sighting sighting;
    bool calibrating;
    bool fresh;  /* the source was opened anew: nothing of the past fits */
    pl_usec due; /* when the next frame is wanted */
};

static void say(struct pl_worker *w, bool measured)
{
    w->sighting.t = measured ? w->sighting.measurement.t : pl_clock_now();
    w->sighting.measured = measured;
    w->sighting.camera = w->watch.state;
    w->sighting.paused = w->wishes.paused;
    w->sighting.pace = w->pace.mode;
    w->sighting.calibrating = w->calibrating;
    w->sighting.baseline = pl_measurer_state(w->settings.measurer) == PL_MEASURER_READY;
    pl_mailbox_put(w->mailbox, &w->sighting);
}

/* Sleeps until then, or until somebody rings. */
static void sleep_until(struct pl_worker *w, pl_usec until)
{
    struct pollfd bell = {.fd = w->bell, .events = POLLIN};
    pl_usec left = until - pl_clock_now();
    struct timespec timeout = {left / PL_USEC_PER_SEC, left % PL_USEC_PER_SEC * 1000};
    eventfd_t ignored;

    if (left > 0 && ppoll(&bell, 1, &timeout, NULL) > 0)
        eventfd_read(w->bell, &ignored);
}

/* --- one frame ----------------------------------------------------------------------------- */

static unsigned parts_of(enum pl_pace_look look)
{
    return look == PL_PACE_GLANCE ? PL_LOOK_FACE : PL_LOOK_POSE | PL_LOOK_FACE;
}

static int look(struct pl_worker *w, const struct pl_frame *frame, enum pl_pace_look how)
{
    struct pl_landmarks marks;
    pl_usec begun = pl_clock_now();
    int r = pl_sight_look(w->settings.sight, frame, w->settings.mounting, parts_of(how), &marks);

    if (r < 0)
        return r;
    w->sighting.measurement = pl_measurer_measure(w->settings.measurer, frame, &marks,
                                                  w->fresh || w->source->independent, NULL);
    w->sighting.body = pl_relief_body(&marks);
    w->fresh = false;
    w->sighting.looked++;
    w->sighting.look_ms = (double)(pl_clock_now() - begun) / 1000;
    pl_change_gate_keep(&w->gate);
    pl_pace_saw(&w->pace, frame->t, marks.present);
    return 0;
}

/* --- calibration ------------------------------------------------------------------------------ */

#define REFRESH_LENGTH (5 * PL_USEC_PER_SEC) /* what the long press of the button promises */

static void begin_calibration(struct pl_worker *w, bool refresh)
{
    const struct pl_calibration_plan plan = {.length = refresh ? REFRESH_LENGTH
                                                               : w->wishes.calibration_length};

    pl_measurer_calibrate(w->settings.measurer, plan, refresh);
    w->calibrating = true;
}

static void end_calibration(struct pl_worker *w)
{
    struct pl_message why;
    struct pl_seat seat;

    w->calibrating = false;
    w->sighting.calibrations++;
    w->sighting.refused = pl_measurer_state(w->settings.measurer) != PL_MEASURER_READY;
    if (w->sighting.refused) { /* the old baseline is still in its file, if there was one */
        if (w->settings.baseline_path[0])
            pl_measurer_load(w->settings.measurer, w->settings.baseline_path, &why);
        return;
    }
    if (pl_measurer_seat(w->settings.measurer, &seat))
        pl_sight_expect(w->settings.sight, &seat);
    if (w->settings.baseline_path[0])
        w->sighting.saved = pl_measurer_save(
            w->settings.measurer, w->settings.baseline_path, w->settings.profile,
            pl_seconds(pl_clock_read(CLOCK_REALTIME)), w->wishes.keep_patches, &why);
}

/* A frame in which nothing has moved says what the last one said. */
static int take(struct pl_worker *w, const struct pl_frame *frame)
{
    enum pl_pace_look how = pl_pace_frame(&w->pace, frame->t, pl_change_gate_look(&w->gate, frame));
    int r = how == PL_PACE_SKIP ? 0 : look(w, frame, how);

    if (w->calibrating && pl_measurer_state(w->settings.measurer) != PL_MEASURER_CALIBRATING)
        end_calibration(w);
    w->sighting.measurement.t = frame->t;
    w->sighting.frames++;
    return r;
}

/* What has no sentence of its own; the one of some trouble before would mislead. */
static void explain(struct pl_worker *w, int r)
{
    if (r < 0)
        snprintf(w->sighting.detail, PL_DETAIL_SIZE, "the camera or its pictures: %s",
                 strerror(-r));
}

static void read_frame(struct pl_worker *w)
{
    struct pl_frame frame;
    int r = pl_source_next(w->source, FRAME_TIMEOUT, &frame);
    int broken = r == 0 ? take(w, &frame) : 0;

    if (r == 0)
        pl_source_release(w->source, &frame);
    else
        memcpy(w->sighting.detail, w->source->detail, PL_DETAIL_SIZE);
    explain(w, broken < 0 ? broken : r);
    pl_watch_read(&w->watch, pl_clock_now(), broken < 0 ? broken : r);
    say(w, r == 0 && broken == 0);
    w->due = pl_clock_now();
    if (r == 0)
        w->due = frame.t + pl_pace_interval(&w->pace);
}

/* --- the source ---------------------------------------------------------------------------- */

static void open_source(struct pl_worker *w)
{
    int r = pl_source_open(w->settings.source, &w->settings.wish, &w->source, w->sighting.detail);

    explain(w, r);
    pl_watch_opened(&w->watch, pl_clock_now(), r);
    if (r == 0) {
        w->fresh = true;
        pl_change_gate_init(&w->gate);
        pl_sight_forget(w->settings.sight);
    } else {
        say(w, false);
    }
    w->due = pl_clock_now();
}

static void close_source(struct pl_worker *w)
{
    pl_source_close(w->source);
    w->source = NULL;
    pl_watch_closed(&w->watch);
}

static void wait_for(struct pl_worker *w, pl_usec until)
{
    pl_usec heartbeat = pl_clock_now() + HEARTBEAT;

    say(w, false);
    sleep_until(w, until < heartbeat ? until : heartbeat);
}

static void stay_paused(struct pl_worker *w)
{
    if (w->source)
        close_source(w);
    pl_watch_init(&w->watch, w->wishes.frozen_after);
    wait_for(w, pl_clock_now() + HEARTBEAT);
}

static void watch(struct pl_worker *w)
{
    pl_usec now = pl_clock_now(), until = 0;

    switch (pl_watch_next(&w->watch, now, &until)) {
    case PL_WATCH_OPEN:
        open_source(w);
        break;
    case PL_WATCH_READ:
        if (now < w->due)
            sleep_until(w, w->due);
        else
            read_frame(w);
        break;
    case PL_WATCH_CLOSE:
        close_source(w);
        break;
    case PL_WATCH_WAIT:
        wait_for(w, until);
        break;
    case PL_WATCH_END:
        wait_for(w, now + HEARTBEAT);
        break;
    }
}

/* --- the thread ---------------------------------------------------------------------------- */

static bool hear(struct pl_worker *w)
{
    enum calibration calibration;
    bool stopping;

    pthread_mutex_lock(&w->lock);
    w->wishes = w->asked;
    stopping = w->stopping;
    calibration = w->calibration;
    w->calibration = NONE;
    pthread_mutex_unlock(&w->lock);
    pl_measurer_adjust(w->settings.measurer, w->wishes.eye_distance_mm, &w->wishes.limits);
    if (calibration != NONE)
        begin_calibration(w, calibration == REFRESH);
    pl_pace_set_rate(&w->pace, w->wishes.active_hz);
    pl_pace_exercise(&w->pace, w->wishes.exercising || w->calibrating);
    pl_watch_set_frozen_after(&w->watch, w->wishes.frozen_after);
    return !stopping;
}

static void *work(void *context)
{
    struct pl_worker *w = context;

    while (hear(w)) {
        if (w->wishes.paused)
            stay_paused(w);
        else
            watch(w);
    }
    pl_source_close(w->source);
    return NULL;
}

int pl_worker_start(const struct pl_worker_settings *settings, struct pl_worker **ret)
{
    struct pl_worker *w = calloc(1, sizeof *w);
    int r;

    if (!w)
        return -ENOMEM;
    w->settings = *settings;
    w->asked = settings->wishes;
    w->sighting.measurement = pl_measurement_unknown(0, PL_REASON_NO_PERSON);
    pl_watch_init(&w->watch, settings->wishes.frozen_after);
    pl_pace_init(&w->pace, settings->wishes.active_hz);
    pthread_mutex_init(&w->lock, NULL); /* of default type: cannot fail */
    w->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    r = w->bell < 0 ? -errno : pl_mailbox_create(sizeof w->sighting, &w->mailbox);
    if (r == 0)
        r = -pthread_create(&w->thread, NULL, work, w);
    if (r < 0)
        goto fail;
    *ret = w;
    return 0;
fail:
    pl_mailbox_destroy(w->mailbox);
    if (w->bell >= 0)
        close(w->bell);
    free(w);
    return r;
}

static void ring(struct pl_worker *w)
{
    eventfd_write(w->bell, 1);
}

void pl_worker_stop(struct pl_worker *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_mutex_unlock(&w->lock);
    ring(w);
    pthread_join(w->thread, NULL);
    pl_mailbox_destroy(w->mailbox);
    pthread_mutex_destroy(&w->lock);
    close(w->bell);
    free(w);
}

struct pl_mailbox *pl_worker_mailbox(struct pl_worker *worker)
{
    return worker->mailbox;
}

void pl_worker_wish(struct pl_worker *w, const struct pl_worker_wishes *wishes)
{
    pthread_mutex_lock(&w->lock);
    w->asked = *wishes;
    pthread_mutex_unlock(&w->lock);
    ring(w);
}

void pl_worker_calibrate(struct pl_worker *w, bool refresh)
{
    pthread_mutex_lock(&w->lock);
    w->calibration = refresh ? REFRESH : WHOLE;
    pthread_mutex_unlock(&w->lock);
    ring(w);
}
