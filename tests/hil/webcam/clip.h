/* A clip of pictures: a file of JPEGs, one after another, as `ffmpeg -f mjpeg` writes it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { MAX_PICTURES = 4096 };

struct picture {
    const uint8_t *bytes;
    size_t size;
};

struct clip {
    struct picture picture[MAX_PICTURES];
    size_t count;
};

/* Maps the file for as long as the program runs; ends the program with a sentence when it cannot be read. */
void clip_load(struct clip *clip, const char *path);
