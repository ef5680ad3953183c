/* From a model's file name to a network that runs: find, read, check the ends, build. */
#pragma once

#include "base/message.h"
#include "vision/models.h"
#include "vision/network.h"

/* Builds the network of model `file` whose input is a picture of side x side x 3 and whose outputs have the numbers of
 * elements `wanted[count]`. 0 and the caller owns *ret; negative errno with a sentence. */
int pl_model_file_network(const struct pl_engine *engine, const struct pl_model_places *places,
                          const char *file, int side, const size_t *wanted, int count,
                          struct pl_network **ret, struct pl_message *reterr);
