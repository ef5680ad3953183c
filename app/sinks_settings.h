/* The way from the settings to what the sinks are made from. */
#pragma once

#include "alerts/sinks.h"
#include "config/settings.h"

/* Borrows the strings of both. `password` is "" when there is none. */
struct pl_sinks_settings pl_sinks_settings_from(const struct pl_settings *s, const char *password);
