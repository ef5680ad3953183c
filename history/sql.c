#include "history/sql.h"

#include <errno.h>
#include <stddef.h>

int pl_sql_error(int sqlite_answer)
{
    switch (sqlite_answer & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_NOMEM:
        return -ENOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_READONLY:
        return -EROFS;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return -EACCES;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return -EUCLEAN;
    default:
        return -EIO;
    }
}

int pl_sql_run(sqlite3 *db, const char *sql)
{
    return pl_sql_error(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

int pl_sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret)
{
    if (!db) {
        *ret = NULL;
        return -EIO;
    }
    return pl_sql_error(sqlite3_prepare_v2(db, sql, -1, ret, NULL));
}

int pl_sql_finish(sqlite3_stmt *statement)
{
    int answer = sqlite3_step(statement);

    while (answer == SQLITE_ROW)
        answer = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return pl_sql_error(answer);
}

int pl_sql_number(sqlite3 *db, const char *sql, int64_t *ret)
{
    sqlite3_stmt *statement;
    int answer, r = pl_sql_prepare(db, sql, &statement);

    if (r)
        return r;
    answer = sqlite3_step(statement);
    if (answer == SQLITE_ROW)
        *ret = sqlite3_column_int64(statement, 0);
    r = answer == SQLITE_ROW ? 0 : answer == SQLITE_DONE ? 1 : pl_sql_error(answer);
    sqlite3_finalize(statement);
    return r;
}
