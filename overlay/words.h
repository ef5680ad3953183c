/* What the overlay says: numbers and words for people. Private to overlay/. */
#pragma once

#include "posture/measurement.h"

#include <stddef.h>

/* "Head forward". Never fails. */
const char *pl_posture_title(enum pl_posture posture);

/* "the face is hidden"; "" for PL_REASON_NONE. Never fails. */
const char *pl_reason_sentence(enum pl_reason reason);

/* "+6.2 ± 0.8 cm"; without the part after the sign when the sd is not known; "–" when the value is not.
 * `unit` carries its own space (" cm", "°"). `is_change` asks for a plus sign. */
void pl_number_text(struct pl_number number, const char *unit, bool is_change, char *ret,
                    size_t size);
