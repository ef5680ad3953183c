#include "vision/graph.h"

#include "vision/elementwise.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A graph under construction: XNNPACK's number of each tensor, given when it is first met. */
struct builder {
    const struct pl_plan *plan;
    const struct pl_constants *constants;
    xnn_subgraph_t graph;
    uint32_t id[PL_TFLITE_MAX_PARTS];
};

/* The operator at hand, its tensors already in the graph. */
struct node {
    const struct pl_operator *op;
    const struct pl_tensor *in0, *in1, *out;
    uint32_t in[3]; /* XNN_INVALID_VALUE_ID: left out, or not a value of the graph */
    uint32_t result;
    float lowest, highest; /* what the activation clamps to */
};

const char *pl_xnn_status_name(enum xnn_status status)
{
    static const char *const names[] = {
        [xnn_status_success] = "success",
        [xnn_status_uninitialized] = "XNNPACK is not initialized",
        [xnn_status_invalid_parameter] = "invalid parameter",
        [xnn_status_invalid_state] = "invalid state",
        [xnn_status_unsupported_parameter] = "unsupported parameter",
        [xnn_status_unsupported_hardware] = "unsupported hardware",
        [xnn_status_out_of_memory] = "out of memory",
    };

    return (size_t)status < sizeof names / sizeof *names ? names[status] : "unknown status";
}

/* IEEE 754 binary16 to binary32: exact for every value. */
static float widen(uint16_t half)
{
    uint32_t sign = (uint32_t)(half >> 15) << 31, exponent = half >> 10 & 31,
             fraction = half & 1023;
    uint32_t bits;
    float value;

    if (exponent == 0) {
        value = ldexpf((float)fraction, -24);
        return sign ? -value : value;
    }
    bits = sign | (exponent == 31 ? 255 : exponent + 112) << 23 | fraction << 13;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void copy_constant(const struct pl_tensor *t, float *ret)
{
    if (t->type == PL_TENSOR_FLOAT32) {
        memcpy(ret, t->data, t->count * sizeof *ret);
        return;
    }
    for (size_t i = 0; i < t->count; i++)
        ret[i] = widen((uint16_t)(t->data[2 * i] | t->data[2 * i + 1] << 8));
}

/* The data that input `k` of a needed operator has from the beginning, or NULL. */
static const struct pl_tensor *float_constant(const struct pl_plan *plan,
                                              const struct pl_operator *op, int k)
{
    int t = op->inputs[k] < 0 ? -1 : plan->constant[op->inputs[k]];

    return t >= 0 && plan->model->tensors[t].type != PL_TENSOR_INT32 ? &plan->model->tensors[t]
                                                                     : NULL;
}

/* XNNPACK copies filters and biases when it makes the operator. */
static bool is_weight(const struct pl_operator *op, int k)
{
    return k >= 1 && (op->code == PL_OPERATOR_CONV_2D || op->code == PL_OPERATOR_DEPTHWISE_CONV_2D);
}

/* Lays out (data == NULL) or copies the weights, or the other constants, of all needed operators from element `used`
 * on; returns where they end. Each keeps a gap behind it, because XNNPACK reads a little too far. */
static size_t lay_out(const struct pl_plan *plan, bool weights, size_t used, size_t *at,
                      float *data)
{
    const size_t gap = XNN_EXTRA_BYTES / sizeof(float);

    for (int i = 0; i < plan->model->operator_count; i++) {
        const struct pl_operator *op = &plan->model->operators[i];
        for (int k = 0; plan->needed[i] && k < op->input_count; k++) {
            const struct pl_tensor *t = float_constant(plan, op, k);
            if (!t || is_weight(op, k) != weights)
                continue;
            at[op->inputs[k]] = used;
            if (data)
                copy_constant(t, data + used);
            used += t->count + gap;
        }
    }
    return used;
}

/* What is weight and something else as well counts as the latter, whose place is found last. */
static size_t lay_out_all(const struct pl_plan *plan, struct pl_constants *constants)
{
    constants->weights = lay_out(plan, true, 0, constants->at, constants->data);
    return lay_out(plan, false, constants->weights, constants->at, constants->data);
}

int pl_constants_make(const struct pl_plan *plan, struct pl_constants *ret)
{
    struct pl_constants made = {0};
    void *mapping;

    made.at = calloc((size_t)plan->model->tensor_count + 1, sizeof *made.at);
    if (!made.at)
        return -ENOMEM;
    made.bytes = lay_out_all(plan, &made) * sizeof *made.data + XNN_EXTRA_BYTES;
    mapping = mmap(NULL, made.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) {
        free(made.at);
        return -ENOMEM;
    }
    made.data = mapping;
    lay_out_all(plan, &made);
    *ret = made;
    return 0;
}

void pl_constants_forget_weights(struct pl_constants *constants)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    assert(constants->gone_bytes == 0);
    constants->gone_bytes = constants->weights * sizeof *constants->data / page * page;
    if (constants->gone_bytes)
        munmap(constants->data, constants->gone_bytes);
}

void pl_constants_done(struct pl_constants *constants)
{
    if (constants->data)
        munmap((char *)constants->data + constants->gone_bytes,
               constants->bytes - constants->gone_bytes);
    free(constants->at);
    *constants = (struct pl_constants){0};
}

static enum xnn_status define_tensor(struct builder *b, int tensor, const struct pl_tensor *t,
                                     const float *data, uint32_t external, uint32_t flags)
{
    size_t dim[PL_TENSOR_MAX_RANK];

    for (int i = 0; i < t->rank; i++)
        dim[i] = (size_t)t->dim[i];
    return xnn_define_tensor_value(b->graph, xnn_datatype_fp32, (size_t)t->rank, dim, data,
                                   external, flags, &b->id[tensor]);
}

/* XNNPACK wants what belongs to channels (bias, slope) as a plain list, whatever shape the file gives it. */
static struct pl_tensor as_list(const struct pl_tensor *t)
{
    return (struct pl_tensor){
        .type = t->type, .rank = 1, .dim = {(int)t->count}, .count = t->count};
}

static enum xnn_status meet_constant(struct builder *b, const struct pl_operator *op, int k)
{
    const struct pl_tensor *t = float_constant(b->plan, op, k);
    bool per_channel = k == 2 || op->code == PL_OPERATOR_PRELU;
    struct pl_tensor shape = per_channel ? as_list(t) : *t;

    return define_tensor(b, op->inputs[k], &shape,
                         b->constants->data + b->constants->at[op->inputs[k]], XNN_INVALID_VALUE_ID,
                         0);
}

static enum xnn_status meet_computed(struct builder *b, int tensor)
{
    return define_tensor(b, tensor, &b->plan->model->tensors[tensor], NULL, XNN_INVALID_VALUE_ID,
                         0);
}

static enum xnn_status meet_ends(struct builder *b)
{
    const struct pl_tflite *m = b->plan->model;
    enum xnn_status status =
        define_tensor(b, m->input, &m->tensors[m->input], NULL, 0, XNN_VALUE_FLAG_EXTERNAL_INPUT);

    for (int i = 0; i < b->plan->pieces && status == xnn_status_success; i++) {
        int t = b->plan->piece[i].tensor;
        status = define_tensor(b, t, &m->tensors[t], NULL, 1 + (uint32_t)i,
                               XNN_VALUE_FLAG_EXTERNAL_OUTPUT);
    }
    return status;
}

static enum xnn_status meet_tensors(struct builder *b, const struct pl_operator *op)
{
    enum xnn_status status = xnn_status_success;

    for (int k = 0; k < op->input_count && status == xnn_status_success; k++) {
        int t = op->inputs[k];
        if (t >= 0 && b->id[t] == XNN_INVALID_VALUE_ID && float_constant(b->plan, op, k))
            status = meet_constant(b, op, k);
    }
    if (status == xnn_status_success && b->id[op->outputs[0]] == XNN_INVALID_VALUE_ID)
        status = meet_computed(b, op->outputs[0]);
    return status;
}

static uint32_t same_padding(const struct node *n)
{
    return n->op->options.padding == 0 ? XNN_FLAG_TENSORFLOW_SAME_PADDING : 0;
}

static enum xnn_status define_conv(xnn_subgraph_t graph, const struct node *n)
{
    const struct pl_operator_options *o = &n->op->options;
    const int *w = n->in1->dim;

    return xnn_define_convolution_2d(graph, 0, 0, 0, 0, (uint32_t)w[1], (uint32_t)w[2],
                                     (uint32_t)o->stride_h, (uint32_t)o->stride_w,
                                     (uint32_t)o->dilation_h, (uint32_t)o->dilation_w, 1,
                                     (size_t)w[3], (size_t)w[0], n->lowest, n->highest, n->in[0],
                                     n->in[1], n->in[2], n->result, same_padding(n));
}

static enum xnn_status define_depthwise(xnn_subgraph_t graph, const struct node *n)
{
    const struct pl_operator_options *o = &n->op->options;
    const int *w = n->in1->dim;

    return xnn_define_depthwise_convolution_2d(
        graph, 0, 0, 0, 0, (uint32_t)w[1], (uint32_t)w[2], (uint32_t)o->stride_h,
        (uint32_t)o->stride_w, (uint32_t)o->dilation_h, (uint32_t)o->dilation_w,
        (uint32_t)o->multiplier, (size_t)n->in0->dim[3], n->lowest, n->highest, n->in[0], n->in[1],
        n->in[2], n->result, same_padding(n));
}

static enum xnn_status define_pool(xnn_subgraph_t graph, const struct node *n)
{
    const struct pl_operator_options *o = &n->op->options;

    return xnn_define_max_pooling_2d(
        graph, 0, 0, 0, 0, (uint32_t)o->filter_h, (uint32_t)o->filter_w, (uint32_t)o->stride_h,
        (uint32_t)o->stride_w, 1, 1, n->lowest, n->highest, n->in[0], n->result, same_padding(n));
}

static enum xnn_status define_add(xnn_subgraph_t graph, const struct node *n)
{
    return pl_define_add(graph, n->lowest, n->highest, n->in[0], n->in[1], n->result);
}

static enum xnn_status define_pad(xnn_subgraph_t graph, const struct node *n)
{
    size_t before[4], after[4];
    int32_t padding[8];

    memcpy(padding, n->in1->data, sizeof padding);
    for (int i = 0; i < 4; i++) {
        before[i] = (size_t)padding[2 * i];
        after[i] = (size_t)padding[2 * i + 1];
    }
    return xnn_define_static_constant_pad(graph, before, after, 0.0f, n->in[0], n->result, 0);
}

static enum xnn_status define_resize(xnn_subgraph_t graph, const struct node *n)
{
    const struct pl_operator_options *o = &n->op->options;
    uint32_t flags = o->align_corners        ? XNN_FLAG_ALIGN_CORNERS
                     : o->half_pixel_centres ? 0
                                             : XNN_FLAG_TENSORFLOW_LEGACY_MODE;

    return xnn_define_static_resize_bilinear_2d(graph, (size_t)n->out->dim[1],
                                                (size_t)n->out->dim[2], n->in[0], n->result, flags);
}

static enum xnn_status define_reshape(xnn_subgraph_t graph, const struct node *n)
{
    size_t dim[PL_TENSOR_MAX_RANK];

    for (int i = 0; i < n->out->rank; i++)
        dim[i] = (size_t)n->out->dim[i];
    return xnn_define_static_reshape(graph, (size_t)n->out->rank, dim, n->in[0], n->result, 0);
}

static enum xnn_status define_logistic(xnn_subgraph_t graph, const struct node *n)
{
    return pl_define_sigmoid(graph, n->in[0], n->result);
}

static enum xnn_status define_relu(xnn_subgraph_t graph, const struct node *n)
{
    return pl_define_clamp(graph, 0.0f, INFINITY, n->in[0], n->result);
}

static enum xnn_status define_prelu(xnn_subgraph_t graph, const struct node *n)
{
    return pl_define_prelu(graph, n->in[0], n->in[1], n->result);
}

static enum xnn_status define_depth_to_space(xnn_subgraph_t graph, const struct node *n)
{
    return xnn_define_depth_to_space(graph, n->in[0], n->result, (uint32_t)n->op->options.block, 0);
}

/* Every operator that a plan can need; those without a function here never are. */
static enum xnn_status (*const define_of[])(xnn_subgraph_t, const struct node *) = {
    [PL_OPERATOR_ADD] = define_add,
    [PL_OPERATOR_CONV_2D] = define_conv,
    [PL_OPERATOR_DEPTHWISE_CONV_2D] = define_depthwise,
    [PL_OPERATOR_DEPTH_TO_SPACE] = define_depth_to_space,
    [PL_OPERATOR_LOGISTIC] = define_logistic,
    [PL_OPERATOR_MAX_POOL_2D] = define_pool,
    [PL_OPERATOR_RELU] = define_relu,
    [PL_OPERATOR_RESHAPE] = define_reshape,
    [PL_OPERATOR_RESIZE_BILINEAR] = define_resize,
    [PL_OPERATOR_PAD] = define_pad,
    [PL_OPERATOR_PRELU] = define_prelu,
};

static struct node node_of(const struct builder *b, const struct pl_operator *op)
{
    const struct pl_tensor *tensors = b->plan->model->tensors, *in[3] = {NULL};
    struct node node = {.op = op, .result = b->id[op->outputs[0]], .out = &tensors[op->outputs[0]]};

    for (int k = 0; k < 3; k++) {
        int t = k < op->input_count ? op->inputs[k] : -1;
        node.in[k] = t >= 0 ? b->id[t] : XNN_INVALID_VALUE_ID;
        if (t >= 0)
            in[k] = &tensors[b->plan->constant[t] >= 0 ? b->plan->constant[t] : t];
    }
    node.in0 = in[0];
    node.in1 = in[1];
    node.lowest = op->options.activation == 0 ? -INFINITY : 0.0f;
    node.highest = op->options.activation == 3 ? 6.0f : INFINITY;
    return node;
}

static enum xnn_status define_operator(struct builder *b, const struct pl_operator *op)
{
    enum xnn_status status = meet_tensors(b, op);

    if (status != xnn_status_success)
        return status;
    assert((size_t)op->code < sizeof define_of / sizeof *define_of && define_of[op->code]);

    struct node node = node_of(b, op);

    return define_of[op->code](b->graph, &node);
}

static int refused(const struct builder *b, const char *what, enum xnn_status status,
                   struct pl_message *reterr)
{
    pl_message_set(reterr, "%s: XNNPACK refuses %s: %s", b->plan->model->name, what,
                   pl_xnn_status_name(status));
    return status == xnn_status_out_of_memory ? -ENOMEM : -ENOTSUP;
}

int pl_graph_make(const struct pl_plan *plan, const struct pl_constants *constants,
                  xnn_subgraph_t *ret, struct pl_message *reterr)
{
    const struct pl_tflite *m = plan->model;
    struct builder b = {.plan = plan, .constants = constants};
    enum xnn_status status = xnn_create_subgraph(1 + (uint32_t)plan->pieces, 0, &b.graph);
    const char *what = "the inputs and outputs";

    if (status != xnn_status_success)
        return refused(&b, "to make a graph", status, reterr);
    for (int t = 0; t < m->tensor_count; t++)
        b.id[t] = XNN_INVALID_VALUE_ID;
    status = meet_ends(&b);
    for (int i = 0; i < m->operator_count && status == xnn_status_success; i++)
        if (plan->needed[i]) {
            what = pl_operator_name(m->operators[i].code);
            status = define_operator(&b, &m->operators[i]);
        }
    if (status != xnn_status_success) {
        xnn_delete_subgraph(b.graph);
        return refused(&b, what, status, reterr);
    }
    *ret = b.graph;
    return 0;
}
