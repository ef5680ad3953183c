/* The example file: every setting with its help, range and default, commented out. */
#pragma once

#include <stdio.h>

void pl_config_print_example(FILE *to);
