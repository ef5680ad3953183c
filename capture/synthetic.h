/* Made-up pictures: always there, always the same, for tests, for measuring and for a first look. */
#pragma once

#include "capture/source.h"

/* Modes: "figure" (a drawn person who moves about; also the empty string), "still" (who does not move),
 * "empty" (the room without the person), "noise" (every pixel new in every frame). Frames are YUV420 of the
 * wished size and depend on nothing but mode, size and sequence number. They never end.
 * 0, PL_SOURCE_NO_DEVICE for an unknown mode, or -ENOMEM. */
int pl_synthetic_source_open(const char *mode, const struct pl_source_wish *wish,
                             struct pl_source **ret, char detail[PL_DETAIL_SIZE]);
