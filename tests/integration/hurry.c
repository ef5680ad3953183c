/* LD_PRELOAD: time passes HURRY times as fast for the program, so that hours of the daemon fit into a test. What waits
 * until a moment or for a while waits that much shorter. The file HURRY_FRAMES holds, as a 64-bit number, how often a
 * recorded source was waited for, which is how many of its frames were used. */
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define CLOCKS 12
#define SECOND INT64_C(1000000000)

static int64_t
    start[CLOCKS]; /* when the program began, by each clock that is hurried; 0: the others */
static int64_t hurry = 1;
static int64_t nowhere, *frames = &nowhere;

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static int64_t nanoseconds(const struct timespec *t)
{
    return t->tv_sec * SECOND + t->tv_nsec;
}

static struct timespec timespec_of(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / SECOND, .tv_nsec = ns % SECOND};
}

static int64_t read_clock(clockid_t clock)
{
    static int (*get)(clockid_t, struct timespec *);
    struct timespec now = {0};

    if (!get)
        *(void **)&get = real("clock_gettime");
    get(clock, &now);
    return nanoseconds(&now);
}

__attribute__((constructor)) static void begin(void)
{
    static const clockid_t hurried[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME};
    const char *text = getenv("HURRY"), *path = getenv("HURRY_FRAMES");
    int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    void *shared = MAP_FAILED;

    if (fd >= 0 && ftruncate(fd, sizeof *frames) == 0)
        shared = mmap(NULL, sizeof *frames, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    if (shared != MAP_FAILED)
        frames = shared;
    hurry = text ? atoi(text) : 1;
    for (size_t i = 0; i < sizeof hurried / sizeof hurried[0]; i++)
        start[hurried[i]] = read_clock(hurried[i]);
}

static int64_t start_of(clockid_t clock)
{
    return clock >= 0 && clock < CLOCKS ? start[clock] : 0;
}

/* A moment of the program's time in the machine's. */
static struct timespec slow(clockid_t clock, const struct timespec *t)
{
    return timespec_of(start_of(clock) + (nanoseconds(t) - start_of(clock)) / hurry);
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
    int64_t now = read_clock(clock);

    if (start_of(clock))
        now = start_of(clock) + (now - start_of(clock)) * hurry;
    *ret = timespec_of(now);
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *t, struct timespec *left)
{
    int (*sleep)(clockid_t, int, const struct timespec *, struct timespec *);
    struct timespec until = slow(clock, t);

    *(void **)&sleep = real("clock_nanosleep");
    ++*frames;
    return sleep(clock, flags, &until, left);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *signals)
{
    int (*wait)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);
    struct timespec shorter =
        timeout ? timespec_of(nanoseconds(timeout) / hurry) : (struct timespec){0};

    *(void **)&wait = real("ppoll");
    return wait(fds, count, timeout ? &shorter : NULL, signals);
}

/* As the event loop sets them: to a moment. Which clock a timer is of is known by the moment's size. */
int timerfd_settime(int fd, int flags, const struct itimerspec *wanted, struct itimerspec *old)
{
    int (*set)(int, int, const struct itimerspec *, struct itimerspec *);
    struct itimerspec sooner = *wanted;

    if (flags & TFD_TIMER_ABSTIME && nanoseconds(&wanted->it_value) > 0)
        sooner.it_value = slow(CLOCK_BOOTTIME, &wanted->it_value);
    *(void **)&set = real("timerfd_settime");
    return set(fd, flags, &sooner, old);
}
