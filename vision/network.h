/* A network ready to run: fill the input, run, read the outputs. Runs on XNNPACK.
 *
 * Making a network allocates; running one does not. A network is used by one thread at a time. */
#pragma once

#include "vision/tflite.h"

#include <stdbool.h>
#include <stddef.h>

struct pl_engine;
struct pl_network;

/* What networks share: helper threads and how exactly to compute. `threads` >= 1 counts the caller's own; `half` asks
 * for half precision arithmetic, which is used where the CPU has it and ignored elsewhere. 0, -ENOMEM, or
 * -ENOTSUP when XNNPACK cannot run on this machine. The caller owns *ret, which outlives its networks. */
int pl_engine_create(int threads, bool half, struct pl_engine **ret, struct pl_message *reterr);

/* NULL is fine. */
void pl_engine_destroy(struct pl_engine *engine);

/* Builds the part of `model` that computes the `count` tensors `wanted` (at most PL_PLAN_MAX_OUTPUTS; see
 * pl_tflite_output()). The model may be closed afterwards. 0 and the caller owns *ret; negative errno with a sentence
 * naming the file and the operator. */
int pl_network_create(const struct pl_engine *engine, const struct pl_tflite *model,
                      const int *wanted, int count, struct pl_network **ret,
                      struct pl_message *reterr);

/* NULL is fine. */
void pl_network_destroy(struct pl_network *network);

/* The input to fill, [height][width][channels] as the model declares it; the network's memory. */
float *pl_network_input(struct pl_network *network);
size_t pl_network_input_count(const struct pl_network *network);

/* Output `i` as of the last run, in the order of `wanted`; the network's memory. */
const float *pl_network_output(const struct pl_network *network, int i);
size_t pl_network_output_count(const struct pl_network *network, int i);

/* How many operators it runs. */
int pl_network_operators(const struct pl_network *network);

/* 0; -EIO when XNNPACK fails, which leaves the outputs undefined. Allocates nothing. */
int pl_network_run(struct pl_network *network);
