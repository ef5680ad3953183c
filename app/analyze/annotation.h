/* The annotated picture, pictures or video that `analyze --overlay OUT` leaves. One thread at a time. */
#pragma once

#include "app/analyze/analysis.h"
#include "overlay/overlay.h"

struct pl_annotation;

/* `out`: a name ending in .png, .jpg or .jpeg gets the last moment with somebody in it; one ending in '/'
 * (made when it is not there) a picture for each frame; any other a video. 0; negative errno with a sentence. */
int pl_annotation_create(const char *out, const struct pl_settings *settings,
                         struct pl_annotation **ret, struct pl_message *reterr);

/* Draws one moment. 0; negative errno or a positive pl_source_state, with a sentence. */
int pl_annotation_add(struct pl_annotation *annotation, const struct pl_moment *moment,
                      struct pl_mounting mounting, struct pl_message *reterr);

/* Writes what is still to be written. 0; negative errno with a sentence; 1: nothing was drawn, so nothing is there. */
int pl_annotation_finish(struct pl_annotation *annotation, struct pl_message *reterr);

/* NULL is fine. */
void pl_annotation_destroy(struct pl_annotation *annotation);
