/* Head: magic, version, size and checksum of what follows. */
#include "vision/baseline.h"

#include "vision/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 2: whether the head's size is from a look into the camera or knows the eye distance. Version 1 is still read, as from none. */
#define VERSION 2
#define HEAD_BYTES 20
/* The struct in memory is never smaller than its bytes: padding and unused points are not written. */
#define FILE_MAX_BYTES (HEAD_BYTES + sizeof(struct pl_baseline))
static const char magic[8] = "PLBASEL";

/* FNV-1a: against damage, not against forgers. */
static uint32_t checksum(const uint8_t *data, size_t size)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < size; i++)
        h = (h ^ data[i]) * 16777619u;
    return h;
}

static void archive_size(struct pl_archive *a, struct pl_reading *r)
{
    int bits = r->looked + 2 * r->typed;

    pl_archive_int(a, &bits, 0, 3);
    r->looked = bits & 1;
    r->typed = bits & 2;
}

static void archive_reference(struct pl_archive *a, struct pl_reference *r, uint32_t version)
{
    double points[4] = {r->ears_px.x, r->ears_px.y, r->shoulders_px.x, r->shoulders_px.y};

    pl_archive_double(a, &r->camera.focal_px);
    pl_archive_double(a, &r->camera.cx);
    pl_archive_double(a, &r->camera.cy);
    pl_archive_double(a, &r->reading.azimuth_deg);
    pl_archive_double(a, &r->reading.pitch_deg);
    pl_archive_double(a, &r->reading.head_scale);
    pl_archive_bool(a, &r->reading.face);
    if (version >= 2)
        archive_size(a, &r->reading);
    pl_archive_doubles(a, r->head.v, 3);
    pl_archive_doubles(a, r->shoulders.v, 3);
    pl_archive_doubles(a, &r->face_rotation.m[0][0], 9);
    pl_archive_doubles(a, points, 4);
    pl_archive_double(a, &r->pose_angle_deg);
    pl_archive_double(a, &r->shoulder_tilt_deg);
    pl_archive_double(a, &r->shoulder_width_px);
    pl_archive_double(a, &r->rest_forward_cm);
    pl_archive_double(a, &r->rest_head_drop_cm);
    pl_archive_double(a, &r->rest_trunk_forward_cm);
    pl_archive_double(a, &r->rest_trunk_drop_cm);
    pl_archive_double(a, &r->tie_sd_cm);
    r->ears_px = (struct pl_point){(float)points[0], (float)points[1]};
    r->shoulders_px = (struct pl_point){(float)points[2], (float)points[3]};
}

static void archive_patch(struct pl_archive *a, struct pl_patch *p)
{
    pl_archive_int(a, &p->shape.n, 0, PL_TEMPLATE_POINTS);
    if (a->bad)
        p->shape.n = 0;
    pl_archive_doubles(a, p->shape.pivot.v, 3);
    pl_archive_floats(a, &p->shape.pixel[0].x, 2 * (size_t)p->shape.n);
    pl_archive_floats(a, p->shape.place_cm[0], 3 * (size_t)p->shape.n);
    for (int i = 0; i < PL_LEVELS; i++)
        pl_archive_floats(a, p->look[i], (size_t)p->shape.n);
}

static void archive_background(struct pl_archive *a, struct pl_background *b)
{
    pl_archive_int(a, &b->width, 1, PL_BACKGROUND_WIDTH);
    pl_archive_int(a, &b->height, 1, PL_BACKGROUND_MAX_HEIGHT);
    if (!a->bad)
        pl_archive_floats(a, b->contrast, (size_t)b->width * (size_t)b->height);
}

static void archive_baseline(struct pl_archive *a, struct pl_baseline *b, uint32_t version)
{
    pl_archive_text(a, b->profile, sizeof(b->profile));
    pl_archive_double(a, &b->made_s);
    pl_archive_double(a, &b->spread_cm);
    pl_archive_double(a, &b->quality);
    pl_archive_bool(a, &b->has_patches);
    pl_archive_int(a, &b->key.width, 1, PL_LEVELS_WIDTH);
    pl_archive_int(a, &b->key.height, 1, PL_LEVELS_MAX_HEIGHT);
    pl_archive_double(a, &b->key.scale);
    archive_reference(a, &b->key.reference, version);
    if (!b->has_patches)
        return;
    archive_patch(a, &b->key.head);
    archive_patch(a, &b->key.trunk);
    archive_background(a, &b->key.background);
}

/* Numbers that would divide by zero or put the person behind the camera. */
static bool plausible(const struct pl_baseline *b)
{
    const struct pl_reference *r = &b->key.reference;

    return r->camera.focal_px > 1 && b->key.scale > 0 && r->head.v[2] > 1 &&
           r->shoulders.v[2] > 1 && r->reading.head_scale > 0.1 && r->reading.head_scale < 10 &&
           fabs(r->reading.azimuth_deg) <= 180 && fabs(r->reading.pitch_deg) <= 90 &&
           r->tie_sd_cm >= 0;
}

int pl_baseline_decode(const uint8_t *data, size_t size, struct pl_baseline *ret)
{
    struct pl_archive a = {.at = (uint8_t *)(uintptr_t)data + sizeof(magic), .end = data + size};
    uint32_t version = 0, bytes = 0, sum = 0;
    struct pl_baseline *b;
    int r = 0;

    if (size < HEAD_BYTES || memcmp(data, magic, sizeof(magic)) != 0)
        return -EBADMSG;
    pl_archive_u32(&a, &version);
    if (version < 1 || version > VERSION)
        return -EPROTO;
    pl_archive_u32(&a, &bytes);
    pl_archive_u32(&a, &sum);
    if (bytes != size - HEAD_BYTES || checksum(a.at, bytes) != sum)
        return -EBADMSG;
    b = calloc(1, sizeof(*b));
    if (!b)
        return -ENOMEM;
    archive_baseline(&a, b, version);
    if (a.bad || a.at != a.end || !plausible(b))
        r = -EBADMSG;
    else
        *ret = *b;
    free(b);
    return r;
}

static size_t encode(const struct pl_baseline *baseline, uint8_t *data)
{
    struct pl_archive a = {.writing = true, .at = data + HEAD_BYTES, .end = data + FILE_MAX_BYTES};
    struct pl_archive head = {
        .writing = true, .at = data + sizeof(magic), .end = data + HEAD_BYTES};
    uint32_t version = VERSION, bytes, sum;

    /* Writing changes nothing, but the calls are those of reading. */
    archive_baseline(&a, (struct pl_baseline *)(uintptr_t)baseline, VERSION);
    bytes = (uint32_t)(a.at - data - HEAD_BYTES);
    sum = checksum(data + HEAD_BYTES, bytes);
    memcpy(data, magic, sizeof(magic));
    pl_archive_u32(&head, &version);
    pl_archive_u32(&head, &bytes);
    pl_archive_u32(&head, &sum);
    return a.bad ? 0 : HEAD_BYTES + bytes;
}

static bool name_is_plain(const char *name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t n = strlen(name);

    return n > 0 && n < PL_PROFILE_NAME_SIZE && strspn(name, allowed) == n;
}

int pl_baseline_path(const char *directory, const char *profile, char *ret, size_t size,
                     struct pl_message *reterr)
{
    int n;

    if (!name_is_plain(profile)) {
        pl_message_set(reterr, "\"%s\" is no name for a profile; use letters, digits, '-' and '_'",
                       profile);
        return -EINVAL;
    }
    n = snprintf(ret, size, "%s/baseline-%s.plb", directory, profile);
    if (n < 0 || (size_t)n >= size) {
        pl_message_set(reterr, "the path of the state directory is too long");
        return -ENAMETOOLONG;
    }
    return 0;
}

static int write_all(int fd, const uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        data += n;
        size -= (size_t)n;
    }
    return fsync(fd) < 0 ? -errno : 0;
}

static int write_and_rename(const char *path, const uint8_t *data, size_t size)
{
    char beside[4096];
    int n = snprintf(beside, sizeof(beside), "%s.new", path), fd, r;

    if (n < 0 || (size_t)n >= sizeof(beside))
        return -ENAMETOOLONG;
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    r = fchmod(fd, 0600) < 0 ? -errno : write_all(fd, data, size);
    if (close(fd) < 0 && r == 0)
        r = -errno;
    if (r == 0 && rename(beside, path) < 0)
        r = -errno;
    if (r < 0)
        unlink(beside);
    return r;
}

int pl_baseline_write(const char *path, const struct pl_baseline *baseline,
                      struct pl_message *reterr)
{
    uint8_t *data = malloc(FILE_MAX_BYTES);
    size_t size = data ? encode(baseline, data) : 0;
    int r = !data ? -ENOMEM : size == 0 ? -EINVAL : write_and_rename(path, data, size);

    free(data);
    if (r < 0)
        pl_message_set(reterr, "cannot write the baseline %s: %s", path, strerror(-r));
    return r;
}

static int decode_file(FILE *f, struct pl_baseline *ret)
{
    uint8_t *data = malloc(FILE_MAX_BYTES + 1);
    size_t size = data ? fread(data, 1, FILE_MAX_BYTES + 1, f) : 0;
    int r = !data ? -ENOMEM : ferror(f) ? -EIO : pl_baseline_decode(data, size, ret);

    free(data);
    return r;
}

static void explain(int r, const char *path, struct pl_message *reterr)
{
    if (r == -ENOENT)
        pl_message_set(reterr, "there is no baseline yet (%s); run `plumbline calibrate`", path);
    else if (r == -EPROTO)
        pl_message_set(reterr, "%s was written by another version of Plumbline; calibrate again",
                       path);
    else if (r == -EBADMSG)
        pl_message_set(reterr, "%s is no baseline, or is damaged; calibrate again", path);
    else
        pl_message_set(reterr, "cannot read the baseline %s: %s", path, strerror(-r));
}

int pl_baseline_read(const char *path, struct pl_baseline *ret, struct pl_message *reterr)
{
    FILE *f = fopen(path, "rbe");
    int r = f ? decode_file(f, ret) : -errno;

    if (f)
        fclose(f);
    if (r < 0)
        explain(r, path, reterr);
    return r;
}
