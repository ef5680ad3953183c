#include "clip.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* Cuts a stream of JPEGs at the markers: end of image followed by start of image. */
void clip_load(struct clip *clip, const char *path)
{
    struct stat st;
    const uint8_t *bytes;
    size_t size, start = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st))
        die(path);
    size = (size_t)st.st_size;
    bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        die(path);
    for (size_t i = 2; i <= size && clip->count < MAX_PICTURES; i++)
        if (i == size || (i + 1 < size && !memcmp(bytes + i - 2, "\xff\xd9\xff\xd8", 4))) {
            clip->picture[clip->count++] = (struct picture){bytes + start, i - start};
            start = i;
        }
}
