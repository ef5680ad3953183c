/* Buzzer, status LED and push button on the Pi's pins.
 *
 * Each is a port of its own: one that is busy, missing or not permitted is said once in the log, with
 * what to do, and tried again every 10 s; the others work on. Loop thread. */
#pragma once

#include "alerts/buzzer_pattern.h"
#include "alerts/sinks.h"

struct pl_gpio_sink;

/* 0; -errno. Settings without any line make a sink that does nothing. */
int pl_gpio_sink_create(const struct pl_sinks_settings *settings, sd_event *loop,
                        const struct pl_sinks_handlers *handlers, struct pl_gpio_sink **ret);

/* Takes NULL. Silences the buzzer, darkens the LED, releases the lines. */
void pl_gpio_sink_destroy(struct pl_gpio_sink *sink);

/* Plays a tune from its beginning. While another plays, pl_tune_meet() decides: it takes over, waits (an exercise after
 * an alert) or gives way; what stays unheard is logged. */
void pl_gpio_sink_play(struct pl_gpio_sink *sink, enum pl_tune tune);

void pl_gpio_sink_light(struct pl_gpio_sink *sink, enum pl_light light);
