/* What a measurement came from, as two objects of a line. Private to record/. */
#pragma once

#include "record/record.h"

#include <cjson/cJSON.h>

/* Adds `observation` to the line. */
void pl_record_add_observation(cJSON *line, const struct pl_observation *seen);

/* Adds `reference` to the line. */
void pl_record_add_reference(cJSON *line, const struct pl_reference *reference);

/* Reads both into record->basis; time, presence and the number of people are those of record->measurement, which has
 * been read. Objects that are missing or of another version are passed over. PL_RECORD_OK, or PL_RECORD_BAD with a
 * sentence in `why`. */
int pl_record_read_basis(const cJSON *line, char *why, size_t why_size, struct pl_record *record);
