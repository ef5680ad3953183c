/* What the networks say about each sample, from a cache file or from sight itself. */
#pragma once

#include "tests/eval/sample.h"
#include "vision/models.h"

/* Fills landmarks and masks from a cache that look_write() made. 0; negative errno with a sentence, -ENOENT
 * when it is not there or does not hold all samples. */
int look_read_cache(const char *path, struct samples *samples, struct pl_message *reterr);
int look_write_cache(const char *path, const struct samples *samples, struct pl_message *reterr);

/* Looks at every sample with sight, mask included. 0; negative errno with a sentence. */
int look_with_sight(const struct pl_model_places *models, struct samples *samples,
                    struct pl_message *reterr);

/* Fits the average face to every face that was seen. */
void look_fit_faces(const struct pl_canonical_face *face, struct samples *samples);
