/* Passwords from files: never in the configuration, on a command line or in a log.
 *
 * A name without '/' is a systemd credential (LoadCredential=), read from $CREDENTIALS_DIRECTORY. Any other
 * file must be ours or root's, and nobody else may read it. */
#pragma once

#include <stddef.h>

#define PL_SECRET_MAX 1024

#define PL_SECRET_REFUSED 1 /* `why` says what to do */

/* Reads the file's text without the newline at its end into ret (PL_SECRET_MAX bytes). 0 or PL_SECRET_REFUSED.
 * The caller forgets it with pl_secret_forget() as soon as it can. */
int pl_secret_read(const char *file, char *ret, char *why, size_t why_size);

/* Checks as above without keeping the text. */
int pl_secret_check(const char *file, char *why, size_t why_size);

void pl_secret_forget(char *secret);
