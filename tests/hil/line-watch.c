/* line-watch NAME FILE: says when a simulated line changes, as "LINE NAME MILLISECONDS LEVEL" of the guest's clock.
 *
 * The kernel tells nobody about changes of a line that is an output, so the file with its level is read again
 * and again, often enough for a judgement to 20 ms. Ends when the file does, with its chip. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define PERIOD_NS 3000000L

static long long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    const struct timespec period = {0, PERIOD_NS};
    char level = '0', read_level;
    int fd = argc == 3 ? open(argv[2], O_RDONLY) : -1;

    if (fd < 0) {
        fputs("usage: line-watch NAME FILE\n", stderr);
        return 2;
    }
    while (pread(fd, &read_level, 1, 0) == 1) {
        if (read_level != level) {
            level = read_level;
            printf("LINE %s %lld %c\n", argv[1], now_ms(), level);
            fflush(stdout);
        }
        nanosleep(&period, NULL);
    }
    return 0;
}
