/* Private to history/: the shape of the database, as the steps that lead to it. */
#pragma once

#include "history/store.h"

#define PL_SCHEMA_VERSION 3

/* Brings the open database up to PL_SCHEMA_VERSION, with a copy "PATH.vN" of an older one made before.
 * 0, PL_HISTORY_NEWER, or negative errno (the database is as before). */
int pl_schema_migrate(struct pl_history *history);
