#include "vision/change_gate.h"

#include <math.h>
#include <string.h>

/* Levels of 255. A webcam's noise of 4 levels leaves 0.6 in the mean of 49 samples; a head's edge that moves by
 * three millimetres at arm's length changes a cell by 5 to 10. */
#define CELL_MOVED 3.5f
#define CELLS_MOVED 2
#define SAMPLES 7 /* a side of a cell */

/* Bytes from one pixel's luma to the next, and of the first one. Green stands for luma in RGB. */
static int luma_step(enum pl_pixel_format format, int *ret_first)
{
    *ret_first = 0;
    switch (format) {
    case PL_PIXEL_YUYV:
        return 2;
    case PL_PIXEL_RGB:
    case PL_PIXEL_BGR:
        *ret_first = 1;
        return 3;
    case PL_PIXEL_GREY:
    case PL_PIXEL_NV12:
    case PL_PIXEL_YUV420:
        break;
    }
    return 1;
}

static float cell_mean(const struct pl_frame *frame, int row, int column)
{
    int first, step = luma_step(frame->format, &first);
    int sum = 0;

    for (int j = 0; j < SAMPLES; j++) {
        int y = ((row * SAMPLES + j) * frame->height) / (PL_GATE_ROWS * SAMPLES);
        const uint8_t *line = frame->plane[0] + (size_t)y * (size_t)frame->stride[0] + first;

        for (int i = 0; i < SAMPLES; i++)
            sum +=
                line[((column * SAMPLES + i) * frame->width) / (PL_GATE_COLUMNS * SAMPLES) * step];
    }
    return (float)sum / (SAMPLES * SAMPLES);
}

void pl_change_gate_init(struct pl_change_gate *gate)
{
    gate->open = true;
}

bool pl_change_gate_look(struct pl_change_gate *gate, const struct pl_frame *frame)
{
    float brighter = 0;
    int moved = 0;

    for (int i = 0; i < PL_GATE_ROWS * PL_GATE_COLUMNS; i++) {
        gate->seen[i] = cell_mean(frame, i / PL_GATE_COLUMNS, i % PL_GATE_COLUMNS);
        brighter += gate->open ? 0 : gate->seen[i] - gate->kept[i];
    }
    if (gate->open)
        return true;
    brighter /= PL_GATE_ROWS * PL_GATE_COLUMNS;
    for (int i = 0; i < PL_GATE_ROWS * PL_GATE_COLUMNS; i++)
        moved += fabsf(gate->seen[i] - gate->kept[i] - brighter) > CELL_MOVED;
    return moved >= CELLS_MOVED;
}

void pl_change_gate_keep(struct pl_change_gate *gate)
{
    memcpy(gate->kept, gate->seen, sizeof gate->kept);
    gate->open = false;
}
