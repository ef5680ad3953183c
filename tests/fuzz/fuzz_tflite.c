/* Whatever the bytes are, reading and planning a model ends in a plan or a sentence; and what is planned can be run. */
#include "vision/network.h"
#include "vision/plan.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RUNNABLE_ELEMENTS 20000 /* larger networks are planned and not run, to keep the pace */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t elements(const struct pl_tflite *model)
{
    size_t sum = 0;

    for (int i = 0; i < model->tensor_count; i++)
        sum += model->tensors[i].count;
    return sum;
}

static void run(const struct pl_tflite *model, const int *wanted, int count)
{
    static struct pl_engine *engine;
    struct pl_network *network;
    struct pl_message message;

    if (!engine && pl_engine_create(1, false, &engine, &message) < 0)
        return;
    if (pl_network_create(engine, model, wanted, count, &network, &message) < 0)
        return;
    for (size_t i = 0; i < pl_network_input_count(network); i++)
        pl_network_input(network)[i] = (float)(i % 7);
    pl_network_run(network);
    pl_network_destroy(network);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pl_plan plan;
    struct pl_message message = {""};
    struct pl_tflite *model;
    int count;

    if (pl_tflite_parse(data, size, "fuzz", &model, &message) < 0) {
        assert(strlen(message.text) > 0);
        return 0;
    }
    count = model->output_count < PL_PLAN_MAX_OUTPUTS ? model->output_count : PL_PLAN_MAX_OUTPUTS;
    if (pl_plan_make(model, model->outputs, count, &plan, &message) < 0)
        assert(strlen(message.text) > 0);
    else if (elements(model) <= RUNNABLE_ELEMENTS)
        run(model, model->outputs, count);
    pl_tflite_close(model);
    return 0;
}
