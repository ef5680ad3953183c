/* What an entry of a catalogue file may hold: one row a key. Not pure (keeps text on the heap). */
#pragma once

#include "protocol/catalogue_yaml.h"

/* A copy of the text that lives as long as the catalogue; NULL when memory is short. */
const char *catalogue_keep(struct pl_catalogue *catalogue, const char *text, size_t length);

/* Reads one key of an entry into `entry`. `translating`: only keys that translate are taken. Returns 0,
 * PL_CATALOGUE_INVALID or -ENOMEM. */
int catalogue_read_field(const struct yaml_reader *reader, struct pl_catalogue *catalogue,
                         struct pl_entry *entry, bool translating, struct fy_node *key,
                         struct fy_node *value);

/* Reads a text of at most `most` bytes into `ret`. */
int catalogue_read_text(const struct yaml_reader *reader, struct pl_catalogue *catalogue,
                        struct fy_node *value, size_t most, const char **ret);

/* Reads a whole number between the bounds. */
int catalogue_read_int(const struct yaml_reader *reader, struct fy_node *value, int least, int most,
                       int *ret);
