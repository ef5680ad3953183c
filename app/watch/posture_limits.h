/* From settings to where a posture begins to have a name. */
#pragma once

#include "config/settings.h"
#include "posture/posture_class.h"

/* Never fails. */
struct pl_posture_limits pl_posture_limits_from(const struct pl_settings *settings);
