/* One GPIO line, whichever libgpiod there is: gpio_v1.c or gpio_v2.c, chosen by CMake.
 *
 * What is missing or taken is a condition with a sentence, not an error: the owner says it once and
 * tries again. A line is released when it is closed or the process ends, however it ends; the kernel
 * then makes it an input, and nothing hangs on it that sounds by itself. Loop thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pl_gpio_line;

/* Where a line is: by name on any chip, or by chip and offset. */
struct pl_gpio_place {
    char name[64]; /* "GPIO18"; "" when chip and offset are given */
    char chip[64]; /* "gpiochip0", a label or a path */
    unsigned offset;
};

enum pl_gpio_condition {
    PL_GPIO_OK = 0,
    PL_GPIO_NO_CHIP,
    PL_GPIO_NO_LINE,
    PL_GPIO_BUSY,
    PL_GPIO_NO_PERMISSION,
    PL_GPIO_BROKEN, /* everything else; also a chip that went away while the line was open */
    PL_GPIO_CONDITION_COUNT,
};

enum pl_gpio_bias { PL_GPIO_BIAS_AS_IS, PL_GPIO_BIAS_NONE, PL_GPIO_PULL_UP, PL_GPIO_PULL_DOWN };

/* "GPIO18" or "gpiochip0:18". 0; 1 when it is neither. Pure. */
int pl_gpio_place_parse(const char *text, struct pl_gpio_place *ret);

/* Takes the line as an output that is off, or as an input whose edges wake its descriptor. With
 * `active_low`, on and pressed mean a low voltage. */
enum pl_gpio_condition pl_gpio_open_output(const struct pl_gpio_place *place, bool active_low,
                                           struct pl_gpio_line **ret);
enum pl_gpio_condition pl_gpio_open_input(const struct pl_gpio_place *place, bool active_low,
                                          enum pl_gpio_bias bias, struct pl_gpio_line **ret);

enum pl_gpio_condition pl_gpio_set(struct pl_gpio_line *line, bool on);
enum pl_gpio_condition pl_gpio_get(struct pl_gpio_line *line, bool *ret);

/* Of an input: readable after an edge. pl_gpio_forget_edges() empties it without waiting. */
int pl_gpio_fd(const struct pl_gpio_line *line);
enum pl_gpio_condition pl_gpio_forget_edges(struct pl_gpio_line *line);

/* Takes NULL. An output is switched off first. */
void pl_gpio_close(struct pl_gpio_line *line);

/* What a person can do about it. Never fails; asserts outside the enum. */
const char *pl_gpio_condition_text(enum pl_gpio_condition condition);
