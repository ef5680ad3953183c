/* What a person sees: the picture with the plumb line, the number, the word and the last minute.
 *
 * Drawn with cairo on a canvas 640 to 1280 px wide: the upright picture, and a panel below it. One thread at
 * a time. Drawing keeps the last minute for the strip chart and nothing else of a picture beyond the next
 * draw. */
#pragma once

#include "base/message.h"
#include "capture/frame.h"
#include "posture/landmarks.h"
#include "posture/measurement.h"

#include <stdbool.h>

struct pl_overlay_settings {
    bool moving; /* frames follow each other: a strip chart; otherwise a table of numbers */
    double forward_head_cm;   /* thresholds.forward_head_cm */
    double forward_strong_cm; /* thresholds.forward_head_strong_cm */
};

struct pl_overlay;

/* 0 or -ENOMEM. The caller owns *ret. */
int pl_overlay_create(const struct pl_overlay_settings *settings, struct pl_overlay **ret);

/* NULL is fine. */
void pl_overlay_destroy(struct pl_overlay *overlay);

/* Draws one moment. The canvas takes the picture's shape at the first call and keeps it; later pictures of
 * another shape are fitted in. Both values belong to `frame`. 0; -ENOMEM; -EINVAL when a picture is too
 * large for cairo (over 32767 px). */
int pl_overlay_draw(struct pl_overlay *overlay, const struct pl_frame *frame,
                    struct pl_mounting mounting, const struct pl_landmarks *landmarks,
                    const struct pl_measurement *measurement);

/* The canvas as a BGR frame, of even width and height; valid until the next draw. Only after a draw. */
struct pl_frame pl_overlay_frame(struct pl_overlay *overlay);

/* Writes the canvas to `path`: PNG, or JPEG when the name ends in .jpg or .jpeg. Only after a draw. 0, or
 * negative errno with a sentence that names the file. */
int pl_overlay_save(const struct pl_overlay *overlay, const char *path, struct pl_message *reterr);
