#include "capture/synthetic.h"

#include "capture/detail.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct colour {
    uint8_t y, u, v;
};

/* Lengths are in heads (the height of a head), so that the figure fits every picture size. */
struct ellipse {
    double x, y, rx, ry;
    struct colour colour;
};

static const struct colour wall = {150, 124, 130};
static const struct colour desk = {90, 118, 138};

/* From back to front; the origin is the middle of the head. */
static const struct ellipse figure[] = {
    {0.00, 1.75, 1.05, 0.95, {70, 150, 110}},   /* shoulders and chest */
    {0.00, 3.20, 0.85, 1.60, {70, 150, 110}},   /* trunk */
    {0.00, 0.60, 0.20, 0.35, {150, 110, 150}},  /* neck */
    {0.00, -0.08, 0.41, 0.54, {45, 122, 134}},  /* hair */
    {0.00, 0.00, 0.36, 0.48, {168, 110, 150}},  /* face */
    {-0.15, -0.14, 0.10, 0.02, {50, 122, 134}}, /* brows */
    {0.15, -0.14, 0.10, 0.02, {50, 122, 134}},
    {-0.15, -0.06, 0.07, 0.035, {225, 126, 130}}, /* eyes */
    {0.15, -0.06, 0.07, 0.035, {225, 126, 130}},
    {-0.15, -0.06, 0.03, 0.03, {35, 126, 130}},
    {0.15, -0.06, 0.03, 0.03, {35, 126, 130}},
    {0.00, 0.08, 0.045, 0.09, {150, 110, 153}}, /* nose */
    {0.00, 0.25, 0.12, 0.03, {105, 112, 168}},  /* mouth */
};

struct synthetic {
    struct pl_source base;
    const struct mode *mode;
    int width, height;
    double rate_hz;
    uint8_t *memory;
    struct pl_frame frame;
    bool drawn; /* `memory` holds a picture */
    uint32_t sequence;
};

struct mode {
    const char *name;
    void (*draw)(struct synthetic *s);
    bool moves; /* draw again for every frame */
};

static struct synthetic *synthetic_of(struct pl_source *source)
{
    return (struct synthetic *)source;
}

static uint8_t *plane_of(struct synthetic *s, int plane)
{
    size_t luma = (size_t)s->width * (size_t)s->height;

    return s->memory + (plane == 0 ? 0 : plane == 1 ? luma : luma + luma / 4);
}

static void fill_row(struct synthetic *s, int y, int from, int to, struct colour colour)
{
    memset(plane_of(s, 0) + (size_t)y * (size_t)s->width + from, colour.y, (size_t)(to - from));
    if (y % 2 != 0)
        return;
    for (int plane = 1; plane < 3; plane++)
        memset(plane_of(s, plane) + (size_t)(y / 2) * (size_t)(s->width / 2) + from / 2,
               plane == 1 ? colour.u : colour.v, (size_t)(to / 2 - from / 2));
}

static int clamp(double value, int max)
{
    return value < 0 ? 0 : value > max ? max : (int)value;
}

static void fill_ellipse(struct synthetic *s, double x, double y, double head,
                         const struct ellipse *e)
{
    double cy = y + e->y * head, ry = e->ry * head;

    for (int row = clamp(cy - ry, s->height); row < clamp(cy + ry + 1, s->height); row++) {
        double dy = (row + 0.5 - cy) / ry;
        double half = dy * dy < 1 ? e->rx * head * sqrt(1 - dy * dy) : 0;
        int from = clamp(x + e->x * head - half, s->width);
        int to = clamp(x + e->x * head + half, s->width);

        if (to > from)
            fill_row(s, row, from, to, e->colour);
    }
}

static void draw_room(struct synthetic *s)
{
    for (int y = 0; y < s->height; y++)
        fill_row(s, y, 0, s->width, y < s->height * 9 / 10 ? wall : desk);
}

static void draw_person(struct synthetic *s, double x, double y)
{
    double head = s->height / 3.6;

    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        fill_ellipse(s, x * s->width, y * s->height, head, &figure[i]);
    for (int row = s->height * 9 / 10; row < s->height; row++)
        fill_row(s, row, 0, s->width, desk);
}

static void draw_still(struct synthetic *s)
{
    draw_room(s);
    draw_person(s, 0.5, 0.36);
}

/* Sways by a twentieth of the picture in eight seconds. */
static void draw_moving(struct synthetic *s)
{
    double phase = 2 * M_PI * s->sequence / s->rate_hz / 8;

    draw_room(s);
    draw_person(s, 0.5 + 0.05 * sin(phase), 0.36 + 0.02 * (1 - cos(phase)));
}

/* A 32-bit xorshift generator (Marsaglia 2003), begun anew from each frame's number. */
static void draw_noise(struct synthetic *s)
{
    uint32_t x = s->sequence * 2654435761U + 1;
    size_t luma = (size_t)s->width * (size_t)s->height;

    x = x ? x : 1;
    for (size_t i = 0; i < luma; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        s->memory[i] = (uint8_t)(x >> 24);
    }
    memset(s->memory + luma, 128, luma / 2);
}

static const struct mode modes[] = {
    {"figure", draw_moving, true},
    {"still", draw_still, false},
    {"empty", draw_room, false},
    {"noise", draw_noise, true},
};

static const struct mode *find_mode(const char *name)
{
    if (!name[0])
        return &modes[0];
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (!strcmp(modes[i].name, name))
            return &modes[i];
    return NULL;
}

static int synthetic_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct synthetic *s = synthetic_of(source);

    (void)timeout;
    if (s->mode->moves || !s->drawn)
        s->mode->draw(s);
    s->drawn = true;
    s->frame.t = pl_usec_from_seconds(s->sequence / s->rate_hz);
    s->frame.sequence = s->sequence++;
    *ret = s->frame;
    return 0;
}

static int synthetic_skip(struct pl_source *source, pl_usec t)
{
    struct synthetic *s = synthetic_of(source);

    while (pl_usec_from_seconds((s->sequence + 1) / s->rate_hz) < t) {
        s->sequence++;
        s->base.dropped++;
    }
    return 0;
}

static void synthetic_release(struct pl_source *source, struct pl_frame *frame)
{
    (void)source;
    (void)frame;
}

static void synthetic_close(struct pl_source *source)
{
    struct synthetic *s = synthetic_of(source);

    free(s->memory);
    free(s);
}

static const struct pl_source_ops synthetic_ops = {"synthetic", synthetic_next, synthetic_skip,
                                                   synthetic_release, synthetic_close};

int pl_synthetic_source_open(const char *mode, const struct pl_source_wish *wish,
                             struct pl_source **ret, char detail[PL_DETAIL_SIZE])
{
    const struct mode *found = find_mode(mode);
    struct synthetic *s;

    if (!found)
        return pl_detail(detail, PL_SOURCE_NO_DEVICE,
                         "synthetic:%s is not known; there are figure, still, empty and noise",
                         mode);
    s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    s->base.ops = &synthetic_ops;
    s->base.input = "synthetic";
    s->mode = found;
    s->width = wish->width / 2 * 2;
    s->height = wish->height / 2 * 2;
    s->rate_hz = wish->rate_hz;
    s->memory = calloc((size_t)s->width * (size_t)s->height, 2);
    if (!s->memory) {
        free(s);
        return -ENOMEM;
    }
    s->frame = (struct pl_frame){
        .format = PL_PIXEL_YUV420,
        .width = s->width,
        .height = s->height,
        .plane = {plane_of(s, 0), plane_of(s, 1), plane_of(s, 2)},
        .stride = {s->width, s->width / 2, s->width / 2},
    };
    *ret = &s->base;
    return 0;
}
