/* Settings changed while running (Home Assistant, the button, `plumbline config set`).
 *
 * They live in STATE/settings.yaml, a file like the others, over what the user's files say, and outlive restarts.
 * It is always written whole and renamed into place. */
#pragma once

#include "config/config.h"

#define PL_CHANGES_FILE "settings.yaml"

#define PL_CHANGE_REFUSED 1 /* why says what is wrong; nothing changed */

/* Sets `key` to `value`, or with NULL undoes an earlier change, in the file and in *config, which is in force.
 * Only settings with PL_SETTING_LIVE can be set; all can be undone. 0; PL_CHANGE_REFUSED; negative errno when
 * the file cannot be written, nothing changed. */
int pl_config_change(struct pl_config *config, const char *state_dir, const char *key,
                     const char *value, char *why, size_t why_size);
