#include "app/bench/first_result.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS 5

/* Starts the program with its standard output in *ret_pipe. 0 or negative errno. */
static int start(char **arguments, pid_t *ret, int *ret_pipe)
{
    posix_spawn_file_actions_t actions;
    int ends[2], r;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    if ((r = posix_spawn_file_actions_init(&actions)) == 0) {
        r = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (r == 0)
            r = posix_spawn(ret, "/proc/self/exe", &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (r != 0)
        close(ends[0]);
    *ret_pipe = ends[0];
    return -r;
}

static int time_one(char **arguments, double *ret_s)
{
    pl_usec begun = pl_clock_now();
    int output = -1, status, r;
    char byte;
    pid_t child = -1;

    if ((r = start(arguments, &child, &output)) < 0)
        return r;
    r = read(output, &byte, 1) == 1 ? 0 : -EIO;
    *ret_s = pl_seconds(pl_clock_now() - begun);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    close(output);
    return r;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int pl_first_result_time(int argc, char **argv, double *ret_s)
{
    char **arguments = calloc((size_t)argc + 3, sizeof *arguments);
    double seconds[RUNS];
    int r = arguments ? 0 : -ENOMEM;

    if (r == 0) {
        arguments[0] = (char[]){"plumbline"};
        arguments[1] = (char[]){"bench"};
        arguments[2] = (char[]){"--first"};
        memcpy(arguments + 3, argv + 1, ((size_t)argc - 1) * sizeof *arguments);
        for (int i = 0; i < RUNS && r == 0; i++)
            r = time_one(arguments, &seconds[i]);
    }
    free(arguments);
    if (r < 0)
        return r;
    qsort(seconds, RUNS, sizeof *seconds, by_value);
    *ret_s = seconds[RUNS / 2];
    return 0;
}
