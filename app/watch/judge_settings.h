/* From settings to what the judge goes by: minutes become microseconds, text becomes hours. */
#pragma once

#include "app/watch/judge.h"
#include "config/settings.h"

/* The settings must be ones that the parser accepted. Never fails. */
struct pl_judge_config pl_judge_config_from(const struct pl_settings *settings);
