#include "vision/tflite.h"

#include "vision/flat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Field numbers of the schema's tables. */
enum { MODEL_OPERATOR_CODES = 1, MODEL_SUBGRAPHS = 2, MODEL_BUFFERS = 4 };
enum { CODE_DEPRECATED = 0, CODE_BUILTIN = 3 };
enum { GRAPH_TENSORS = 0, GRAPH_INPUTS = 1, GRAPH_OUTPUTS = 2, GRAPH_OPERATORS = 3 };
enum { TENSOR_SHAPE = 0, TENSOR_TYPE = 1, TENSOR_BUFFER = 2, TENSOR_SPARSITY = 6 };
enum { OPERATOR_CODE = 0, OPERATOR_INPUTS = 1, OPERATOR_OUTPUTS = 2, OPERATOR_OPTIONS = 4 };
enum { BUFFER_DATA = 0 };

/* A parse under way. */
struct reader {
    struct pl_flat flat;
    struct pl_tflite *model;
    struct pl_message *reterr;
    struct pl_flat_vector codes, buffers;
};

/* Where each operator's table of options keeps what we need. */
struct option {
    enum pl_operator_code code;
    int field;
    char kind; /* 'b' a byte, 'i' 32 bits */
    size_t at; /* in struct pl_operator_options */
};

#define OPTION(code, field, kind, member)                                             \
    {                                                                                 \
        PL_OPERATOR_##code, field, kind, offsetof(struct pl_operator_options, member) \
    }

static const struct option option_table[] = {
    OPTION(ADD, 0, 'b', activation),
    OPTION(CONCATENATION, 0, 'i', axis),
    OPTION(CONCATENATION, 1, 'b', activation),
    OPTION(CONV_2D, 0, 'b', padding),
    OPTION(CONV_2D, 1, 'i', stride_w),
    OPTION(CONV_2D, 2, 'i', stride_h),
    OPTION(CONV_2D, 3, 'b', activation),
    OPTION(CONV_2D, 4, 'i', dilation_w),
    OPTION(CONV_2D, 5, 'i', dilation_h),
    OPTION(DEPTHWISE_CONV_2D, 0, 'b', padding),
    OPTION(DEPTHWISE_CONV_2D, 1, 'i', stride_w),
    OPTION(DEPTHWISE_CONV_2D, 2, 'i', stride_h),
    OPTION(DEPTHWISE_CONV_2D, 3, 'i', multiplier),
    OPTION(DEPTHWISE_CONV_2D, 4, 'b', activation),
    OPTION(DEPTHWISE_CONV_2D, 5, 'i', dilation_w),
    OPTION(DEPTHWISE_CONV_2D, 6, 'i', dilation_h),
    OPTION(DEPTH_TO_SPACE, 0, 'i', block),
    OPTION(MAX_POOL_2D, 0, 'b', padding),
    OPTION(MAX_POOL_2D, 1, 'i', stride_w),
    OPTION(MAX_POOL_2D, 2, 'i', stride_h),
    OPTION(MAX_POOL_2D, 3, 'i', filter_w),
    OPTION(MAX_POOL_2D, 4, 'i', filter_h),
    OPTION(MAX_POOL_2D, 5, 'b', activation),
    OPTION(RESIZE_BILINEAR, 2, 'b', align_corners),
    OPTION(RESIZE_BILINEAR, 3, 'b', half_pixel_centres),
};

static int refuse(struct reader *r, const char *what)
{
    pl_message_set(r->reterr, "%s is not a usable model: %s", r->model->name, what);
    return -EBADMSG;
}

/* What was wrong when the file's structure itself did not hold. */
static int check_flat(struct reader *r)
{
    if (!r->flat.broken)
        return 0;
    pl_message_set(r->reterr, "%s is truncated or damaged: expected %s where the file has none",
                   r->model->name, r->flat.wanted);
    return -EBADMSG;
}

static int read_shape(struct reader *r, struct pl_flat_table table, struct pl_tensor *ret)
{
    struct pl_flat_vector shape =
        pl_flat_vector(&r->flat, table, TENSOR_SHAPE, 4, "a tensor's shape");

    if (shape.count > PL_TENSOR_MAX_RANK)
        return refuse(r, "a tensor has more than 6 dimensions");
    ret->rank = (int)shape.count;
    ret->count = 1;
    for (uint32_t i = 0; i < shape.count; i++) {
        int32_t dim = pl_flat_i32_at(&r->flat, shape, i);
        if (dim < 1 || (size_t)dim > PL_TENSOR_MAX_ELEMENTS / ret->count)
            return refuse(r,
                          "a tensor's dimensions are not positive or their product is above 2^24");
        ret->dim[i] = dim;
        ret->count *= (size_t)dim;
    }
    return 0;
}

static size_t bytes_of(enum pl_tensor_type type)
{
    return type == PL_TENSOR_FLOAT16 ? 2 : 4;
}

static int read_data(struct reader *r, struct pl_flat_table table, struct pl_tensor *ret)
{
    int32_t number = pl_flat_i32(&r->flat, table, TENSOR_BUFFER, 0);

    if (number < 0 || (uint32_t)number >= r->buffers.count)
        return refuse(r, "a tensor's buffer is not in the list of buffers");

    struct pl_flat_table buffer =
        pl_flat_table_at(&r->flat, r->buffers, (uint32_t)number, "a tensor's buffer");
    struct pl_flat_vector data =
        pl_flat_vector(&r->flat, buffer, BUFFER_DATA, 1, "a tensor's data");

    ret->sparse = pl_flat_child(&r->flat, table, TENSOR_SPARSITY, "a tensor's sparsity").at != 0;
    if (!data.count || ret->type == PL_TENSOR_OTHER || ret->sparse)
        return 0;
    if (data.count != ret->count * bytes_of(ret->type))
        return refuse(r, "a tensor has not as much data as its shape needs");
    ret->data = r->flat.data + data.at;
    return 0;
}

static int read_tensor(struct reader *r, struct pl_flat_table table, struct pl_tensor *ret)
{
    uint8_t type = pl_flat_u8(&r->flat, table, TENSOR_TYPE, 0);
    int failed;

    ret->type = type < PL_TENSOR_OTHER ? (enum pl_tensor_type)type : PL_TENSOR_OTHER;
    if ((failed = read_shape(r, table, ret)) < 0 || (failed = read_data(r, table, ret)) < 0)
        return failed;
    return check_flat(r);
}

/* A list of tensor numbers; -1 is let through only as an operator's left-out input. */
static int read_numbers(struct reader *r, struct pl_flat_table table, int field, int lowest,
                        int max, int *ret, int *ret_count)
{
    struct pl_flat_vector list = pl_flat_vector(&r->flat, table, field, 4, "a list of tensors");

    if (list.count > (uint32_t)max)
        return refuse(r, "a list of tensors is longer than anything we run");
    for (uint32_t i = 0; i < list.count; i++) {
        ret[i] = pl_flat_i32_at(&r->flat, list, i);
        if (ret[i] < lowest || ret[i] >= r->model->tensor_count)
            return refuse(r, "a list names a tensor that does not exist");
    }
    *ret_count = (int)list.count;
    return 0;
}

static struct pl_operator_options read_options(struct reader *r, struct pl_flat_table table,
                                               int code)
{
    struct pl_operator_options options = {.dilation_w = 1, .dilation_h = 1};
    struct pl_flat_table source =
        pl_flat_child(&r->flat, table, OPERATOR_OPTIONS, "an operator's options");

    for (size_t i = 0; i < sizeof option_table / sizeof *option_table; i++) {
        const struct option *o = &option_table[i];
        if ((int)o->code != code)
            continue;
        int *member = (int *)(void *)((char *)&options + o->at);
        *member = o->kind == 'b' ? pl_flat_u8(&r->flat, source, o->field, 0)
                                 : pl_flat_i32(&r->flat, source, o->field, *member);
    }
    return options;
}

/* The schema grew out of one byte for the code: the larger of the old field and the new one counts. */
static int read_code(struct reader *r, struct pl_flat_table table)
{
    int32_t index = pl_flat_i32(&r->flat, table, OPERATOR_CODE, 0);

    if (index < 0 || (uint32_t)index >= r->codes.count)
        return -1;

    struct pl_flat_table code =
        pl_flat_table_at(&r->flat, r->codes, (uint32_t)index, "an operator's code");
    int old = pl_flat_u8(&r->flat, code, CODE_DEPRECATED, 0);
    int now = pl_flat_i32(&r->flat, code, CODE_BUILTIN, 0);

    return old > now ? old : now;
}

static int read_operator(struct reader *r, struct pl_flat_table table, struct pl_operator *ret)
{
    int failed;

    ret->code = read_code(r, table);
    if (ret->code < 0)
        return refuse(r, "an operator's code is not in the list of codes");
    failed = read_numbers(r, table, OPERATOR_INPUTS, -1, PL_OPERATOR_MAX_INPUTS, ret->inputs,
                          &ret->input_count);
    if (failed < 0)
        return failed;
    failed = read_numbers(r, table, OPERATOR_OUTPUTS, 0, PL_OPERATOR_MAX_OUTPUTS, ret->outputs,
                          &ret->output_count);
    if (failed < 0)
        return failed;
    ret->options = read_options(r, table, ret->code);
    return check_flat(r);
}

static int read_tensors(struct reader *r, struct pl_flat_table graph)
{
    struct pl_flat_vector list =
        pl_flat_vector(&r->flat, graph, GRAPH_TENSORS, 4, "the list of tensors");

    if (list.count > PL_TFLITE_MAX_PARTS)
        return refuse(r, "more than 4096 tensors");
    r->model->tensors = calloc(list.count + 1, sizeof *r->model->tensors);
    if (!r->model->tensors)
        return -ENOMEM;
    r->model->tensor_count = (int)list.count;
    for (uint32_t i = 0; i < list.count; i++) {
        int failed =
            read_tensor(r, pl_flat_table_at(&r->flat, list, i, "a tensor"), &r->model->tensors[i]);
        if (failed < 0)
            return failed;
    }
    return 0;
}

static int read_operators(struct reader *r, struct pl_flat_table graph)
{
    struct pl_flat_vector list =
        pl_flat_vector(&r->flat, graph, GRAPH_OPERATORS, 4, "the list of operators");

    if (list.count > PL_TFLITE_MAX_PARTS)
        return refuse(r, "more than 4096 operators");
    r->model->operators = calloc(list.count + 1, sizeof *r->model->operators);
    if (!r->model->operators)
        return -ENOMEM;
    r->model->operator_count = (int)list.count;
    for (uint32_t i = 0; i < list.count; i++) {
        struct pl_flat_table table = pl_flat_table_at(&r->flat, list, i, "an operator");
        int failed = read_operator(r, table, &r->model->operators[i]);
        if (failed < 0)
            return failed;
    }
    return 0;
}

static int read_ends(struct reader *r, struct pl_flat_table graph)
{
    struct pl_tflite *m = r->model;
    int inputs = 0, failed;

    failed = read_numbers(r, graph, GRAPH_INPUTS, 0, 1, &m->input, &inputs);
    if (failed < 0)
        return failed;
    failed = read_numbers(r, graph, GRAPH_OUTPUTS, 0, PL_TFLITE_MAX_OUTPUTS, m->outputs,
                          &m->output_count);
    if (failed < 0)
        return failed;
    if (inputs != 1 || m->output_count < 1)
        return refuse(r, "expected one input and at least one output");
    return check_flat(r);
}

static int read_model(struct reader *r)
{
    if (r->flat.size < 8 || memcmp(r->flat.data + 4, "TFL3", 4) != 0)
        return refuse(r, "expected the mark TFL3 of a TensorFlow Lite file at byte 4");

    struct pl_flat_table model = pl_flat_root(&r->flat, "the model's root");
    struct pl_flat_vector graphs =
        pl_flat_vector(&r->flat, model, MODEL_SUBGRAPHS, 4, "the graphs");

    r->codes = pl_flat_vector(&r->flat, model, MODEL_OPERATOR_CODES, 4, "the operator codes");
    r->buffers = pl_flat_vector(&r->flat, model, MODEL_BUFFERS, 4, "the buffers");

    struct pl_flat_table graph = pl_flat_table_at(&r->flat, graphs, 0, "a graph");
    int failed = check_flat(r);

    if (failed < 0 || (failed = read_tensors(r, graph)) < 0 ||
        (failed = read_operators(r, graph)) < 0)
        return failed;
    return read_ends(r, graph);
}

int pl_tflite_parse(const void *data, size_t size, const char *name, struct pl_tflite **ret,
                    struct pl_message *reterr)
{
    struct pl_tflite *model = calloc(1, sizeof *model);
    struct reader reader = {.model = model, .reterr = reterr};

    if (!model)
        return -ENOMEM;
    snprintf(model->name, sizeof model->name, "%s", name);
    pl_flat_init(&reader.flat, data, size);

    int failed = read_model(&reader);

    if (failed == -ENOMEM)
        pl_message_set(reterr, "%s: not enough memory", model->name);
    if (failed < 0) {
        pl_tflite_close(model);
        return failed;
    }
    *ret = model;
    return 0;
}

/* Reads `size` bytes; a file that ends early is as long as it says at the next look, so it is an error. */
static int read_all(int file, uint8_t *ret, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = read(file, ret + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -errno : -EBADMSG;
        done += (size_t)got;
    }
    return 0;
}

static int read_file(const char *path, uint8_t **ret, size_t *ret_size)
{
    struct stat status;
    uint8_t *bytes = NULL;
    int file = open(path, O_RDONLY | O_CLOEXEC), failed;

    if (file < 0)
        return -errno;
    failed = fstat(file, &status) < 0 ? -errno : 0;
    if (!failed && (!S_ISREG(status.st_mode) || status.st_size > (off_t)PL_TFLITE_MAX_BYTES))
        failed = -EFBIG;
    if (!failed && !(bytes = malloc((size_t)status.st_size + 1)))
        failed = -ENOMEM;
    if (!failed)
        failed = read_all(file, bytes, (size_t)status.st_size);
    close(file);
    if (failed) {
        free(bytes);
        return failed;
    }
    *ret = bytes;
    *ret_size = (size_t)status.st_size;
    return 0;
}

int pl_tflite_open(const char *path, struct pl_tflite **ret, struct pl_message *reterr)
{
    const char *slash = strrchr(path, '/');
    struct pl_tflite *model;
    uint8_t *bytes = NULL;
    size_t size = 0;
    int failed = read_file(path, &bytes, &size);

    if (failed < 0) {
        pl_message_set(reterr, "%s cannot be read: %s", path,
                       failed == -EFBIG ? "it is no file of at most 64 MB" : strerror(-failed));
        return failed;
    }
    failed = pl_tflite_parse(bytes, size, slash ? slash + 1 : path, &model, reterr);
    if (failed < 0) {
        free(bytes);
        return failed;
    }
    model->bytes = bytes;
    *ret = model;
    return 0;
}

void pl_tflite_close(struct pl_tflite *model)
{
    if (!model)
        return;
    free(model->tensors);
    free(model->operators);
    free(model->bytes);
    free(model);
}

int pl_tflite_output(const struct pl_tflite *model, size_t elements, int *ret,
                     struct pl_message *reterr)
{
    int found = -1, matches = 0;

    for (int i = 0; i < model->output_count; i++)
        if (model->tensors[model->outputs[i]].count == elements) {
            found = model->outputs[i];
            matches++;
        }
    if (matches != 1) {
        pl_message_set(reterr, "%s: expected one output of %zu numbers, found %d", model->name,
                       elements, matches);
        return -EBADMSG;
    }
    *ret = found;
    return 0;
}
