/* The whole product path on moving pictures and on photographs: sight, measurer, filter. */
#pragma once

#include "base/message.h"
#include "vision/models.h"

#include <stdbool.h>

struct film_phase {
    const char *name;
    double from_s, to_s;
    int n;
    double rmse, bias, worst;
};

#define FILM_PHASES 6

struct film_result {
    int n;
    double rmse, worst, still_sd; /* cm; still: of the first seconds, before filtering */
    double within_1_sd, within_2_sd;
    struct film_phase phase[FILM_PHASES];
};

/* `video` against `truth` (one JSON object a line). `paced`: looks as seldom as the daemon, and what it measured last counts
 * for the frames between. 0; negative errno with a sentence. */
int film_run(const char *video, const char *truth, bool paced, const struct pl_model_places *models,
             struct film_result *ret, struct pl_message *reterr);

struct album_result {
    int upright, upright_right, slouched, slouched_right;
    int unknown;
    int wrongs;
    char wrong[64][64]; /* file names that were taken for the other class */
};

/* Photographs "front_vp_WHO_upright_NN.jpg" and "..._slouch_NN.jpg"; the first upright one is the baseline. */
int album_run(const char *folder, const char *who, const struct pl_model_places *models,
              struct album_result *ret, struct pl_message *reterr);
