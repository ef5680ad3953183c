#include "alerts/gpio_backend.h"

#include <assert.h>
#include <errno.h>

static const char *const condition_texts[PL_GPIO_CONDITION_COUNT] = {
    [PL_GPIO_OK] = "it is there",
    [PL_GPIO_NO_CHIP] = "there is no such GPIO chip; 'gpiodetect' lists them",
    [PL_GPIO_NO_LINE] = "there is no such line; 'gpioinfo' lists them",
    [PL_GPIO_BUSY] = "another program or driver uses the line; 'gpioinfo' tells which",
    [PL_GPIO_NO_PERMISSION] = "no permission; the user must be in the group 'gpio'",
    [PL_GPIO_BROKEN] = "the chip does not answer",
};

const char *pl_gpio_condition_text(enum pl_gpio_condition condition)
{
    assert(condition >= 0 && condition < PL_GPIO_CONDITION_COUNT);
    return condition_texts[condition];
}

enum pl_gpio_condition pl_gpio_condition_of(int error, enum pl_gpio_condition when_missing)
{
    switch (error) {
    case EBUSY:
        return PL_GPIO_BUSY;
    case EACCES:
    case EPERM:
        return PL_GPIO_NO_PERMISSION;
    case ENOENT:
    case ENXIO:
    case EINVAL:
        return when_missing;
    default:
        return PL_GPIO_BROKEN;
    }
}
