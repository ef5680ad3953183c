#include "app/run/show.h"

#include "capture/watch.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const char *camera_words(const struct pl_sighting *seen)
{
    if (seen->paused)
        return "paused";
    return seen->camera == PL_SOURCE_NO_FRAME ? "starting" : pl_source_state_name(seen->camera);
}

static int show_seat(const struct pl_session *session, pl_usec now, char *ret, size_t size)
{
    const char *state = pl_session_state_name(session->state);

    if (session->state == PL_SESSION_SITTING)
        return snprintf(ret, size, "sitting for %d min", (int)(session->seated / PL_USEC_PER_MIN));
    if (session->state == PL_SESSION_UNKNOWN)
        return snprintf(ret, size, "looking for you");
    return snprintf(ret, size, "%s for %d min", state,
                    (int)((now - session->since) / PL_USEC_PER_MIN));
}

static int show_posture(const struct pl_judge *judge, const struct pl_sighting *seen, char *ret,
                        size_t size)
{
    const struct pl_measurement *m = &judge->now;

    if (!seen->baseline)
        return snprintf(ret, size, "  |  posture not judged: no baseline yet");
    if (!m->present)
        return 0;
    if (m->posture == PL_POSTURE_UNKNOWN)
        return snprintf(ret, size, "  |  posture unknown: %s", pl_reason_name(m->reason));
    if (!pl_is_known(m->forward_head_delta_cm))
        return snprintf(ret, size, "  |  %s", pl_posture_name(m->posture));
    return snprintf(ret, size, "  |  %s  |  head %+.1f cm (+-%.1f)", pl_posture_name(m->posture),
                    m->forward_head_delta_cm.value, m->forward_head_delta_cm.sd);
}

void pl_show_now(const struct pl_judge *judge, const struct pl_sighting *seen,
                 char ret[PL_SHOW_SIZE])
{
    int n;

    if ((seen->camera != PL_SOURCE_OK && seen->camera != PL_SOURCE_END) || seen->paused) {
        snprintf(ret, PL_SHOW_SIZE, "camera %s  %s", camera_words(seen),
                 pl_source_state_advice(seen->camera));
        return;
    }
    n = show_seat(&judge->session, seen->t, ret, PL_SHOW_SIZE);
    show_posture(judge, seen, ret + n, PL_SHOW_SIZE - (size_t)n);
}

void pl_show_draw(const char *text)
{
    struct winsize window = {.ws_col = 80};

    ioctl(STDOUT_FILENO, TIOCGWINSZ, &window);
    printf("\r\033[K%.*s", window.ws_col > 1 ? window.ws_col - 1 : 79, text);
    fflush(stdout);
}

void pl_show_clear(void)
{
    fputs("\r\033[K", stdout);
}

static int minutes(pl_usec t)
{
    return (int)(t / PL_USEC_PER_MIN);
}

static int show_event_words(const struct pl_event *e, char *ret, size_t size)
{
    switch (e->kind) {
    case PL_EVENT_SITTING:
    case PL_EVENT_STANDING:
    case PL_EVENT_AWAY:
        return snprintf(ret, size, "%s", pl_event_name(e->kind));
    case PL_EVENT_BREAK:
        return snprintf(ret, size, "a break of %d min", minutes(e->pause.length));
    case PL_EVENT_POSTURE_ALERT:
        return snprintf(ret, size, "%s: %s for %d min", pl_level_name(e->posture_alert.level),
                        pl_posture_name(e->posture_alert.posture), minutes(e->posture_alert.held));
    case PL_EVENT_TOO_CLOSE:
        return snprintf(ret, size, "too close to the screen: %.0f cm",
                        e->too_close.screen_distance_cm);
    case PL_EVENT_BREAK_DUE:
        return snprintf(ret, size, "time for a break: %d min seated", minutes(e->break_due.seated));
    case PL_EVENT_RECOVERED:
        return snprintf(ret, size, "upright again");
    case PL_EVENT_EXERCISE:
        return snprintf(ret, size, "exercise: %s", e->exercise.title);
    case PL_EVENT_CAMERA:
        return snprintf(ret, size, "camera: %s", e->camera.state);
    case PL_EVENT_SUMMARY:
        return snprintf(ret, size, "today: %d min seated, longest %d min, %d breaks",
                        minutes(e->summary.seated), minutes(e->summary.longest_sit),
                        e->summary.breaks);
    case PL_EVENT_SUPPRESSED:
    case PL_EVENT_KINDS:
        break;
    }
    return 0;
}

bool pl_show_event(const struct pl_event *event, char ret[PL_SHOW_SIZE])
{
    time_t now = time(NULL);
    struct tm local;
    size_t n;

    localtime_r(&now, &local);
    n = strftime(ret, PL_SHOW_SIZE, "%H:%M  ", &local);
    return show_event_words(event, ret + n, PL_SHOW_SIZE - n) > 0;
}
