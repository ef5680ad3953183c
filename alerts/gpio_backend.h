/* What gpio_v1.c and gpio_v2.c share. Not for others. */
#pragma once

#include "alerts/gpio.h"

/* The name under which our lines are seen by others, as in gpioinfo. */
#define PL_GPIO_CONSUMER "plumbline"

/* What an errno of libgpiod's means; `when_missing` for those that say that something is not there. */
enum pl_gpio_condition pl_gpio_condition_of(int error, enum pl_gpio_condition when_missing);
