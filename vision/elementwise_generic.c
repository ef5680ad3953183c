#include "vision/elementwise.h"

#include <math.h>
#include <stddef.h>

enum xnn_status pl_define_add(xnn_subgraph_t graph, float lowest, float highest, uint32_t a,
                              uint32_t b, uint32_t out)
{
    struct xnn_binary_params range = {.output_min = (double)lowest, .output_max = (double)highest};

    return xnn_define_binary(graph, xnn_binary_add, &range, a, b, out, 0);
}

enum xnn_status pl_define_clamp(xnn_subgraph_t graph, float lowest, float highest, uint32_t in,
                                uint32_t out)
{
    union xnn_unary_params range = {.clamp = {.min = lowest, .max = highest}};

    return xnn_define_unary(graph, xnn_unary_clamp, &range, in, out, 0);
}

enum xnn_status pl_define_sigmoid(xnn_subgraph_t graph, uint32_t in, uint32_t out)
{
    return xnn_define_unary(graph, xnn_unary_sigmoid, NULL, in, out, 0);
}

enum xnn_status pl_define_prelu(xnn_subgraph_t graph, uint32_t in, uint32_t slope, uint32_t out)
{
    struct xnn_binary_params any = {.output_min = -INFINITY, .output_max = INFINITY};

    return xnn_define_binary(graph, xnn_binary_prelu, &any, in, slope, out, 0);
}
