#include "app/relief/session.h"

#include "app/run/control.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE (5 * PL_USEC_PER_SEC) /* a daemon that loads its networks may be busy */
#define POLL_MS 100

struct in_daemon {
    struct pl_relief_session base;
    int fd;
    sd_event_source *source;
};

/* Takes in one text. False: nothing has come, or nothing will. */
static bool take(struct in_daemon *s)
{
    char text[PL_CONTROL_TEXT_MAX];
    ssize_t n = recv(s->fd, text, sizeof text - 1, MSG_DONTWAIT);

    if (n > 0)
        text[n] = 0;
    s->base.lost |= n > 0    ? !pl_relief_live_parse(text, &s->base.live)
                    : n == 0 ? true
                             : errno != EAGAIN && errno != EINTR;
    return n > 0 && !s->base.lost;
}

static void order(struct pl_relief_session *session, const char *json)
{
    struct in_daemon *s = (struct in_daemon *)session;
    const pl_usec until = pl_clock_now() + PATIENCE;
    struct pollfd answer = {.fd = s->fd, .events = POLLIN};

    if (send(s->fd, json, strlen(json), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        session->lost = true;
    while (!session->lost && pl_clock_now() < until) {
        poll(&answer, 1, POLL_MS);
        if (take(s) && session->live.answers)
            return;
    }
    session->lost = true; /* it hangs */
}

static void step(struct pl_relief_session *session)
{
    while (take((struct in_daemon *)session))
        ;
}

static void close_session(struct pl_relief_session *session)
{
    struct in_daemon *s = (struct in_daemon *)session;

    sd_event_source_unref(s->source);
    close(s->fd);
    free(s);
}

/* Only wakes the loop; step() reads. An end of the stream would wake it for ever. */
static int on_text(sd_event_source *source, int fd, uint32_t events, void *context)
{
    (void)fd;
    (void)context;
    return events & (EPOLLHUP | EPOLLERR) ? sd_event_source_set_enabled(source, SD_EVENT_OFF) : 0;
}

static const struct pl_relief_session_ops ops = {order, step, close_session};

int pl_relief_session_in_daemon(const char *state_dir, sd_event *loop,
                                struct pl_relief_session **ret)
{
    int fd = pl_control_connect(state_dir);
    struct in_daemon *s;
    int r;

    if (fd < 0)
        return fd;
    s = calloc(1, sizeof *s);
    if (!s) {
        close(fd);
        return -ENOMEM;
    }
    s->fd = fd;
    s->base.ops = &ops;
    s->base.where = "The running daemon leads this, with its camera and its buzzer.";
    r = sd_event_add_io(loop, &s->source, fd, EPOLLIN, on_text, s);
    if (r < 0) {
        close_session(&s->base);
        return r;
    }
    *ret = &s->base;
    return 0;
}
