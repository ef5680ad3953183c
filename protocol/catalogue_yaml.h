/* The small part of libfyaml that the catalogue needs, with a place for every complaint.
 *
 * Not pure. One reader for one text; nodes live as long as it. */
#pragma once

#include "protocol/catalogue_load.h"

#include <libfyaml.h>

struct yaml_reader {
    const char *name; /* of the file, for messages */
    struct fy_document *document;
    struct pl_catalogue_error *error;
};

/* Parses the text. Returns 0, PL_CATALOGUE_INVALID with the place in `error`, or -ENOMEM. */
int yaml_open(struct yaml_reader *reader, const char *name, const char *text, size_t length,
              struct pl_catalogue_error *error);
void yaml_close(struct yaml_reader *reader);

/* Writes "name:line:column: text" for the node's place and returns PL_CATALOGUE_INVALID. A list or map is
 * placed at the first word in it. */
int yaml_complain(const struct yaml_reader *reader, struct fy_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The node's word or text, not terminated; NULL when it is a list, a map, an alias or null. */
const char *yaml_scalar(struct fy_node *node, size_t *ret_length);
bool yaml_equals(struct fy_node *node, const char *word);

/* Calls `each` for every pair of a map; stops at the first result that is not 0 and returns it. */
int yaml_each_pair(const struct yaml_reader *reader, struct fy_node *map,
                   int (*each)(const struct yaml_reader *, struct fy_node *key,
                               struct fy_node *value, void *context),
                   void *context);
