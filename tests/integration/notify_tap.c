/* notify_tap LOG COMMAND...: runs a service as systemd would: a notification socket whose messages go to LOG, one line
 * each, and a watchdog of four seconds. The service's process id goes to LOG.pid. SIGTERM's effect is timed: from
 * the message STOPPING=1 to the end. Exit: the service's. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_US "4000000"

static long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int open_socket(const char *log)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (snprintf(address.sun_path, sizeof address.sun_path, "%s.socket", log) >=
        (int)sizeof address.sun_path)
        return -1;
    unlink(address.sun_path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return -1;
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    return fd;
}

static pid_t start(char **command)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    setenv("WATCHDOG_USEC", PATIENCE_US, 1);
    unsetenv("WATCHDOG_PID");
    execv(command[0], command);
    _exit(127);
}

static void write_pid(const char *log, pid_t pid)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof path, "%s.pid", log);
    file = fopen(path, "w");
    if (!file)
        exit(1);
    fprintf(file, "%d\n", (int)pid);
    fclose(file);
}

int main(int argc, char **argv)
{
    long stopping = 0;
    int status = 0, fd;
    FILE *log;
    pid_t pid;

    if (argc < 3 || (fd = open_socket(argv[1])) < 0 || !(log = fopen(argv[1], "w")))
        return 1;
    pid = start(argv + 2);
    write_pid(argv[1], pid);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        struct pollfd one = {.fd = fd, .events = POLLIN};
        char text[1024];
        ssize_t n;

        if (poll(&one, 1, 10) <= 0 || (n = recv(fd, text, sizeof text - 1, 0)) <= 0)
            continue;
        text[n] = '\0';
        if (strstr(text, "STOPPING=1"))
            stopping = now_ms();
        fprintf(log, "%s\n", text);
        fflush(log);
    }
    fprintf(log, "stopped after %ld ms\n", stopping ? now_ms() - stopping : -1);
    fclose(log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
