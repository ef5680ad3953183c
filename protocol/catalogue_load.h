/* Reads relief catalogues (YAML) and checks them: every key, word, number and length.
 *
 * The catalogue that Plumbline ships is inside the program, so the safety check cannot get lost; files
 * of the user's own add entries (never replace any) or translate. Not pure: it allocates and reads files.
 * Call from one thread at a time; what it returns may then be read by all. */
#pragma once

#include "protocol/catalogue.h"

/* Positive result: the text is not a valid catalogue; the error says where and what would be right. */
#define PL_CATALOGUE_INVALID 1

struct pl_catalogue_error {
    char text[512]; /* "FILE:line:column: ..." */
};

/* The shipped catalogue in `language` ("en", "de", or one that a file translates to), with the entries of
 * `files` added. Returns 0 and a catalogue the caller destroys; PL_CATALOGUE_INVALID with the reason in
 * `ret_error`; -ENOMEM; or the -errno of a file that cannot be read, also with a sentence in `ret_error`. */
int pl_catalogue_load(const char *language, const char *const *files, int file_count,
                      struct pl_catalogue **ret, struct pl_catalogue_error *ret_error);

/* An empty catalogue whose texts shall be in `language`; NULL when memory is short. */
struct pl_catalogue *pl_catalogue_create(const char *language);

/* Adds the entries of one YAML text, or its translations when it says `translation_of`; those are checked
 * always and used when their language is the wanted one. `name` stands for the file in messages. On
 * failure the catalogue may hold part of the text and should be destroyed. Returns as above. */
int pl_catalogue_add(struct pl_catalogue *catalogue, const char *name, const char *text,
                     size_t length, struct pl_catalogue_error *ret_error);

/* Takes NULL. */
void pl_catalogue_destroy(struct pl_catalogue *catalogue);
