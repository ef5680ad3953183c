#include "alerts/pwm_buzzer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_SIZE 256
#define NS_PER_S 1000000000L
/* The guard's descriptors, above whatever was open at the fork. */
#define GUARD_LIFELINE 1000
#define GUARD_ENABLE 1001

struct pl_pwm_buzzer {
    int enable;   /* the channel's switch */
    int lifeline; /* the guard sees its other end close */
    pid_t guard;
};

static int condition_of(int error)
{
    if (error == EACCES || error == EPERM)
        return PL_PWM_NO_PERMISSION;
    return error == ENOENT || error == EINVAL || error == ENODEV ? PL_PWM_MISSING : -error;
}

static int write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC), r = 0;

    if (fd < 0)
        return condition_of(errno);
    if (write(fd, text, strlen(text)) < 0)
        r = condition_of(errno);
    close(fd);
    return r;
}

static int write_number(const char *channel, const char *file, long number)
{
    char path[PATH_SIZE + 16], text[24];

    snprintf(path, sizeof path, "%s/%s", channel, file);
    snprintf(text, sizeof text, "%ld", number);
    return write_text(path, text);
}

/* Makes the channel appear and writes its folder into `channel`. */
static int export_channel(const char *root, const char *place, char channel[static PATH_SIZE])
{
    const char *colon = strchr(place, ':');
    int length = colon ? (int)(colon - place) : 0;
    char path[PATH_SIZE];

    if (!length ||
        snprintf(channel, PATH_SIZE, "%s/%.*s/pwm%s", root, length, place, colon + 1) >= PATH_SIZE)
        return PL_PWM_MISSING;
    if (access(channel, F_OK) == 0)
        return 0;
    snprintf(path, sizeof path, "%s/%.*s/export", root, length, place);
    return write_text(path, colon + 1);
}

/* Half of each period on, which is loudest. The duty goes to 0 first: it may never exceed the period. */
static int tune(const char *channel, int tone_hz)
{
    long period = NS_PER_S / tone_hz;
    int r = write_number(channel, "duty_cycle", 0);

    if (r == 0)
        r = write_number(channel, "period", period);
    return r == 0 ? write_number(channel, "duty_cycle", period / 2) : r;
}

/* The guard: nothing of ours but these two descriptors, and no signal meant for the service ends it early. */
_Noreturn static void stand_guard(int lifeline, int enable)
{
    char nothing;

    dup2(lifeline, GUARD_LIFELINE);
    dup2(enable, GUARD_ENABLE);
    close_range(STDERR_FILENO + 1, GUARD_LIFELINE - 1, 0);
    close_range(GUARD_ENABLE + 1, ~0U, 0);
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    while (read(GUARD_LIFELINE, &nothing, 1) < 0 && errno == EINTR)
        ;
    (void)!write(GUARD_ENABLE, "0", 1);
    _exit(0);
}

static int start_guard(struct pl_pwm_buzzer *buzzer)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    buzzer->guard = fork();
    if (buzzer->guard == 0) {
        close(ends[1]);
        stand_guard(ends[0], buzzer->enable);
    }
    close(ends[0]);
    buzzer->lifeline = ends[1];
    return buzzer->guard < 0 ? -errno : 0;
}

int pl_pwm_buzzer_open(const char *root, const char *place, int tone_hz, struct pl_pwm_buzzer **ret)
{
    struct pl_pwm_buzzer *buzzer = calloc(1, sizeof *buzzer);
    char channel[PATH_SIZE], path[PATH_SIZE + 16];
    int r;

    if (!buzzer)
        return -ENOMEM;
    buzzer->enable = buzzer->lifeline = -1;
    r = export_channel(root, place, channel);
    if (r == 0)
        r = tune(channel, tone_hz);
    if (r != 0)
        goto fail;
    snprintf(path, sizeof path, "%s/enable", channel);
    buzzer->enable = open(path, O_WRONLY | O_CLOEXEC);
    r = buzzer->enable < 0 ? condition_of(errno) : pl_pwm_buzzer_set(buzzer, false);
    if (r == 0)
        r = start_guard(buzzer);
    if (r != 0)
        goto fail;
    *ret = buzzer;
    return 0;
fail:
    pl_pwm_buzzer_close(buzzer);
    return r;
}

int pl_pwm_buzzer_set(struct pl_pwm_buzzer *buzzer, bool on)
{
    return pwrite(buzzer->enable, on ? "1" : "0", 1, 0) < 0 ? -errno : 0;
}

void pl_pwm_buzzer_close(struct pl_pwm_buzzer *buzzer)
{
    if (!buzzer)
        return;
    if (buzzer->enable >= 0)
        pl_pwm_buzzer_set(buzzer, false);
    if (buzzer->lifeline >= 0)
        close(buzzer->lifeline);
    if (buzzer->guard > 0)
        waitpid(buzzer->guard, NULL, 0);
    if (buzzer->enable >= 0)
        close(buzzer->enable);
    free(buzzer);
}
