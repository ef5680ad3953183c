/* A TensorFlow Lite model file, read into plain structs: what the tensors are and which operators connect them.
 *
 * The file may be truncated, damaged or hostile: whatever does not hold together gives an error that names the file
 * and what was expected. Shapes are only bounded here; vision/plan.h checks that they fit each other.
 *
 * Numbers of operators, types and fields are those of the TensorFlow Lite schema (schema.fbs, version 3). */
#pragma once

#include "base/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PL_TFLITE_MAX_BYTES ((size_t)64 << 20) /* the heavy pose model has 28 MB */
#define PL_TFLITE_MAX_PARTS 4096               /* tensors, and operators */
#define PL_TENSOR_MAX_ELEMENTS ((size_t)1 << 24)
#define PL_TENSOR_MAX_RANK 6
#define PL_OPERATOR_MAX_INPUTS 8
#define PL_OPERATOR_MAX_OUTPUTS 2
#define PL_TFLITE_MAX_OUTPUTS 8

enum pl_tensor_type {
    PL_TENSOR_FLOAT32 = 0,
    PL_TENSOR_FLOAT16 = 1,
    PL_TENSOR_INT32 = 2,
    PL_TENSOR_OTHER, /* any other; never used by what we run */
};

struct pl_tensor {
    enum pl_tensor_type type;
    int rank;
    int dim[PL_TENSOR_MAX_RANK];
    size_t count; /* elements: the product of dim; 1 when rank is 0 */
    const uint8_t
        *data; /* little endian, count elements, perhaps not aligned; NULL: computed at run time */
    bool sparse; /* data is packed in a way we do not read */
};

enum pl_operator_code {
    PL_OPERATOR_ADD = 0,
    PL_OPERATOR_CONCATENATION = 2,
    PL_OPERATOR_CONV_2D = 3,
    PL_OPERATOR_DEPTHWISE_CONV_2D = 4,
    PL_OPERATOR_DEPTH_TO_SPACE = 5,
    PL_OPERATOR_DEQUANTIZE = 6,
    PL_OPERATOR_LOGISTIC = 14,
    PL_OPERATOR_MAX_POOL_2D = 17,
    PL_OPERATOR_RELU = 19,
    PL_OPERATOR_RESHAPE = 22,
    PL_OPERATOR_RESIZE_BILINEAR = 23,
    PL_OPERATOR_PAD = 34,
    PL_OPERATOR_PRELU = 54,
};

/* What an operator may be told beside its tensors; what it has no word for is 0 (dilation: 1). */
struct pl_operator_options {
    int padding;    /* 0: as much as keeps size / stride ("SAME"), 1: none ("VALID") */
    int activation; /* 0 none, 1 max(x, 0), 3 max(x, 0) up to 6 */
    int stride_w, stride_h;
    int dilation_w, dilation_h;
    int filter_w, filter_h;
    int multiplier; /* output channels for each input channel */
    int axis;
    int align_corners, half_pixel_centres;
    int block; /* DEPTH_TO_SPACE */
};

struct pl_operator {
    int code;                           /* a pl_operator_code, or one we do not run */
    int inputs[PL_OPERATOR_MAX_INPUTS]; /* tensor numbers; -1: left out */
    int input_count;
    int outputs[PL_OPERATOR_MAX_OUTPUTS];
    int output_count;
    struct pl_operator_options options;
};

struct pl_tflite {
    char name[64]; /* the file's name without its folder, for messages */
    struct pl_tensor *tensors;
    int tensor_count;
    struct pl_operator *operators;
    int operator_count;
    int input; /* tensor number of the only input */
    int outputs[PL_TFLITE_MAX_OUTPUTS];
    int output_count;
    uint8_t *bytes; /* the file, when it was read by pl_tflite_open() */
};

/* Reads a model file. 0: the caller owns *ret. Negative errno with a sentence in *reterr: -EBADMSG when it is no
 * model or broken, -ENOMEM, or why the file could not be read. */
int pl_tflite_open(const char *path, struct pl_tflite **ret, struct pl_message *reterr);

/* The same from memory, which is borrowed and must outlive *ret. `name` is for messages. */
int pl_tflite_parse(const void *data, size_t size, const char *name, struct pl_tflite **ret,
                    struct pl_message *reterr);

/* NULL is fine. */
void pl_tflite_close(struct pl_tflite *model);

/* The model's output that has `elements` elements: 0 and its tensor number; -EBADMSG with a sentence when no
 * output, or more than one, has as many. */
int pl_tflite_output(const struct pl_tflite *model, size_t elements, int *ret,
                     struct pl_message *reterr);

/* "CONV_2D"; for one that has no name here, "operator code 77" (valid until the next call on this thread). */
const char *pl_operator_name(int code);
