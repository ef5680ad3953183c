#include "vision/operators.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* Larger than anything in a posture model, and small enough that no product below can overflow. */
#define MAX_EXTENT 64    /* filters, strides, dilations, blocks */
#define MAX_PADDING 1024 /* on one side */

#define EXPECT(condition, what) \
    do {                        \
        if (!(condition))       \
            return what;        \
    } while (0)

/* A feature map: one picture, height, width, channels. */
static bool is_map(const struct pl_tensor *t)
{
    return t && t->type == PL_TENSOR_FLOAT32 && t->rank == 4 && t->dim[0] == 1 && !t->data;
}

static bool is_weights(const struct pl_tensor *t)
{
    return t && t->data && (t->type == PL_TENSOR_FLOAT32 || t->type == PL_TENSOR_FLOAT16);
}

static bool is_extent(int n)
{
    return n >= 1 && n <= MAX_EXTENT;
}

static bool is_activation(int n)
{
    return n == 0 || n == 1 || n == 3;
}

static bool same_shape(const struct pl_tensor *a, const struct pl_tensor *b)
{
    return a->rank == b->rank && memcmp(a->dim, b->dim, sizeof(int) * (size_t)a->rank) == 0;
}

/* How long a side becomes when a window slides along it. */
static int slide(int length, int window, int stride, int padding)
{
    if (padding == 0)
        return (length + stride - 1) / stride;
    return length < window ? 0 : (length - window) / stride + 1;
}

static const char *check_window(const struct pl_operator_view *v, int filter_h, int filter_w)
{
    const struct pl_operator_options *o = &v->op->options;

    EXPECT(is_extent(filter_h) && is_extent(filter_w), "a filter of 1 to 64 pixels a side");
    EXPECT(is_extent(o->stride_w) && is_extent(o->stride_h), "strides of 1 to 64");
    EXPECT(is_extent(o->dilation_w) && is_extent(o->dilation_h), "dilations of 1 to 64");
    EXPECT(o->padding == 0 || o->padding == 1, "the padding SAME or VALID");
    EXPECT(is_activation(o->activation), "no activation, RELU or RELU6");

    int high = (filter_h - 1) * o->dilation_h + 1, wide = (filter_w - 1) * o->dilation_w + 1;

    EXPECT(v->out->dim[1] == slide(v->in[0]->dim[1], high, o->stride_h, o->padding) &&
               v->out->dim[2] == slide(v->in[0]->dim[2], wide, o->stride_w, o->padding),
           "the result as large as the window makes it");
    return NULL;
}

static const char *check_bias(const struct pl_tensor *bias, int channels)
{
    EXPECT(!bias || (is_weights(bias) && bias->count == (size_t)channels),
           "one constant bias for each output channel");
    return NULL;
}

static const char *check_conv(const struct pl_operator_view *v)
{
    const struct pl_tensor *w = v->in[1];

    EXPECT(is_map(v->in[0]) && is_map(v->out), "feature maps of one picture");
    EXPECT(is_weights(w) && w->rank == 4, "constant weights of four dimensions");
    EXPECT(w->dim[3] == v->in[0]->dim[3] && w->dim[0] == v->out->dim[3],
           "weights for just the channels of input and output");

    const char *wrong = check_bias(v->in[2], v->out->dim[3]);

    return wrong ? wrong : check_window(v, w->dim[1], w->dim[2]);
}

static const char *check_depthwise(const struct pl_operator_view *v)
{
    const struct pl_tensor *w = v->in[1];
    int multiplier = v->op->options.multiplier;

    EXPECT(is_map(v->in[0]) && is_map(v->out), "feature maps of one picture");
    EXPECT(is_weights(w) && w->rank == 4 && w->dim[0] == 1, "constant weights of one filter bank");
    EXPECT(multiplier >= 1 && multiplier <= MAX_EXTENT &&
               (int64_t)v->in[0]->dim[3] * multiplier == v->out->dim[3] &&
               w->dim[3] == v->out->dim[3],
           "weights for just the channels of input and output");

    const char *wrong = check_bias(v->in[2], v->out->dim[3]);

    return wrong ? wrong : check_window(v, w->dim[1], w->dim[2]);
}

static const char *check_pool(const struct pl_operator_view *v)
{
    EXPECT(is_map(v->in[0]) && is_map(v->out), "feature maps of one picture");
    EXPECT(v->in[0]->dim[3] == v->out->dim[3], "as many channels out as in");
    return check_window(v, v->op->options.filter_h, v->op->options.filter_w);
}

static const char *check_add(const struct pl_operator_view *v)
{
    EXPECT(is_map(v->in[0]) && is_map(v->in[1]) && is_map(v->out), "feature maps of one picture");
    EXPECT(same_shape(v->in[0], v->in[1]) && same_shape(v->in[0], v->out),
           "maps of the same shape");
    EXPECT(is_activation(v->op->options.activation), "no activation, RELU or RELU6");
    return NULL;
}

static int number_at(const struct pl_tensor *t, int i)
{
    int32_t n;

    memcpy(&n, t->data + 4 * i, sizeof n);
    return n;
}

static const char *check_pad(const struct pl_operator_view *v)
{
    const struct pl_tensor *p = v->in[1];

    EXPECT(is_map(v->in[0]) && is_map(v->out), "feature maps of one picture");
    EXPECT(p && p->data && p->type == PL_TENSOR_INT32 && p->count == 8, "eight constant paddings");
    for (int i = 0; i < 4; i++) {
        int before = number_at(p, 2 * i), after = number_at(p, 2 * i + 1);
        EXPECT(before >= 0 && before <= MAX_PADDING && after >= 0 && after <= MAX_PADDING,
               "paddings of 0 to 1024");
        EXPECT(v->in[0]->dim[i] + before + after == v->out->dim[i],
               "the result as large as the paddings make it");
    }
    return NULL;
}

static const char *check_resize(const struct pl_operator_view *v)
{
    EXPECT(is_map(v->in[0]) && is_map(v->out), "feature maps of one picture");
    EXPECT(v->in[0]->dim[3] == v->out->dim[3], "as many channels out as in");
    EXPECT(!v->op->options.align_corners || !v->op->options.half_pixel_centres,
           "aligned corners or half pixel centres, not both");
    return NULL;
}

static const char *check_reshape(const struct pl_operator_view *v)
{
    const struct pl_tensor *in = v->in[0];

    EXPECT(in && in->type == PL_TENSOR_FLOAT32 && !in->data && v->out->type == PL_TENSOR_FLOAT32,
           "a computed tensor");
    EXPECT(in->rank >= 1 && v->out->rank >= 1 && in->count == v->out->count,
           "as many elements out as in");
    return NULL;
}

static const char *check_elementwise(const struct pl_operator_view *v)
{
    const char *wrong = check_reshape(v);

    EXPECT(wrong || same_shape(v->in[0], v->out), "tensors of the same shape");
    return wrong;
}

static const char *check_prelu(const struct pl_operator_view *v)
{
    EXPECT(is_map(v->in[0]) && is_map(v->out) && same_shape(v->in[0], v->out),
           "maps of the same shape");
    EXPECT(is_weights(v->in[1]) && v->in[1]->count == (size_t)v->in[0]->dim[3],
           "one constant slope for each channel");
    return NULL;
}

static const char *check_depth_to_space(const struct pl_operator_view *v)
{
    int block = v->op->options.block;

    EXPECT(is_map(v->in[0]) && is_map(v->out), "feature maps of one picture");
    EXPECT(block >= 2 && block <= MAX_EXTENT, "a block of 2 to 64");
    EXPECT((int64_t)v->in[0]->dim[1] * block == v->out->dim[1] &&
               (int64_t)v->in[0]->dim[2] * block == v->out->dim[2] &&
               (int64_t)v->out->dim[3] * block * block == v->in[0]->dim[3],
           "the result as large as the block makes it");
    return NULL;
}

static const char *only_for_weights(const struct pl_operator_view *v)
{
    (void)v;
    return "constant half precision weights of the same shape";
}

static const char *only_at_the_end(const struct pl_operator_view *v)
{
    (void)v;
    return "that it makes one of the outputs asked for";
}

static const struct {
    int code;
    int least_inputs;
    const char *(*check)(const struct pl_operator_view *v);
} kinds[] = {
    {PL_OPERATOR_ADD, 2, check_add},
    {PL_OPERATOR_CONCATENATION, 1, only_at_the_end},
    {PL_OPERATOR_CONV_2D, 2, check_conv},
    {PL_OPERATOR_DEPTHWISE_CONV_2D, 2, check_depthwise},
    {PL_OPERATOR_DEPTH_TO_SPACE, 1, check_depth_to_space},
    {PL_OPERATOR_DEQUANTIZE, 1, only_for_weights},
    {PL_OPERATOR_LOGISTIC, 1, check_elementwise},
    {PL_OPERATOR_MAX_POOL_2D, 1, check_pool},
    {PL_OPERATOR_RELU, 1, check_elementwise},
    {PL_OPERATOR_RESHAPE, 1, check_reshape},
    {PL_OPERATOR_RESIZE_BILINEAR, 1, check_resize},
    {PL_OPERATOR_PAD, 2, check_pad},
    {PL_OPERATOR_PRELU, 2, check_prelu},
};

const char *pl_operator_check(const struct pl_operator_view *view)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].code == view->op->code) {
            if (view->op->input_count < kinds[i].least_inputs || view->op->output_count != 1)
                return "all its inputs, and one output";
            return kinds[i].check(view);
        }
    assert(false && "pl_operator_check() asked about an operator that is not known");
    return NULL;
}

bool pl_operator_is_known(int code)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].code == code)
            return true;
    return false;
}
