/* Has anything moved since we last looked closely? A few microseconds instead of two networks.
 *
 * The luma of a frame is averaged over a coarse grid, straight from the camera's pixels, a few samples a cell. A
 * cell has changed when it differs from the frame that was last looked at by more than noise, after the
 * change of the whole picture's brightness (exposure, a cloud) is taken out. Comparing with the frame looked
 * at, not with the one before, lets slow movement add up. Pure. */
#pragma once

#include "capture/frame.h"

#include <stdbool.h>

#define PL_GATE_COLUMNS 32
#define PL_GATE_ROWS 24

struct pl_change_gate {
    bool open; /* nothing to compare with yet */
    float kept[PL_GATE_ROWS * PL_GATE_COLUMNS];
    float seen[PL_GATE_ROWS * PL_GATE_COLUMNS];
};

/* The first frame after this counts as moved. */
void pl_change_gate_init(struct pl_change_gate *gate);

/* True when something has moved since the frame that was kept last. */
bool pl_change_gate_look(struct pl_change_gate *gate, const struct pl_frame *frame);

/* The frame of the last pl_change_gate_look() is looked at closely: compare with it from now on. */
void pl_change_gate_keep(struct pl_change_gate *gate);
