#include "descriptors.h"

#include <string.h>

#define LE16(x) (uint8_t)(x), (uint8_t)((x) >> 8)
#define LE32(x) LE16(x), (uint8_t)((x) >> 16), (uint8_t)((x) >> 24)

static struct {
    int width, height, fps;
} mode;

static uint8_t configuration[MAX_DESCRIPTOR];
static size_t configuration_size;

static const uint8_t device_descriptor[] = {
    18, 1, LE16(0x0200), 0xef, 2, 1, 64, LE16(0x1d6b), LE16(0x0102), LE16(0x0100), 1, 2, 3, 1};

static void append(const uint8_t *bytes, size_t size)
{
    memcpy(configuration + configuration_size, bytes, size);
    configuration_size += size;
}

#define APPEND(...) append((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void set_le16(size_t at, size_t value)
{
    configuration[at] = (uint8_t)value;
    configuration[at + 1] = (uint8_t)(value >> 8);
}

static void append_control_interface(void)
{
    size_t start;

    APPEND(9, 4, 0, 0, 0, 0x0e, 1, 0, 2);
    start = configuration_size;
    APPEND(13, 0x24, 1, LE16(0x0110), 0, 0, LE32(48000000u), 1, 1);
    APPEND(18, 0x24, 2, 1, LE16(0x0201), 0, 0, LE16(0), LE16(0), LE16(0), 3, 0, 0, 0); /* camera */
    APPEND(12, 0x24, 5, 2, 1, LE16(0), 2, 1, 0, 0, 0); /* brightness */
    APPEND(9, 0x24, 3, 3, LE16(0x0101), 0, 2, 0);      /* output */
    set_le16(start + 5, configuration_size - start);
}

static void append_streaming_interface(void)
{
    uint32_t interval = 10000000u / (uint32_t)mode.fps;
    uint32_t bytes = (uint32_t)(mode.width * mode.height * 2);
    uint32_t bits = bytes * 8 * (uint32_t)mode.fps;
    size_t start;

    APPEND(9, 4, 1, 0, 1, 0x0e, 2, 0, 0);
    start = configuration_size;
    APPEND(14, 0x24, 1, 1, 0, 0, 0x81, 0, 3, 0, 0, 0, 1, 0);
    APPEND(11, 0x24, 6, 1, 1, 1, 1, 0, 0, 0, 0); /* MJPEG */
    APPEND(30, 0x24, 7, 1, 0, LE16(mode.width), LE16(mode.height), LE32(bits / 10), LE32(bits),
           LE32(bytes), LE32(interval), 1, LE32(interval));
    APPEND(6, 0x24, 13, 1, 1, 4);
    set_le16(start + 4, configuration_size - start);
    APPEND(7, 5, 0x81, 2, LE16(512), 0);
}

void descriptors_make(int width, int height, int fps)
{
    mode.width = width;
    mode.height = height;
    mode.fps = fps;
    APPEND(9, 2, 0, 0, 2, 1, 0, 0x80, 250);
    APPEND(8, 11, 0, 2, 0x0e, 3, 0, 2);
    append_control_interface();
    append_streaming_interface();
    set_le16(2, configuration_size);
}

static size_t string_descriptor(int index, uint8_t *ret)
{
    static const char *const strings[] = {"", "Plumbline tests", "Emulated webcam", "0001"};
    size_t size = 2;

    if (index == 0) {
        memcpy(ret, (const uint8_t[]){4, 3, 9, 4}, 4);
        return 4;
    }
    for (const char *c = strings[index]; *c; c++) {
        ret[size++] = (uint8_t)*c;
        ret[size++] = 0;
    }
    ret[0] = (uint8_t)size;
    ret[1] = 3;
    return size;
}

int descriptor(int type, int index, uint8_t ret[MAX_DESCRIPTOR])
{
    switch (type) {
    case 1:
        memcpy(ret, device_descriptor, sizeof device_descriptor);
        return sizeof device_descriptor;
    case 2:
        memcpy(ret, configuration, configuration_size);
        return (int)configuration_size;
    case 3:
        return index <= 3 ? (int)string_descriptor(index, ret) : -1;
    default:
        return -1;
    }
}

void probe_block(uint8_t ret[PROBE_SIZE])
{
    uint32_t interval = 10000000u / (uint32_t)mode.fps;
    uint32_t bytes = (uint32_t)(mode.width * mode.height * 2);

    memset(ret, 0, PROBE_SIZE);
    ret[2] = ret[3] = 1; /* the first format, the first size */
    memcpy(ret + 4, (const uint8_t[]){LE32(interval)}, 4);
    memcpy(ret + 18, (const uint8_t[]){LE32(bytes)}, 4);
    memcpy(ret + 22, (const uint8_t[]){LE32(PAYLOAD)}, 4);
    memcpy(ret + 26, (const uint8_t[]){LE32(48000000u)}, 4);
    ret[30] = 3;
}
