/* Asking SQLite: its answers as our errors. A connection belongs to one thread. A database that could not be opened (NULL)
 * answers -EIO. */
#pragma once

#include <sqlite3.h>
#include <stdint.h>

/* The negative errno that stands for SQLite's answer; 0 for OK, ROW and DONE. */
int pl_sql_error(int sqlite_answer);

/* Runs statements that return nothing. 0 or negative errno. */
int pl_sql_run(sqlite3 *db, const char *sql);

/* Runs a statement that returns one number. 0, 1 when it returns nothing, negative errno. */
int pl_sql_number(sqlite3 *db, const char *sql, int64_t *ret);

/* Prepares; the caller finalizes. 0 or negative errno, *ret NULL then. */
int pl_sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret);

/* Steps a statement that returns nothing and finalizes it. 0 or negative errno. */
int pl_sql_finish(sqlite3_stmt *statement);
