/* The way from the settings to what the sinks are made from. */
#pragma once

#include "alerts/sinks.h"
#include "config/settings.h"

/* Borrows the strings of both. `password` is "" when there is none. */
struct pl_sinks_settings pl_sinks_settings_from(const struct pl_settings *s, const char *password);

/* What config/rules.c accepts at present for the settings that Home Assistant can change one at a time. Pure. */
struct pl_published_limits pl_published_limits_from(const struct pl_settings *s);
