/* What must hold of a whole entry, beyond the form of each key. Not pure only by its complaints. */
#pragma once

#include "protocol/catalogue_yaml.h"

/* Checks one new entry against the rules of its kind and the entries before it. `place` is where to point
 * when something is missing. Returns 0 or PL_CATALOGUE_INVALID. */
int catalogue_check_entry(const struct yaml_reader *reader, const struct pl_catalogue *catalogue,
                          const struct pl_entry *entry, struct fy_node *place);

/* The strictest need that makes sense when an entry does not say its own. */
enum pl_need catalogue_default_need(enum pl_kind kind);
