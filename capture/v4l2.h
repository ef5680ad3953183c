/* Cameras behind Video4Linux: USB webcams and everything else that streams pictures by itself. */
#pragma once

#include "capture/source.h"
#include "capture/v4l2_calls.h"

/* Opens the camera at `path` and starts it. The mode is the nearest to the wish and is logged. Then
 * pl_source_next() hands out the newest whole frame; broken and overtaken ones go back to the driver and are
 * counted. 0; NO_DEVICE, BUSY, NO_PERMISSION, WRONG_FORMAT with a sentence; negative errno. */
int pl_v4l2_source_open(const struct pl_v4l2_calls *calls, const char *path,
                        const struct pl_source_wish *wish, struct pl_source **ret,
                        char detail[PL_DETAIL_SIZE]);

/* Opens the first of /dev/video0 to /dev/video63 that can be opened; states as above, of the most hopeful
 * failure (busy before no permission before wrong format before not there). */
int pl_v4l2_source_open_any(const struct pl_v4l2_calls *calls, const struct pl_source_wish *wish,
                            struct pl_source **ret, char detail[PL_DETAIL_SIZE]);
