/* From a description to a source: a table of schemes, then what the path turns out to be. */
#include "capture/source.h"

#include "capture/detail.h"
#include "capture/libcamera.h"
#include "capture/media.h"
#include "capture/paced.h"
#include "capture/picture.h"
#include "capture/pictures.h"
#include "capture/synthetic.h"
#include "capture/v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_WIDTH 640
#define DEFAULT_HEIGHT 480
#define DEFAULT_RATE_HZ 15.0

typedef int opener(const char *rest, const struct pl_source_wish *wish, struct pl_source **ret,
                   char detail[PL_DETAIL_SIZE]);

static int pace(int r, const struct pl_source_wish *wish, struct pl_source **source)
{
    return r == 0 && wish->paced ? pl_paced_source_open(*source, NULL, source) : r;
}

static int open_synthetic(const char *rest, const struct pl_source_wish *wish,
                          struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    struct pl_source *source = NULL;
    int r = pace(pl_synthetic_source_open(*rest == ':' ? rest + 1 : rest, wish, &source, detail),
                 wish, &source);

    if (r == 0)
        *ret = source;
    return r;
}

/* The kind of a regular file by its first bytes. 0, a pl_source_state, or negative errno. */
static int look_into(const char *path, enum pl_file_kind *ret, char detail[PL_DETAIL_SIZE])
{
    uint8_t head[PL_FILE_HEAD];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n;

    if (fd < 0)
        return pl_detail_errno(detail, path, errno);
    n = read(fd, head, sizeof head);
    close(fd);
    if (n < 0)
        return pl_detail_errno(detail, path, errno);
    if (n == 0)
        return pl_detail(detail, PL_SOURCE_UNREADABLE, "%s is empty", path);
    *ret = pl_file_kind(head, (size_t)n);
    return 0;
}

static int open_by_kind(const char *path, const struct pl_source_wish *wish, struct pl_source **ret,
                        char detail[PL_DETAIL_SIZE])
{
    enum pl_file_kind kind;
    int r = look_into(path, &kind, detail);

    if (r != 0)
        return r;
    switch (kind) {
    case PL_FILE_JPEG:
    case PL_FILE_PICTURE:
        return pl_picture_source_open(path, wish, ret, detail);
    case PL_FILE_VIDEO:
        return pl_video_source_open(path, wish, ret, detail);
    case PL_FILE_UNKNOWN:
        break;
    }
    return pl_detail(detail, PL_SOURCE_UNREADABLE,
                     "%s is neither a picture nor a video of a known kind", path);
}

static int open_libcamera(const char *rest, const struct pl_source_wish *wish,
                          struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    return pl_libcamera_source_open(*rest == ':' ? rest + 1 : rest, wish, ret, detail);
}

/* USB cameras first; then a Pi's camera module, of which V4L2 sees only raw parts. What V4L2 had to say counts,
 * unless only libcamera has found something to complain of. */
static int open_auto(const char *rest, const struct pl_source_wish *wish, struct pl_source **ret,
                     char detail[PL_DETAIL_SIZE])
{
    char why[PL_DETAIL_SIZE] = "";
    int r = pl_v4l2_source_open_any(&pl_v4l2_kernel, wish, ret, detail);
    int other;

    (void)rest;
    if (r != PL_SOURCE_NO_DEVICE && r != PL_SOURCE_WRONG_FORMAT)
        return r;
    other = pl_libcamera_source_open("", wish, ret, why);
    if (other <= 0)
        return other;
    if (other == PL_SOURCE_NOT_BUILT || other == PL_SOURCE_NO_DEVICE)
        return r;
    memcpy(detail, why, PL_DETAIL_SIZE);
    return other;
}

static int open_path(const char *path, const struct pl_source_wish *wish, struct pl_source **ret,
                     char detail[PL_DETAIL_SIZE])
{
    struct pl_source *source = NULL;
    struct stat info;
    int r;

    if (stat(path, &info) < 0)
        return pl_detail_errno(detail, path, errno);
    if (S_ISCHR(info.st_mode))
        return pl_v4l2_source_open(&pl_v4l2_kernel, path, wish, ret, detail);
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        return pl_detail(detail, PL_SOURCE_UNREADABLE,
                         "%s is neither a file nor a folder nor a camera", path);
    r = S_ISDIR(info.st_mode) ? pl_picture_source_open(path, wish, &source, detail)
                              : open_by_kind(path, wish, &source, detail);
    r = pace(r, wish, &source);
    if (r == 0)
        *ret = source;
    return r;
}

enum word { NO_WORD, WORD, WORD_WITH_MORE };

static const struct scheme {
    const char *prefix;
    enum word word; /* the prefix is a whole word, or a word that a colon may follow */
    bool whole;     /* the opener gets the whole description, not only what follows the prefix */
    bool media;     /* needs the media module whatever follows */
    opener *open;
} schemes[] = {
    {"auto", WORD, false, false, open_auto},
    {"libcamera", WORD_WITH_MORE, false, false, open_libcamera},
    {"synthetic", WORD_WITH_MORE, false, false, open_synthetic},
    {"file:", NO_WORD, false, false, open_path},
    {"rtsp://", NO_WORD, true, true, pl_video_source_open},
    {"rtsps://", NO_WORD, true, true, pl_video_source_open},
    {"", NO_WORD, true, false, open_path},
};

/* A word stands alone or before a colon, so that automobile.jpg is a file. */
static bool fits(const struct scheme *s, const char *description)
{
    size_t length = strlen(s->prefix);
    char after = length <= strlen(description) ? description[length] : '\0';

    return !strncmp(description, s->prefix, length) &&
           (!s->word || after == '\0' || (after == ':' && s->word == WORD_WITH_MORE));
}

static const struct scheme *find_scheme(const char *description)
{
    const struct scheme *s = schemes;

    while (!fits(s, description))
        s++; /* the last prefix is empty and fits everything */
    return s;
}

static struct pl_source_wish with_defaults(const struct pl_source_wish *wish)
{
    struct pl_source_wish full = *wish;

    full.width = full.width > 0 ? full.width : DEFAULT_WIDTH;
    full.height = full.height > 0 ? full.height : DEFAULT_HEIGHT;
    full.rate_hz = full.rate_hz > 0 ? full.rate_hz : DEFAULT_RATE_HZ;
    return full;
}

int pl_source_open(const char *description, const struct pl_source_wish *wish,
                   struct pl_source **ret, char ret_detail[PL_DETAIL_SIZE])
{
    const struct scheme *scheme = find_scheme(description);
    struct pl_source_wish full = with_defaults(wish);

    return scheme->open(scheme->whole ? description : description + strlen(scheme->prefix), &full,
                        ret, ret_detail);
}

int pl_source_prepare(const char *description, char ret_detail[PL_DETAIL_SIZE])
{
    const struct scheme *scheme = find_scheme(description);
    enum pl_file_kind kind = PL_FILE_UNKNOWN;
    char ignored[PL_DETAIL_SIZE];

    if (scheme->open == open_path &&
        look_into(description + strlen(scheme->prefix), &kind, ignored) != 0)
        return 0; /* not there, a folder: opening says so */
    return scheme->media || kind == PL_FILE_VIDEO || kind == PL_FILE_PICTURE
               ? pl_media_load(ret_detail)
               : 0;
}
