/* A passive buzzer on a PWM channel of the kernel (/sys/class/pwm).
 *
 * The kernel would let the tone sound on after our end, so a guard is forked that waits for it and turns
 * the channel off, whatever ended us. Loop thread; open it before other threads start. */
#pragma once

#include <stdbool.h>

struct pl_pwm_buzzer;

enum { PL_PWM_MISSING = 1, PL_PWM_NO_PERMISSION };

/* `place` is "pwmchip0:0", below `root` (normally PL_PWM_ROOT). 0, silent; PL_PWM_MISSING: no such chip or
 * channel; PL_PWM_NO_PERMISSION; -errno. */
int pl_pwm_buzzer_open(const char *root, const char *place, int tone_hz,
                       struct pl_pwm_buzzer **ret);

/* 0; -errno: the channel went away. */
int pl_pwm_buzzer_set(struct pl_pwm_buzzer *buzzer, bool on);

/* Takes NULL. Silences it and ends the guard. */
void pl_pwm_buzzer_close(struct pl_pwm_buzzer *buzzer);

#define PL_PWM_ROOT "/sys/class/pwm"
