/* What people call the operators, by their number in the TensorFlow Lite schema. */
#include "vision/tflite.h"

#include <stdio.h>

static const char *const operator_names[] = {
    "ADD",
    "AVERAGE_POOL_2D",
    "CONCATENATION",
    "CONV_2D",
    "DEPTHWISE_CONV_2D",
    "DEPTH_TO_SPACE",
    "DEQUANTIZE",
    "EMBEDDING_LOOKUP",
    "FLOOR",
    "FULLY_CONNECTED",
    "HASHTABLE_LOOKUP",
    "L2_NORMALIZATION",
    "L2_POOL_2D",
    "LOCAL_RESPONSE_NORMALIZATION",
    "LOGISTIC",
    "LSH_PROJECTION",
    "LSTM",
    "MAX_POOL_2D",
    "MUL",
    "RELU",
    "RELU_N1_TO_1",
    "RELU6",
    "RESHAPE",
    "RESIZE_BILINEAR",
    "RNN",
    "SOFTMAX",
    "SPACE_TO_DEPTH",
    "SVDF",
    "TANH",
    "CONCAT_EMBEDDINGS",
    "SKIP_GRAM",
    "CALL",
    "CUSTOM",
    "EMBEDDING_LOOKUP_SPARSE",
    "PAD",
    "UNIDIRECTIONAL_SEQUENCE_RNN",
    "GATHER",
    "BATCH_TO_SPACE_ND",
    "SPACE_TO_BATCH_ND",
    "TRANSPOSE",
    "MEAN",
    "SUB",
    "DIV",
    "SQUEEZE",
    [45] = "STRIDED_SLICE",
    [54] = "PRELU",
    [67] = "TRANSPOSE_CONV",
    [97] = "RESIZE_NEAREST_NEIGHBOR",
    [98] = "LEAKY_RELU",
    [114] = "QUANTIZE",
    [117] = "HARD_SWISH",
    [124] = "DENSIFY",
    [126] = "BATCH_MATMUL",
};

const char *pl_operator_name(int code)
{
    static _Thread_local char unnamed[32];

    if (code >= 0 && (size_t)code < sizeof operator_names / sizeof *operator_names &&
        operator_names[code])
        return operator_names[code];
    snprintf(unnamed, sizeof unnamed, "operator code %d", code);
    return unnamed;
}
