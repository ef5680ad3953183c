#include "capture/exif.h"

#include <stdbool.h>
#include <string.h>

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3
#define ENTRY_SIZE 12

/* The body of a TIFF file within the segment: offsets count from its first byte. */
struct tiff {
    const uint8_t *bytes;
    size_t size;
    bool big_endian;
};

static uint32_t number(const struct tiff *t, size_t at, size_t length)
{
    uint32_t value = 0;

    if (at > t->size || t->size - at < length)
        return 0;
    for (size_t i = 0; i < length; i++)
        value |= (uint32_t)t->bytes[at + i] << 8 * (t->big_endian ? length - 1 - i : i);
    return value;
}

static int orientation_of(const struct tiff *t)
{
    size_t directory = number(t, 4, 4);
    uint32_t entries = number(t, directory, 2);

    for (uint32_t i = 0; i < entries; i++) {
        size_t entry = directory + 2 + (size_t)i * ENTRY_SIZE;
        uint32_t value = number(t, entry + 8, 2);

        if (number(t, entry, 2) == TAG_ORIENTATION && number(t, entry + 2, 2) == TYPE_SHORT)
            return value >= 1 && value <= 8 ? (int)value : PL_EXIF_UPRIGHT;
    }
    return PL_EXIF_UPRIGHT;
}

static int read_segment(const uint8_t *segment, size_t size)
{
    struct tiff t = {segment + 6, size - 6, segment[6] == 'M'};

    return orientation_of(&t);
}

int pl_exif_orientation(const uint8_t *jpeg, size_t size)
{
    size_t at = 2; /* behind the start-of-image marker */

    while (at + 4 <= size && jpeg[at] == 0xff) {
        const uint8_t *segment = jpeg + at + 4;
        size_t length = (size_t)(jpeg[at + 2] << 8 | jpeg[at + 3]);

        if (jpeg[at + 1] == 0xda || length < 2 || length > size - at - 2)
            break; /* the pixels begin, or the file makes no sense */
        if (jpeg[at + 1] == 0xe1 && length >= 16 && !memcmp(segment, "Exif\0", 6))
            return read_segment(segment, length - 2);
        at += 2 + length;
    }
    return PL_EXIF_UPRIGHT;
}
