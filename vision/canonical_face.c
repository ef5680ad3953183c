/* Just enough of the wire format: varints, lengths and floats, every one checked against the end. */
#include "vision/canonical_face.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX_BYTES (1 << 16)
#define FLOATS_PER_VERTEX 5
#define FLOATS (PL_FACE_POINTS * FLOATS_PER_VERTEX)
#define FACE_MAX_CM 30.0f

enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

struct span {
    const uint8_t *at, *end;
};

struct field {
    unsigned number;
    enum wire wire;
    struct span bytes; /* the contents: of a length, or of a fixed size */
};

static bool read_varint(struct span *s, uint64_t *ret)
{
    uint64_t value = 0;

    for (int shift = 0; shift < 64 && s->at < s->end; shift += 7) {
        uint8_t byte = *s->at++;

        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *ret = value;
            return true;
        }
    }
    return false;
}

static bool take(struct span *s, uint64_t size, struct span *ret)
{
    if (size > (uint64_t)(s->end - s->at))
        return false;
    *ret = (struct span){s->at, s->at + size};
    s->at += size;
    return true;
}

static bool next_field(struct span *s, struct field *ret)
{
    uint64_t key, size = 0;

    if (!read_varint(s, &key))
        return false;
    ret->number = (unsigned)(key >> 3);
    ret->wire = (enum wire)(key & 7);
    ret->bytes = (struct span){s->at, s->at};
    switch (ret->wire) {
    case WIRE_VARINT:
        return read_varint(s, &size);
    case WIRE_64:
        return take(s, 8, &ret->bytes);
    case WIRE_32:
        return take(s, 4, &ret->bytes);
    case WIRE_BYTES:
        return read_varint(s, &size) && take(s, size, &ret->bytes);
    }
    return false;
}

/* Single floats and packed runs of them alike. Returns how many there are; stores the first FLOATS. */
static size_t read_vertices(struct span mesh, float *ret)
{
    size_t n = 0;
    struct field f;

    while (mesh.at < mesh.end) {
        if (!next_field(&mesh, &f))
            return 0;
        if (f.number != 3 || (f.wire != WIRE_32 && f.wire != WIRE_BYTES))
            continue;
        for (const uint8_t *p = f.bytes.at; f.bytes.end - p >= 4; p += 4, n++)
            if (n < FLOATS)
                memcpy(&ret[n], p, 4);
    }
    return n;
}

static bool plausible(const struct pl_canonical_face *face)
{
    for (int i = 0; i < PL_FACE_POINTS; i++)
        for (int k = 0; k < 3; k++)
            if (!(fabsf(face->point_cm[i][k]) < FACE_MAX_CM))
                return false;
    return true;
}

int pl_canonical_face_parse(const uint8_t *data, size_t size, struct pl_canonical_face *ret)
{
    struct span s = {data, data + size};
    struct pl_canonical_face face;
    float vertex[FLOATS];
    struct field mesh;

    if (size == 0 || !next_field(&s, &mesh) || mesh.number != 1 || mesh.wire != WIRE_BYTES)
        return -EINVAL;
    if (read_vertices(mesh.bytes, vertex) != FLOATS)
        return -EINVAL;
    for (int i = 0; i < PL_FACE_POINTS; i++)
        memcpy(face.point_cm[i], vertex + FLOATS_PER_VERTEX * i, sizeof(face.point_cm[i]));
    if (!plausible(&face))
        return -EINVAL;
    *ret = face;
    return 0;
}

int pl_canonical_face_read(const char *path, struct pl_canonical_face *ret,
                           struct pl_message *reterr)
{
    uint8_t data[FILE_MAX_BYTES];
    FILE *f = fopen(path, "rbe");
    size_t n;
    int r;

    if (!f) {
        r = -errno;
        pl_message_set(reterr, "cannot open %s: %s", path, strerror(-r));
        return r;
    }
    n = fread(data, 1, sizeof(data), f);
    fclose(f);
    r = pl_canonical_face_parse(data, n, ret);
    if (r < 0)
        pl_message_set(reterr, "%s holds no face geometry; fetch the models again", path);
    return r;
}
