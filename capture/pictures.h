/* A picture, or a folder of pictures in the order of their names, as a source. */
#pragma once

#include "capture/source.h"

#define PL_PICTURES_MAX 100000 /* of one folder */

/* Opens `path`, a picture file or a folder. Which of its pictures can be read shows in pl_source_next(), one
 * by one. 0, a positive pl_source_state with a sentence, or -ENOMEM. */
int pl_picture_source_open(const char *path, const struct pl_source_wish *wish,
                           struct pl_source **ret, char detail[PL_DETAIL_SIZE]);
