/* A YAML file as a walk over `group: {name: value}`, which is all that settings need.
 *
 * Trouble with the file itself (not readable, not YAML, not of this shape) becomes a complaint that begins with
 * FILE:LINE:COLUMN. Aliases, tags' meanings and further documents are not followed. */
#pragma once

#include "config/complaints.h"

#define PL_YAML_BYTES_MAX (256 * 1024)

struct pl_yaml_entry {
    const char *file;
    int line, column; /* of the value, or of the name when there is no value; from 1 */
    const char *key;  /* "group.name" */
    const char
        *value; /* the scalar; a list's entries with commas between; NULL: nothing was written */
};

/* The entry is valid during the call. */
typedef void (*pl_yaml_visitor)(const struct pl_yaml_entry *entry, void *context);

/* 0: walked, whatever was complained of; negative errno: the file cannot be read (-ENOENT: is not there),
 * nothing complained. */
int pl_yaml_walk_file(const char *file, pl_yaml_visitor visit, void *context,
                      struct pl_complaints *complaints);

/* The same for text in memory; `name` is what complaints call it. */
void pl_yaml_walk_text(const char *name, const char *text, size_t length, pl_yaml_visitor visit,
                       void *context, struct pl_complaints *complaints);
