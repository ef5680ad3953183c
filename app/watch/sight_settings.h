/* What sight is asked for by the settings. Pure. */
#pragma once

#include "config/settings.h"
#include "vision/sight.h"

/* `models` is the directory of --models, or NULL. The strings are borrowed from the arguments. */
struct pl_sight_settings pl_sight_settings_from(const struct pl_settings *settings,
                                                const char *models);
