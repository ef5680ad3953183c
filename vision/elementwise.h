/* The element by element operators of XNNPACK, which changed their names between Debian 12 and 13.
 *
 * CMake picks elementwise_each.c (one function an operator, up to 2023) or elementwise_generic.c (one function for all
 * of a kind, since 2024). Each returns XNNPACK's status. */
#pragma once

#include <stdint.h>
#include <xnnpack.h>

enum xnn_status pl_define_add(xnn_subgraph_t graph, float lowest, float highest, uint32_t a,
                              uint32_t b, uint32_t out);
enum xnn_status pl_define_clamp(xnn_subgraph_t graph, float lowest, float highest, uint32_t in,
                                uint32_t out);
enum xnn_status pl_define_sigmoid(xnn_subgraph_t graph, uint32_t in, uint32_t out);
enum xnn_status pl_define_prelu(xnn_subgraph_t graph, uint32_t in, uint32_t slope, uint32_t out);
