#include "vision/elementwise.h"

enum xnn_status pl_define_add(xnn_subgraph_t graph, float lowest, float highest, uint32_t a,
                              uint32_t b, uint32_t out)
{
    return xnn_define_add2(graph, lowest, highest, a, b, out, 0);
}

enum xnn_status pl_define_clamp(xnn_subgraph_t graph, float lowest, float highest, uint32_t in,
                                uint32_t out)
{
    return xnn_define_clamp(graph, lowest, highest, in, out, 0);
}

enum xnn_status pl_define_sigmoid(xnn_subgraph_t graph, uint32_t in, uint32_t out)
{
    return xnn_define_sigmoid(graph, in, out, 0);
}

enum xnn_status pl_define_prelu(xnn_subgraph_t graph, uint32_t in, uint32_t slope, uint32_t out)
{
    return xnn_define_prelu(graph, in, slope, out, 0);
}
