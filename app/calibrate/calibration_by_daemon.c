#include "app/calibrate/calibration_by_daemon.h"

#include "app/run/control.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ASK_MS 500
#define ANSWER_MS 5000               /* a daemon in the middle of a look is slow to answer */
#define GRACE (60 * PL_USEC_PER_SEC) /* beyond the length, for a person who is in no hurry */

void pl_calibration_news_format(const struct pl_calibration_news *news, char *ret, size_t size)
{
    snprintf(ret, size, "calibrations %u%s%s%s", news->ended, news->running ? " running" : "",
             news->refused ? " refused" : "", news->blind ? " blind" : "");
}

bool pl_calibration_news_parse(const char *text, struct pl_calibration_news *ret)
{
    struct pl_calibration_news news = {.running = strstr(text, " running") != NULL,
                                       .refused = strstr(text, " refused") != NULL,
                                       .blind = strstr(text, " blind") != NULL};

    if (sscanf(text, "calibrations %u", &news.ended) != 1)
        return false;
    *ret = news;
    return true;
}

/* Says one thing and hears the answer. 0 or negative errno. */
static int exchange(int fd, const char *words, struct pl_calibration_news *ret)
{
    struct pollfd answer = {.fd = fd, .events = POLLIN};
    char text[PL_CONTROL_TEXT_MAX];
    ssize_t n;

    if (send(fd, words, strlen(words), MSG_NOSIGNAL) < 0)
        return -errno;
    if (poll(&answer, 1, ANSWER_MS) <= 0)
        return -ETIMEDOUT;
    n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);
    if (n <= 0)
        return n < 0 ? -errno : -ECONNRESET;
    text[n] = 0;
    return pl_calibration_news_parse(text, ret) ? 0 : -EPROTO;
}

static int follow(int fd, unsigned ended_before, pl_usec until, const volatile sig_atomic_t *stop)
{
    struct pl_calibration_news news = {.ended = ended_before};
    int r = 0;

    while (r == 0 && !*stop && news.ended == ended_before && pl_clock_now() < until) {
        poll(NULL, 0, ASK_MS);
        r = exchange(fd, PL_CALIBRATE_HOW, &news);
    }
    if (r < 0)
        fprintf(stderr, "plumbline: the daemon does not answer any more: %s\n", strerror(-r));
    else if (*stop)
        fprintf(stderr, "plumbline: not waited for; the daemon goes on with it\n");
    else if (news.ended == ended_before)
        fprintf(stderr, "plumbline: the daemon has not seen enough; plumbline doctor says why\n");
    else if (news.refused)
        fprintf(stderr, "plumbline: not calibrated: sit still and upright in good light; "
                        "nothing was changed\n");
    else
        return 0;
    return -ECANCELED;
}

int pl_calibration_by_daemon(const char *state_dir, bool refresh, double length_s,
                             const volatile sig_atomic_t *stop)
{
    struct pl_calibration_news before = {0};
    int fd = pl_control_connect(state_dir);
    int r;

    if (fd < 0)
        return fd;
    r = exchange(fd, PL_CALIBRATE_HOW, &before);
    if (r == 0)
        r = exchange(fd, refresh ? PL_CALIBRATE_REFRESH : PL_CALIBRATE_WHOLE, &before);
    if (r == 0 && before.blind) {
        fprintf(stderr, "plumbline: not begun: the running daemon sees nothing, because its camera "
                        "is paused or in trouble; plumbline doctor says more\n");
        r = -ECANCELED;
    } else if (r == 0) {
        fprintf(stderr,
                "The running daemon has the camera, so it calibrates.\n"
                "Sit tall, shoulders loose, and look straight ahead for %.0f seconds.\n",
                length_s);
        r = follow(fd, before.ended, pl_clock_now() + pl_usec_from_seconds(length_s) + GRACE, stop);
    } else {
        fprintf(stderr, "plumbline: the running daemon does not take it: %s\n", strerror(-r));
        r = -ECANCELED;
    }
    close(fd);
    return r;
}
