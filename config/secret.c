#include "config/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The path of the file, and whether systemd guards it. */
static int locate(const char *file, char *path, size_t size, int *ret_credential, char *why,
                  size_t why_size)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");

    *ret_credential = !strchr(file, '/');
    if (!*ret_credential) {
        snprintf(path, size, "%s", file);
        return 0;
    }
    if (!directory) {
        snprintf(why, why_size,
                 "%s is a bare name, so it must be a systemd credential "
                 "(LoadCredential=%s:/some/file); there is none here",
                 file, file);
        return PL_SECRET_REFUSED;
    }
    snprintf(path, size, "%s/%s", directory, file);
    return 0;
}

static int is_guarded(const struct stat *info, const char *path, char *why, size_t why_size)
{
    if (!S_ISREG(info->st_mode)) {
        snprintf(why, why_size, "%s is not a file", path);
        return 0;
    }
    if (info->st_mode & 077) {
        snprintf(why, why_size, "others may read %s: run 'chmod 600 %s'", path, path);
        return 0;
    }
    if (info->st_uid && info->st_uid != geteuid()) {
        snprintf(why, why_size, "%s belongs to another user than the one who reads it", path);
        return 0;
    }
    return 1;
}

static int read_text(int fd, const char *path, char *ret, char *why, size_t why_size)
{
    ssize_t n = read(fd, ret, PL_SECRET_MAX);

    if (n < 0) {
        snprintf(why, why_size, "%s: %s", path, strerror(errno));
        return PL_SECRET_REFUSED;
    }
    if (n == PL_SECRET_MAX) {
        snprintf(why, why_size, "%s is longer than %d bytes", path, PL_SECRET_MAX - 1);
        return PL_SECRET_REFUSED;
    }
    ret[n] = '\0';
    ret[strcspn(ret, "\r\n")] = '\0';
    if (*ret)
        return 0;
    snprintf(why, why_size, "%s is empty", path);
    return PL_SECRET_REFUSED;
}

int pl_secret_read(const char *file, char *ret, char *why, size_t why_size)
{
    char path[1024], text[PL_SECRET_MAX + 1];
    struct stat info;
    int fd, credential, r;

    if (locate(file, path, sizeof path, &credential, why, why_size))
        return PL_SECRET_REFUSED;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &info)) {
        snprintf(why, why_size, "%s: %s", path, strerror(errno));
        r = PL_SECRET_REFUSED;
    } else if (!credential && !is_guarded(&info, path, why, why_size)) {
        r = PL_SECRET_REFUSED;
    } else {
        r = read_text(fd, path, text, why, why_size);
    }
    if (fd >= 0)
        close(fd);
    if (!r)
        memcpy(ret, text, PL_SECRET_MAX);
    explicit_bzero(text, sizeof text);
    return r;
}

int pl_secret_check(const char *file, char *why, size_t why_size)
{
    char secret[PL_SECRET_MAX];
    int r = pl_secret_read(file, secret, why, why_size);

    pl_secret_forget(secret);
    return r;
}

void pl_secret_forget(char *secret)
{
    explicit_bzero(secret, PL_SECRET_MAX);
}
