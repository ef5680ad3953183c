#include "alerts/hook.h"

#include "alerts/event_json.h"
#include "base/log.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_SIZE (PL_EVENT_JSON_SIZE + 2) /* fits in a pipe, so that writing it never waits */
#define ENVIRONMENT_MAX 8

_Static_assert(LINE_SIZE <= 4096, "an event fits in the smallest pipe");

struct child {
    struct pl_hook *hook;
    pid_t pid; /* 0: free */
    sd_event_source *end, *limit;
};

struct pl_hook {
    sd_event *loop;
    char *command;
    pl_usec timeout;
    struct child child[PL_HOOK_RUNNING_MAX];
    char waiting[PL_HOOK_WAITING_MAX][LINE_SIZE];
    size_t first, count;
    bool full; /* said in the log */
};

static void start_waiting(struct pl_hook *hook);

/* What a program needs to speak to the user's session; NOTIFY_SOCKET and credentials stay with us. */
static void choose_environment(char *ret[ENVIRONMENT_MAX + 1])
{
    static const char *const names[ENVIRONMENT_MAX] = {"PATH",
                                                       "HOME",
                                                       "LANG",
                                                       "TZ",
                                                       "DISPLAY",
                                                       "WAYLAND_DISPLAY",
                                                       "XDG_RUNTIME_DIR",
                                                       "DBUS_SESSION_BUS_ADDRESS"};
    size_t count = 0;

    for (size_t i = 0; i < ENVIRONMENT_MAX; i++) {
        char *text, *value = getenv(names[i]);
        if (value && asprintf(&text, "%s=%s", names[i], value) >= 0)
            ret[count++] = text;
    }
    ret[count] = NULL;
}

static void set_up(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, int input)
{
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(files);
    posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO);
    posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETPGROUP);
}

static int spawn(const char *command, int input, pid_t *ret)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    char *environment[ENVIRONMENT_MAX + 1];
    char *arguments[] = {(char *)command, NULL};
    int r;

    set_up(&files, &attributes, input);
    choose_environment(environment);
    r = posix_spawn(ret, command, &files, &attributes, arguments, environment);
    for (char **e = environment; *e; e++)
        free(*e);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return -r;
}

static void forget(struct child *child)
{
    child->end = sd_event_source_disable_unref(child->end);
    child->limit = sd_event_source_disable_unref(child->limit);
    child->pid = 0;
}

static int on_end(sd_event_source *source, int fd, uint32_t revents, void *user)
{
    struct child *child = user;
    struct pl_hook *hook = child->hook;
    int status;

    (void)source;
    (void)fd;
    (void)revents;
    if (waitpid(child->pid, &status, WNOHANG) != child->pid)
        return 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        pl_log(PL_LOG_WARNING, "hook", "%s ended with %s %d", hook->command,
               WIFEXITED(status) ? "status" : "signal",
               WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    kill(-child->pid, SIGKILL); /* what it may have left behind */
    forget(child);
    start_waiting(hook);
    return 0;
}

static int on_limit(sd_event_source *source, uint64_t usec, void *user)
{
    struct child *child = user;

    (void)source;
    (void)usec;
    pl_log(PL_LOG_WARNING, "hook", "%s took longer than %.0f s and was ended", child->hook->command,
           pl_seconds(child->hook->timeout));
    kill(-child->pid, SIGKILL);
    return 0;
}

static int watch(struct child *child)
{
    int pidfd = pidfd_open(child->pid, 0), r;

    if (pidfd < 0)
        return -errno;
    r = sd_event_add_io(child->hook->loop, &child->end, pidfd, POLLIN, on_end, child);
    if (r < 0) {
        close(pidfd);
        return r;
    }
    sd_event_source_set_io_fd_own(child->end, 1);
    return sd_event_add_time_relative(child->hook->loop, &child->limit, CLOCK_BOOTTIME,
                                      (uint64_t)child->hook->timeout, 0, on_limit, child);
}

static int start(struct child *child, const char *line)
{
    int ends[2], r;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    /* The pipe is empty and bigger than the line. Should the program not read, nobody waits. */
    if (write(ends[1], line, strlen(line)) < 0) {
        close(ends[0]);
        close(ends[1]);
        return -EIO;
    }
    close(ends[1]);
    r = spawn(child->hook->command, ends[0], &child->pid);
    close(ends[0]);
    if (r < 0) {
        child->pid = 0;
        return r;
    }
    r = watch(child);
    if (r < 0) {
        kill(-child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
        forget(child);
    }
    return r;
}

static struct child *free_child(struct pl_hook *hook)
{
    for (size_t i = 0; i < PL_HOOK_RUNNING_MAX; i++)
        if (hook->child[i].pid == 0)
            return &hook->child[i];
    return NULL;
}

static void start_waiting(struct pl_hook *hook)
{
    struct child *child;

    while (hook->count > 0 && (child = free_child(hook))) {
        int r = start(child, hook->waiting[hook->first]);
        if (r < 0)
            pl_log(PL_LOG_WARNING, "hook", "cannot run %s: %s", hook->command, strerror(-r));
        hook->first = (hook->first + 1) % PL_HOOK_WAITING_MAX;
        hook->count--;
    }
    hook->full = hook->full && hook->count > 0;
}

int pl_hook_create(const char *command, int timeout_s, sd_event *loop, struct pl_hook **ret)
{
    struct pl_hook *hook = calloc(1, sizeof *hook);

    if (!hook)
        return -ENOMEM;
    hook->command = strdup(command);
    if (!hook->command) {
        free(hook);
        return -ENOMEM;
    }
    hook->loop = sd_event_ref(loop);
    hook->timeout = timeout_s * PL_USEC_PER_SEC;
    for (size_t i = 0; i < PL_HOOK_RUNNING_MAX; i++)
        hook->child[i].hook = hook;
    *ret = hook;
    return 0;
}

void pl_hook_destroy(struct pl_hook *hook)
{
    if (!hook)
        return;
    for (size_t i = 0; i < PL_HOOK_RUNNING_MAX; i++) {
        struct child *child = &hook->child[i];
        if (child->pid == 0)
            continue;
        kill(-child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
        forget(child);
    }
    sd_event_unref(hook->loop);
    free(hook->command);
    free(hook);
}

void pl_hook_run(struct pl_hook *hook, const char *line)
{
    if (sd_event_get_state(hook->loop) == SD_EVENT_FINISHED)
        return; /* the last words: nobody would watch over the program any more */
    if (hook->count == PL_HOOK_WAITING_MAX) {
        if (!hook->full)
            pl_log(PL_LOG_WARNING, "hook", "%s is too slow: events are dropped", hook->command);
        hook->full = true;
        return;
    }
    snprintf(hook->waiting[(hook->first + hook->count) % PL_HOOK_WAITING_MAX], LINE_SIZE, "%s\n",
             line);
    hook->count++;
    start_waiting(hook);
}
