/* The shipped catalogue, for tests that tell stories with it. */
#pragma once

#include "protocol/catalogue_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

extern struct pl_catalogue *catalogue;

/* Group fixtures. */
int load_catalogue(void **state);
int drop_catalogue(void **state);
