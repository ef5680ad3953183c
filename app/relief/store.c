#include "app/relief/store.h"

#include "app/relief/codec.h"
#include "base/log.h"
#include "base/wall_time.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME "relief.json"
#define MOST_BYTES (256 * 1024) /* a full state is about 70 KB */

struct pl_when pl_when_at(int64_t wall)
{
    return (struct pl_when){wall, pl_local_time_at(wall).day};
}

struct pl_when pl_when_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return pl_when_at(now.tv_sec * PL_USEC_PER_SEC + now.tv_nsec / 1000);
}

static int path_in(const char *directory, const char *name, char ret[PATH_MAX])
{
    return snprintf(ret, PATH_MAX, "%s/%s", directory, name) < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* The whole text with a closing NUL, to be freed. */
static int read_text(const char *path, char **ret)
{
    char *text = malloc(MOST_BYTES + 1);
    FILE *file = text ? fopen(path, "re") : NULL;
    size_t length;
    int r = 0;

    if (!file) {
        r = text ? -errno : -ENOMEM;
        free(text);
        return r;
    }
    length = fread(text, 1, MOST_BYTES, file);
    if (ferror(file))
        r = -EIO;
    text[length] = 0;
    fclose(file);
    if (r)
        free(text);
    else
        *ret = text;
    return r;
}

static void set_aside(const char *directory, const char *path)
{
    char damaged[PATH_MAX];

    if (!path_in(directory, FILE_NAME ".damaged", damaged) && !rename(path, damaged))
        pl_log(PL_LOG_WARNING, "relief", "%s was damaged and is now %s; the safety check is due",
               path, damaged);
}

bool pl_relief_store_changed(const char *directory, struct pl_relief_stamp *stamp)
{
    struct pl_relief_stamp now = {0, 0, 0};
    struct stat status;
    char path[PATH_MAX];
    bool changed;

    if (!path_in(directory, FILE_NAME, path) && !stat(path, &status))
        now = (struct pl_relief_stamp){(int64_t)status.st_ino, status.st_mtim.tv_sec,
                                       status.st_mtim.tv_nsec};
    changed = now.node != stamp->node || now.seconds != stamp->seconds ||
              now.nanoseconds != stamp->nanoseconds;
    *stamp = now;
    return changed;
}

int pl_relief_store_load(const char *directory, struct pl_relief *ret)
{
    char path[PATH_MAX];
    char *text = NULL;
    int r = path_in(directory, FILE_NAME, path);

    if (!r)
        r = read_text(path, &text);
    if (r == -ENOENT) {
        memset(ret, 0, sizeof(*ret));
        return 0;
    }
    if (r)
        return r;
    r = pl_relief_decode(text, ret);
    free(text);
    if (r == PL_RELIEF_DECODE_NEWER)
        return PL_RELIEF_STORE_NEWER;
    if (r == PL_RELIEF_DECODE_DAMAGED) {
        set_aside(directory, path);
        memset(ret, 0, sizeof(*ret));
    }
    return 0;
}

static int write_all(int fd, const char *text, size_t length)
{
    while (length) {
        const ssize_t written = write(fd, text, length);

        if (written < 0 && errno != EINTR)
            return -errno;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

static int write_beside(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int r;

    if (fd < 0)
        return -errno;
    r = write_all(fd, text, strlen(text));
    if (!r && fsync(fd))
        r = -errno;
    if (close(fd) && !r)
        r = -errno;
    return r;
}

static void sync_directory(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return; /* the file is whole either way; only its name may be late */
    fsync(fd);
    close(fd);
}

static int save(const char *directory, const struct pl_relief *relief)
{
    char path[PATH_MAX], beside[PATH_MAX];
    char *text = pl_relief_encode(relief);
    int r = text ? path_in(directory, FILE_NAME, path) : -ENOMEM;

    if (!r)
        r = path_in(directory, FILE_NAME ".new", beside);
    if (!r)
        r = write_beside(beside, text);
    if (!r && rename(beside, path))
        r = -errno;
    if (!r)
        sync_directory(directory);
    free(text);
    return r;
}

/* A descriptor that holds the lock until it is closed, or -errno. */
static int lock(const char *directory)
{
    char path[PATH_MAX];
    int r = path_in(directory, "relief.lock", path);
    int fd;

    if (r)
        return r;
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    while (flock(fd, LOCK_EX))
        if (errno != EINTR) {
            r = -errno;
            close(fd);
            return r;
        }
    return fd;
}

int pl_relief_store_change(const char *directory,
                           void (*change)(struct pl_relief *relief, void *context), void *context,
                           struct pl_relief *ret)
{
    struct pl_relief *relief = malloc(sizeof(*relief));
    int fd = relief ? lock(directory) : -ENOMEM;
    int r = fd;

    if (fd >= 0) {
        r = pl_relief_store_load(directory, relief);
        if (!r) {
            change(relief, context);
            r = save(directory, relief);
        }
        close(fd);
    }
    if (!r && ret)
        *ret = *relief;
    free(relief);
    return r;
}
