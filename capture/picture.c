#include "capture/picture.h"

#include <string.h>

/* Signatures of the formats that the decoders read. Text formats (playlists, subtitles) are left out on
 * purpose: a video reader follows what they say to other files and hosts. */
static const struct signature {
    enum pl_file_kind kind;
    uint8_t at;
    uint8_t length;
    const char *bytes;
} signatures[] = {
    {PL_FILE_JPEG, 0, 3, "\xff\xd8\xff"},
    {PL_FILE_PICTURE, 0, 8, "\x89PNG\r\n\x1a\n"},
    {PL_FILE_PICTURE, 0, 2, "BM"},
    {PL_FILE_PICTURE, 0, 4, "II*\0"},
    {PL_FILE_PICTURE, 0, 4, "MM\0*"},
    {PL_FILE_PICTURE, 8, 4, "WEBP"},
    {PL_FILE_PICTURE, 0, 3, "P2\n"},
    {PL_FILE_PICTURE, 0, 3, "P3\n"},
    {PL_FILE_PICTURE, 0, 3, "P5\n"},
    {PL_FILE_PICTURE, 0, 3, "P6\n"},
    {PL_FILE_PICTURE, 4, 8, "jP  \r\n\x87\n"},
    {PL_FILE_VIDEO, 4, 4, "ftyp"},
    {PL_FILE_VIDEO, 4, 4, "moov"},
    {PL_FILE_VIDEO, 4, 4, "mdat"},
    {PL_FILE_VIDEO, 0, 4, "\x1a\x45\xdf\xa3"},
    {PL_FILE_VIDEO, 8, 4, "AVI "},
    {PL_FILE_VIDEO, 0, 4, "GIF8"},
    {PL_FILE_VIDEO, 0, 4, "OggS"},
    {PL_FILE_VIDEO, 0, 3, "FLV"},
    {PL_FILE_VIDEO, 0, 4, "\x30\x26\xb2\x75"},
    {PL_FILE_VIDEO, 0, 9, "YUV4MPEG2"},
    {PL_FILE_VIDEO, 0, 4, "DKIF"},
    {PL_FILE_VIDEO, 0, 4, "\0\0\x01\xba"},
    {PL_FILE_VIDEO, 0, 4, "\0\0\0\x01"},
    {PL_FILE_VIDEO, 188, 1, "G"}, /* MPEG-TS: a sync byte every 188 bytes, see below */
};

static int fits(const struct signature *s, const uint8_t *head, size_t size)
{
    return s->at + (size_t)s->length <= size && !memcmp(head + s->at, s->bytes, s->length);
}

enum pl_file_kind pl_file_kind(const uint8_t *head, size_t size)
{
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        const struct signature *s = &signatures[i];

        if (fits(s, head, size) && (s->at != 188 || head[0] == 'G'))
            return s->kind;
    }
    return PL_FILE_UNKNOWN;
}
