/* The border to libcamera's C++: no exception crosses, no C++ is seen.
 *
 * libcamera's own thread only moves finished requests into a queue; everything else happens on the
 * caller's thread. Results: 0, a positive pl_source_state, negative errno. */
#pragma once

#include "capture/frame.h"
#include "capture/source.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pl_libcamera;

/* Starts the camera `id` ("": the first) with a YUV stream near the size. `name` receives its id. */
int pl_libcamera_open(const char *id, int width, int height, double rate_hz,
                      struct pl_libcamera **ret, char name[PL_DETAIL_SIZE],
                      char detail[PL_DETAIL_SIZE]);

/* Stops it; NULL is fine. */
void pl_libcamera_close(struct pl_libcamera *camera);

/* Waits at most `timeout_us` for a frame, takes the newest and gives older ones back (counted in *dropped).
 * The frame is valid until pl_libcamera_release(). `t` is SensorTimestamp (CLOCK_BOOTTIME), 0 if the pipeline has
 * none. */
int pl_libcamera_next(struct pl_libcamera *camera, int64_t timeout_us, struct pl_frame *ret,
                      uint64_t *dropped);
void pl_libcamera_release(struct pl_libcamera *camera);

#ifdef __cplusplus
}
#endif
