#include "capture/pictures.h"

#include "capture/detail.h"
#include "capture/exif.h"
#include "capture/jpeg.h"
#include "capture/media.h"
#include "capture/picture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct pictures {
    struct pl_source base;
    char *folder;          /* NULL for a single picture */
    struct dirent **entry; /* of the folder */
    int count, index;
    bool loop;
    double rate_hz;
    char path[PATH_MAX]; /* of the picture shown */
    uint8_t *bytes;      /* its file */
    size_t capacity, size;
    struct pl_jpeg *jpeg;
    struct pl_media_reader *reader; /* made when the first picture comes that is no JPEG */
    struct pl_frame frame;
    bool decoded; /* `frame` still holds the only picture: it need not be read again */
    uint32_t sequence;
};

static struct pictures *pictures_of(struct pl_source *source)
{
    return (struct pictures *)source;
}

static int is_picture_name(const struct dirent *entry)
{
    static const char *const endings[] = {"jpg",  "jpeg", "png", "bmp", "tif",
                                          "tiff", "webp", "pgm", "ppm", "jp2"};
    const char *dot = strrchr(entry->d_name, '.');

    for (size_t i = 0; dot && dot != entry->d_name && i < sizeof endings / sizeof endings[0]; i++)
        if (!strcasecmp(dot + 1, endings[i]))
            return 1;
    return 0;
}

static int read_all(struct pictures *p, int fd)
{
    p->size = 0;
    for (;;) {
        ssize_t n = read(fd, p->bytes + p->size, p->capacity - p->size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return pl_detail_errno(p->base.detail, p->path, errno);
        p->size += (size_t)n;
        if (n == 0 || p->size == p->capacity)
            return 0;
    }
}

static int reserve(struct pictures *p, size_t size)
{
    uint8_t *bytes;

    if (size <= p->capacity)
        return 0;
    bytes = realloc(p->bytes, size);
    if (!bytes)
        return -ENOMEM;
    p->bytes = bytes;
    p->capacity = size;
    return 0;
}

static int read_open_file(struct pictures *p, int fd)
{
    struct stat info;
    int r;

    if (fstat(fd, &info) < 0)
        return pl_detail_errno(p->base.detail, p->path, errno);
    if (!S_ISREG(info.st_mode))
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE, "%s is no file", p->path);
    if (info.st_size == 0)
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE, "%s is empty", p->path);
    if ((uint64_t)info.st_size > PL_PICTURE_MAX_BYTES)
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE,
                         "%s is too large for a picture: at most %zu MB", p->path,
                         PL_PICTURE_MAX_BYTES / 1000000);
    if ((r = reserve(p, (size_t)info.st_size)) < 0)
        return r;
    return read_all(p, fd);
}

static int read_file(struct pictures *p)
{
    int fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int r;

    if (fd < 0)
        return pl_detail_errno(p->base.detail, p->path, errno);
    r = read_open_file(p, fd);
    close(fd);
    return r;
}

/* Newer OpenCV hands out the part of a torn PNG that it could read; a whole one ends in an IEND chunk. */
static bool is_torn_png(const struct pictures *p)
{
    static const uint8_t signature[4] = {0x89, 'P', 'N', 'G'};
    static const uint8_t end[8] = {'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

    return p->size > sizeof end && !memcmp(p->bytes, signature, sizeof signature) &&
           !memmem(p->bytes, p->size, end, sizeof end);
}

static int decode_by_module(struct pictures *p)
{
    char why[PL_DETAIL_SIZE] = "";
    int r = pl_media_load(p->base.detail);

    if (r == 0 && !p->reader)
        r = pl_media()->reader_create(&p->reader);
    if (r != 0)
        return r;
    r = pl_media()->reader_decode(p->reader, p->bytes, p->size, &p->frame, why);
    if (r == 0 && is_torn_png(p)) {
        snprintf(why, sizeof why, "its end is missing");
        r = 1;
    }
    if (r <= 0)
        return r;
    if (strstr(why, "MAX_IMAGE")) /* the library's name for our limit */
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE,
                         "%s is too large: at most %ld million pixels", p->path,
                         PL_PICTURE_MAX_PIXELS / 1000000);
    return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE, "%s is damaged or cut short: %s",
                     p->path, why);
}

/* What a phone took on its side is turned by the module, which reads the same note but not whether the file is whole. */
static int decode_jpeg(struct pictures *p)
{
    char why[PL_DETAIL_SIZE];
    int r = pl_jpeg_decode(p->jpeg, p->bytes, p->size, &p->frame, why);
    bool turned = pl_exif_orientation(p->bytes, p->size) != PL_EXIF_UPRIGHT;

    if (r == PL_SOURCE_WRONG_FORMAT || (r == 0 && turned))
        return decode_by_module(p);
    return r <= 0 ? r : pl_detail(p->base.detail, (enum pl_source_state)r, "%s %s", p->path, why);
}

static int decode(struct pictures *p)
{
    switch (pl_file_kind(p->bytes, p->size)) {
    case PL_FILE_JPEG:
        return decode_jpeg(p);
    case PL_FILE_PICTURE:
        return decode_by_module(p);
    case PL_FILE_VIDEO:
    case PL_FILE_UNKNOWN:
        break;
    }
    return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE, "%s is no picture", p->path);
}

/* Goes to the next name; after the last one begins again or is over. */
static int choose(struct pictures *p)
{
    if (p->index == p->count) {
        if (!p->loop)
            return pl_detail(p->base.detail, PL_SOURCE_END, "%s is over",
                             p->folder ? p->folder : p->path);
        p->index = 0;
    }
    if (p->folder)
        snprintf(p->path, sizeof p->path, "%s/%s", p->folder, p->entry[p->index]->d_name);
    p->index++;
    return 0;
}

static int pictures_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct pictures *p = pictures_of(source);
    uint32_t sequence;
    int r;

    (void)timeout;
    if ((r = choose(p)) != 0)
        return r;
    sequence = p->sequence++;
    if (!p->decoded && (r = read_file(p)) == 0)
        r = decode(p);
    if (r != 0)
        return r;
    p->decoded = p->count == 1;
    p->frame.t = pl_usec_from_seconds(sequence / p->rate_hz);
    p->frame.sequence = sequence;
    *ret = p->frame;
    return 0;
}

static int pictures_skip(struct pl_source *source, pl_usec t)
{
    struct pictures *p = pictures_of(source);

    while (pl_usec_from_seconds((p->sequence + 1) / p->rate_hz) < t) {
        int r = choose(p);

        if (r != 0)
            return r;
        p->sequence++;
        p->base.dropped++;
    }
    return 0;
}

static void pictures_release(struct pl_source *source, struct pl_frame *frame)
{
    (void)source;
    (void)frame;
}

static void pictures_close(struct pl_source *source)
{
    struct pictures *p = pictures_of(source);

    for (int i = 0; p->entry && i < p->count; i++)
        free(p->entry[i]);
    free(p->entry);
    if (p->reader)
        pl_media()->reader_destroy(p->reader);
    pl_jpeg_destroy(p->jpeg);
    free(p->bytes);
    free(p->folder);
    free(p);
}

static const struct pl_source_ops pictures_ops = {"pictures", pictures_next, pictures_skip,
                                                  pictures_release, pictures_close};

static int list_folder(struct pictures *p, const char *path)
{
    int n = scandir(path, &p->entry, is_picture_name, versionsort);

    if (n < 0)
        return errno == ENOMEM ? -ENOMEM : pl_detail_errno(p->base.detail, path, errno);
    p->count = n;
    p->folder = strdup(path);
    if (!p->folder)
        return -ENOMEM;
    if (n == 0)
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE, "%s holds no pictures", path);
    if (n > PL_PICTURES_MAX)
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE,
                         "%s holds too many pictures: at most %d", path, PL_PICTURES_MAX);
    return 0;
}

static int list(struct pictures *p, const char *path)
{
    struct stat info;

    if (strlen(path) > sizeof p->path - NAME_MAX - 2)
        return pl_detail(p->base.detail, PL_SOURCE_UNREADABLE, "%.100s... is too long a name",
                         path);
    if (stat(path, &info) < 0)
        return pl_detail_errno(p->base.detail, path, errno);
    snprintf(p->path, sizeof p->path, "%s", path);
    p->count = 1;
    return S_ISDIR(info.st_mode) ? list_folder(p, path) : 0;
}

int pl_picture_source_open(const char *path, const struct pl_source_wish *wish,
                           struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    struct pictures *p = calloc(1, sizeof *p);
    int r;

    if (!p)
        return -ENOMEM;
    p->base.ops = &pictures_ops;
    p->base.input = p->path;
    p->base.independent = true;
    p->loop = wish->loop;
    p->rate_hz = wish->rate_hz;
    if ((r = list(p, path)) != 0 || (r = pl_jpeg_create(&p->jpeg)) != 0)
        goto fail;
    p->base.expected = p->loop ? 0 : p->count;
    *ret = &p->base;
    return 0;
fail:
    memcpy(detail, p->base.detail, PL_DETAIL_SIZE);
    pictures_close(&p->base);
    return r;
}
