/* edit_picture IN OUT.ppm crop X Y WIDTH HEIGHT
 * edit_picture IN OUT.ppm shade X Y WIDTH HEIGHT GAIN
 *
 * A part of a picture, or the picture with a part of it made darker: badly placed cameras out of a good picture. */
#include "capture/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct box {
    int x, y, width, height;
};

static bool is_in(struct box box, int x, int y)
{
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/* Luma is all that light and framing are judged by, so the picture comes out grey. */
static int write_grey(const char *path, const struct pl_frame *frame, struct box box, double gain)
{
    struct box out = gain < 0 ? box : (struct box){0, 0, frame->width, frame->height};
    int pixel = frame->format == PL_PIXEL_RGB || frame->format == PL_PIXEL_BGR ? 3 : 1;
    FILE *to = fopen(path, "wb");

    if (!to)
        return 1;
    fprintf(to, "P5\n%d %d\n255\n", out.width, out.height);
    for (int y = out.y; y < out.y + out.height; y++)
        for (int x = out.x; x < out.x + out.width; x++) {
            int luma = frame->plane[0][y * frame->stride[0] + x * pixel];

            fputc(gain >= 0 && is_in(box, x, y) ? (int)(luma * gain) : luma, to);
        }
    return fclose(to) ? 1 : 0;
}

int main(int argc, char **argv)
{
    const struct pl_source_wish wish = {0};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source;
    struct pl_frame frame;
    struct box box;
    int r;

    if (argc < 8)
        return 2;
    box = (struct box){(int)strtol(argv[4], NULL, 10), (int)strtol(argv[5], NULL, 10),
                       (int)strtol(argv[6], NULL, 10), (int)strtol(argv[7], NULL, 10)};
    if (pl_source_open(argv[1], &wish, &source, detail) ||
        pl_source_next(source, PL_USEC_PER_SEC, &frame)) {
        fprintf(stderr, "edit_picture: %s\n", detail);
        return 1;
    }
    r = write_grey(argv[2], &frame, box,
                   !strcmp(argv[3], "shade") && argc > 8 ? strtod(argv[8], NULL) : -1);
    pl_source_release(source, &frame);
    pl_source_close(source);
    return r;
}
