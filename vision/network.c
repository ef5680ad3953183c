#include "vision/network.h"

#include "vision/graph.h"

#include <assert.h>
#include <errno.h>
#include <pthreadpool.h>
#include <stdlib.h>

/* XNNPACK's fastest loads and stores like whole cache lines. */
#define ALIGNMENT 64

struct pl_engine {
    pthreadpool_t pool; /* NULL: the caller's thread alone */
    uint32_t flags;
};

struct buffer {
    float *data;
    size_t count;
};

struct pl_network {
    xnn_runtime_t runtime;
    struct pl_constants constants; /* without the weights once the runtime is made */
    struct buffer input, output[PL_PLAN_MAX_OUTPUTS];
    int outputs, operators;
};

int pl_engine_create(int threads, bool half, struct pl_engine **ret, struct pl_message *reterr)
{
    enum xnn_status status = xnn_initialize(NULL);
    struct pl_engine *engine;

    assert(threads >= 1);
    if (status != xnn_status_success) {
        pl_message_set(reterr, "XNNPACK cannot run on this machine: %s",
                       pl_xnn_status_name(status));
        return status == xnn_status_out_of_memory ? -ENOMEM : -ENOTSUP;
    }
    engine = calloc(1, sizeof *engine);
    if (!engine)
        goto fail;
    /* Helper threads go to sleep after a run; otherwise they would spin for a while, waiting for the next. */
    engine->flags = XNN_FLAG_YIELD_WORKERS | (half ? XNN_FLAG_HINT_FP16_INFERENCE : 0);
    if (threads > 1 && !(engine->pool = pthreadpool_create((size_t)threads)))
        goto fail;
    *ret = engine;
    return 0;
fail:
    pl_engine_destroy(engine);
    pl_message_set(reterr, "not enough memory for the networks' %d threads", threads);
    return -ENOMEM;
}

void pl_engine_destroy(struct pl_engine *engine)
{
    if (!engine)
        return;
    pthreadpool_destroy(engine->pool);
    free(engine);
}

/* With room behind it for what XNNPACK reads too far. */
static int buffer_make(size_t count, struct buffer *ret)
{
    size_t bytes = count * sizeof(float) + XNN_EXTRA_BYTES;
    float *data = aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);

    if (!data)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++)
        data[i] = 0.0f;
    *ret = (struct buffer){.data = data, .count = count};
    return 0;
}

static int make_buffers(struct pl_network *network, const struct pl_plan *plan, const int *wanted)
{
    const struct pl_tensor *tensors = plan->model->tensors;
    int failed = buffer_make(tensors[plan->model->input].count, &network->input);

    for (int i = 0; i < network->outputs && !failed; i++)
        failed = buffer_make(tensors[wanted[i]].count, &network->output[i]);
    return failed;
}

/* Tells the runtime once and for all where input and outputs are. */
static enum xnn_status connect_buffers(struct pl_network *network, const struct pl_plan *plan)
{
    struct xnn_external_value value[1 + PL_PLAN_MAX_PIECES] = {
        {.id = 0, .data = network->input.data}};

    for (int i = 0; i < plan->pieces; i++)
        value[1 + i] = (struct xnn_external_value){
            .id = 1 + (uint32_t)i,
            .data = network->output[plan->piece[i].output].data + plan->piece[i].offset,
        };
    return xnn_setup_runtime(network->runtime, 1 + (size_t)plan->pieces, value);
}

static int make_runtime(const struct pl_engine *engine, struct pl_network *network,
                        const struct pl_plan *plan, struct pl_message *reterr)
{
    xnn_subgraph_t graph;
    int failed = pl_graph_make(plan, &network->constants, &graph, reterr);

    if (failed < 0)
        return failed;

    enum xnn_status status =
        xnn_create_runtime_v2(graph, engine->pool, engine->flags, &network->runtime);

    xnn_delete_subgraph(graph);
    if (status == xnn_status_success)
        status = connect_buffers(network, plan);
    if (status == xnn_status_success)
        return 0;
    pl_message_set(reterr, "%s: XNNPACK cannot run it: %s", plan->model->name,
                   pl_xnn_status_name(status));
    return status == xnn_status_out_of_memory ? -ENOMEM : -ENOTSUP;
}

int pl_network_create(const struct pl_engine *engine, const struct pl_tflite *model,
                      const int *wanted, int count, struct pl_network **ret,
                      struct pl_message *reterr)
{
    struct pl_plan *plan = malloc(sizeof *plan);
    struct pl_network *network = calloc(1, sizeof *network);
    int failed = -ENOMEM;

    if (!plan || !network)
        goto fail;
    if ((failed = pl_plan_make(model, wanted, count, plan, reterr)) < 0)
        goto fail;
    network->outputs = count;
    network->operators = plan->operators;
    if ((failed = make_buffers(network, plan, wanted)) < 0 ||
        (failed = pl_constants_make(plan, &network->constants)) < 0 ||
        (failed = make_runtime(engine, network, plan, reterr)) < 0)
        goto fail;
    pl_constants_forget_weights(&network->constants);
    free(plan);
    *ret = network;
    return 0;
fail:
    if (failed == -ENOMEM)
        pl_message_set(reterr, "%s: not enough memory", model->name);
    free(plan);
    pl_network_destroy(network);
    return failed;
}

void pl_network_destroy(struct pl_network *network)
{
    if (!network)
        return;
    if (network->runtime)
        xnn_delete_runtime(network->runtime);
    pl_constants_done(&network->constants);
    free(network->input.data);
    for (int i = 0; i < network->outputs; i++)
        free(network->output[i].data);
    free(network);
}

float *pl_network_input(struct pl_network *network)
{
    return network->input.data;
}

size_t pl_network_input_count(const struct pl_network *network)
{
    return network->input.count;
}

const float *pl_network_output(const struct pl_network *network, int i)
{
    assert(i >= 0 && i < network->outputs);
    return network->output[i].data;
}

size_t pl_network_output_count(const struct pl_network *network, int i)
{
    assert(i >= 0 && i < network->outputs);
    return network->output[i].count;
}

int pl_network_operators(const struct pl_network *network)
{
    return network->operators;
}

int pl_network_run(struct pl_network *network)
{
    return xnn_invoke_runtime(network->runtime) == xnn_status_success ? 0 : -EIO;
}
