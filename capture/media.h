/* Pictures and videos through plumbline-media.so, loaded when first needed and then kept (base/module.h).
 * One thread at a time. */
#pragma once

#include "capture/media_module.h"
#include "capture/source.h"

/* Loads the module. Sets limits for its libraries in the environment, so the first call belongs before other
 * threads start. 0, or PL_SOURCE_NOT_BUILT with a sentence about what to install. */
int pl_media_load(char detail[PL_DETAIL_SIZE]);

/* The loaded module's functions. Asserts that pl_media_load() has succeeded. */
const struct pl_media_functions *pl_media(void);

/* Opens a video file or an rtsp:// stream as a source (see pl_source_open()). A stream is live: a gap is
 * PL_SOURCE_LOST, and frames that queued up while nobody looked are passed over. */
int pl_video_source_open(const char *url, const struct pl_source_wish *wish, struct pl_source **ret,
                         char detail[PL_DETAIL_SIZE]);

/* Writes videos and pictures from BGR frames, for overlays. All return 0, PL_SOURCE_UNREADABLE or
 * PL_SOURCE_NOT_BUILT with a sentence that names `path`, or negative errno. */
struct pl_video_writer;
int pl_video_writer_open(const char *path, int width, int height, double rate_hz,
                         struct pl_video_writer **ret, char detail[PL_DETAIL_SIZE]);
int pl_video_writer_add(struct pl_video_writer *writer, const struct pl_frame *bgr,
                        char detail[PL_DETAIL_SIZE]);
/* Finishes the file. NULL is fine. */
void pl_video_writer_close(struct pl_video_writer *writer);
int pl_picture_write(const char *path, const struct pl_frame *bgr, char detail[PL_DETAIL_SIZE]);
